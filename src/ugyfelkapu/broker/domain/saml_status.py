"""Why a SAML service gets no assertion, in the protocol's words (SAML 2.0 Core section 3.2.2.2)."""

from dataclasses import dataclass
from enum import StrEnum

_STATUS = "urn:oasis:names:tc:SAML:2.0:status:"


SAML_VERSION = "2.0"


class Status(StrEnum):
    """Whose doing it is."""

    SUCCESS = _STATUS + "Success"
    REQUESTER = _STATUS + "Requester"
    RESPONDER = _STATUS + "Responder"
    VERSION_MISMATCH = _STATUS + "VersionMismatch"


class Detail(StrEnum):
    """What it was, below one of the first."""

    AUTHN_FAILED = _STATUS + "AuthnFailed"
    INVALID_ATTRIBUTE = _STATUS + "InvalidAttrNameOrValue"
    INVALID_NAME_ID_POLICY = _STATUS + "InvalidNameIDPolicy"
    NO_AUTHN_CONTEXT = _STATUS + "NoAuthnContext"
    NO_PASSIVE = _STATUS + "NoPassive"
    NO_SUPPORTED_IDP = _STATUS + "NoSupportedIDP"
    PARTIAL_LOGOUT = _STATUS + "PartialLogout"
    REQUEST_DENIED = _STATUS + "RequestDenied"
    REQUEST_UNSUPPORTED = _STATUS + "RequestUnsupported"
    RESOURCE_NOT_RECOGNIZED = _STATUS + "ResourceNotRecognized"
    UNKNOWN_PRINCIPAL = _STATUS + "UnknownPrincipal"


@dataclass(frozen=True, slots=True, kw_only=True)
class SamlRefusal:
    """A refusal; the message helps whoever builds the service, and tells nobody more than they know."""

    status: Status
    detail: Detail | None
    message: str


def requester(message: str, detail: Detail | None = None) -> SamlRefusal:
    """The request cannot be answered as it is."""
    return SamlRefusal(status=Status.REQUESTER, detail=detail, message=message)


def fault_of_version(version: str) -> SamlRefusal | None:
    """The one version that is spoken here (Core section 4.1.3.2)."""
    if version == SAML_VERSION:
        return None
    return SamlRefusal(status=Status.VERSION_MISMATCH, detail=None, message=f"Version must be {SAML_VERSION}")


def partial_logout(message: str) -> SamlRefusal:
    """Our own session ended; the first status speaks of that alone (Core section 3.7.3.2)."""
    return SamlRefusal(status=Status.SUCCESS, detail=Detail.PARTIAL_LOGOUT, message=message)


def responder(message: str, detail: Detail) -> SamlRefusal:
    """The request is good, and yet nobody was signed on."""
    return SamlRefusal(status=Status.RESPONDER, detail=detail, message=message)

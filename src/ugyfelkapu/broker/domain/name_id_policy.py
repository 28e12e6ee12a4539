"""By which name a service asks for a person, and whom it means (SAML 2.0 Core sections 3.4.1, 3.4.1.1 and 8.3)."""

from dataclasses import dataclass

from ugyfelkapu.broker.domain.connection_code import ConnectionCode
from ugyfelkapu.broker.domain.relying_party import RelyingParty, Scope
from ugyfelkapu.broker.domain.saml_service import EntityId, NameIdFormat, SamlTerms
from ugyfelkapu.broker.domain.saml_status import Detail, SamlRefusal, requester, responder

LONGEST_NAME = 256
"""Of a person (Core section 8.3.7); a longer one is nobody's, and is not kept while somebody signs in."""
ANY_FORMAT = "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified"


@dataclass(frozen=True, slots=True, kw_only=True)
class NameIdPolicy:
    """What `NameIDPolicy` says; nothing where there is none."""

    format: str | None = None
    qualifier: str | None = None
    """`SPNameQualifier`."""
    may_create: bool = True
    """`AllowCreate`. Core's default is false; only who says so is held to it, as software seldom means the default."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedSubject:
    """Whom the service means, as it says it."""

    name_id: str | None
    """`None`: encrypted, or by a kind of name that we do not give."""
    format: str | None
    qualifier: str | None
    """`SPNameQualifier`."""
    is_confirmed_otherwise: bool
    """It brings `SubjectConfirmation`s, by which the answer would be confirmed."""


def format_of(policy: NameIdPolicy, party: RelyingParty, terms: SamlTerms) -> NameIdFormat | SamlRefusal:
    """What the person is called in the answer; the e-mail address only where it is released (`protocols.md`)."""
    if policy.qualifier not in (None, terms.entity_id):
        message = "SPNameQualifier names another service, and affiliations are not kept here"
        return requester(message, Detail.INVALID_NAME_ID_POLICY)
    if policy.format in (None, ANY_FORMAT):
        known = [each for each in terms.name_id_formats if _is_released(each, party)]
        return known[0] if known else NameIdFormat.PERSISTENT
    if policy.format not in list(NameIdFormat):
        return requester("NameIDPolicy names no format that we have", Detail.INVALID_NAME_ID_POLICY)
    asked = NameIdFormat(policy.format)
    if not _is_released(asked, party):
        return requester("the e-mail address is not released to this service", Detail.INVALID_NAME_ID_POLICY)
    return asked


def _is_released(asked: NameIdFormat, party: RelyingParty) -> bool:
    return asked is not NameIdFormat.EMAIL or Scope.EMAIL in party.scopes


def person_meant(subject: AskedSubject | None, entity_id: EntityId) -> ConnectionCode | SamlRefusal | None:
    """Whom the answer must be about (Core section 3.3.4); `None`: whoever signs in."""
    if subject is None:
        return None
    if subject.is_confirmed_otherwise:
        return requester("Subject may not bring SubjectConfirmation", Detail.REQUEST_UNSUPPORTED)
    is_persistent = subject.format in (None, ANY_FORMAT, NameIdFormat.PERSISTENT)
    is_ours = is_persistent and subject.qualifier in (None, entity_id)
    if not subject.name_id or len(subject.name_id) > LONGEST_NAME or not is_ours:
        return responder(
            "nobody is known here by such a name; a Subject is named by its persistent NameID", Detail.UNKNOWN_PRINCIPAL
        )
    return ConnectionCode(subject.name_id)

"""From a registration document to a relying party: the rules a service must meet (RFC 7591 section 2, `protocols.md`)."""

import json
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from urllib.parse import urlsplit

from ugyfelkapu.broker.domain.metadata import (
    Document,
    MetadataErrorCode,
    MetadataFault,
    MetadataFaultError,
    age,
    text,
    texts,
    word,
    wording,
)
from ugyfelkapu.broker.domain.profile import RULES
from ugyfelkapu.broker.domain.redirect import LOOPBACK_HOSTS, is_acceptable
from ugyfelkapu.broker.domain.registering.registration_grants import grants_of
from ugyfelkapu.broker.domain.registering.registration_logout import logout_terms
from ugyfelkapu.broker.domain.registering.registration_proof import (
    authentication_of,
    bound,
    certificate_name,
    keys_address,
    keys_by_value,
    provable,
)
from ugyfelkapu.broker.domain.registering.registration_requests import default_acr_values, request_terms
from ugyfelkapu.broker.domain.registering.registration_tokens import signed_with, token_terms
from ugyfelkapu.broker.domain.release import allowed_scopes, usual_scopes
from ugyfelkapu.broker.domain.relying_party import (
    ApplicationType,
    ClientId,
    ClientProfile,
    GrantType,
    RelyingParty,
    Scope,
    Sector,
    TokenAlgorithm,
)

UNSUPPORTED = ("software_statement",)
"""Metadata whose silent loss would weaken what the service believes it gets."""


class Registrar(StrEnum):
    """Who registers a service: the operator may record a legal basis, a self-registering service may not."""

    OPERATOR = "operator"
    DYNAMIC = "dynamic"


@dataclass(frozen=True, slots=True, kw_only=True)
class Applicant:
    """Who registers, beside what the document says."""

    client_id: ClientId
    registrar: Registrar
    are_certificates_taken: bool
    """Whether services can show certificates here at all."""
    loopback_allowed: bool
    """Whether plain http on loopback will do, as in the demo."""
    sector_uris: tuple[str, ...] | None = None
    """What the service's `sector_identifier_uri` was found to list; `None` where it has none."""


def relying_party_from(document: Document, applicant: Applicant) -> RelyingParty | MetadataFault:
    """The service a document describes, or the first rule it breaks."""
    try:
        _refuse_what_we_cannot_keep(document, applicant.registrar)
        return provable(_relying_party(document, applicant), are_certificates_taken=applicant.are_certificates_taken)
    except MetadataFaultError as refusal:
        return refusal.fault


def _relying_party(document: Document, applicant: Applicant) -> RelyingParty:
    application_type = word(document, "application_type", kind=ApplicationType, default=ApplicationType.WEB)
    addresses = partial(_addresses, document, application_type, loopback_allowed=applicant.loopback_allowed)
    profile = word(document, "client_profile", kind=ClientProfile, default=ClientProfile.OAUTH21)
    authentication = authentication_of(document, profile)
    grants = grants_of(document, authentication)
    redirect_uris = _redirect_uris(addresses("redirect_uris"), grants)
    if applicant.registrar is Registrar.DYNAMIC and GrantType.DEVICE_CODE in grants:
        sector = _own_sector(document, applicant)
    else:
        sector = _sector(document, redirect_uris, applicant, application_type=application_type)
    keys = keys_by_value(document, authentication)
    legal_basis = text(document, "legal_basis")
    name = wording(document, "client_name", default=sector)
    return RelyingParty(
        client_id=applicant.client_id,
        name=name,
        organisation=wording(document, "organisation_name", default=name.hu),
        sector=sector,
        application_type=application_type,
        redirect_uris=redirect_uris,
        post_logout_redirect_uris=addresses("post_logout_redirect_uris"),
        client_uri=_client_uri(document, loopback_allowed=applicant.loopback_allowed),
        authentication=authentication,
        id_token_algorithm=_algorithm(document, profile),
        jwks=json.dumps({"keys": keys}) if keys else "",
        scopes=_scopes(document, legal_basis),
        legal_basis=legal_basis,
        default_max_age_seconds=age(document, "default_max_age"),
        default_acr_values=default_acr_values(document),
        profile=profile,
        grants=grants,
        sector_identifier_uri=text(document, "sector_identifier_uri"),
        requests=request_terms(document, algorithms=RULES[profile].algorithms, loopback_allowed=applicant.loopback_allowed),
        jwks_uri=keys_address(document, loopback_allowed=applicant.loopback_allowed),
        certificate=certificate_name(document, authentication),
        assertion_algorithm=signed_with(document, "token_endpoint_auth_signing_alg", algorithms=RULES[profile].algorithms),
        tokens=bound(document, token_terms(document, algorithms=RULES[profile].algorithms, keys=keys)),
        logout=logout_terms(document, redirect_uris=redirect_uris, loopback_allowed=applicant.loopback_allowed),
    )


def _redirect_uris(addresses: tuple[str, ...], grants: tuple[GrantType, ...]) -> tuple[str, ...]:
    """Where answers go; whoever is never answered in a browser needs none (RFC 7591 section 2)."""
    if GrantType.AUTHORIZATION_CODE in grants and not addresses:
        message = "redirect_uris must name at least one address"
        raise MetadataFaultError(message, MetadataErrorCode.INVALID_REDIRECT_URI)
    return addresses


def _algorithm(document: Document, profile: ClientProfile) -> TokenAlgorithm:
    """With what its ID tokens are signed: one of its profile (OpenID Connect Registration section 2)."""
    asked = word(document, "id_token_signed_response_alg", kind=TokenAlgorithm, default=TokenAlgorithm.ES256)
    allowed = RULES[profile].algorithms
    if asked not in allowed:
        message = f"id_token_signed_response_alg must be one of: {', '.join(allowed)} (client_profile {profile})"
        raise MetadataFaultError(message)
    return asked


def _refuse_what_we_cannot_keep(document: Document, registrar: Registrar) -> None:
    for field in UNSUPPORTED:
        if document.get(field):
            message = f"{field} is not supported"
            raise MetadataFaultError(message)
    if registrar is Registrar.DYNAMIC and "legal_basis" in document:
        message = "legal_basis is recorded by the operator, not by dynamic registration"
        raise MetadataFaultError(message)
    if registrar is Registrar.DYNAMIC and GrantType.TOKEN_EXCHANGE in (texts(document, "grant_types") or ()):
        message = "grant_types: token exchange is recorded by the operator, who knows which services are of one body"
        raise MetadataFaultError(message)
    if document.get("subject_type", "pairwise") != "pairwise":
        message = "subject_type must be pairwise: every body knows a person by its own connection code"
        raise MetadataFaultError(message)


def _addresses(document: Document, application_type: ApplicationType, field: str, *, loopback_allowed: bool) -> tuple[str, ...]:
    addresses = texts(document, field) or ()
    native = application_type is ApplicationType.NATIVE
    for number, address in enumerate(addresses, start=1):
        if not is_acceptable(address, native=native, loopback_allowed=loopback_allowed):
            code = (
                MetadataErrorCode.INVALID_REDIRECT_URI
                if field == "redirect_uris"
                else MetadataErrorCode.INVALID_CLIENT_METADATA
            )
            message = f"{field}: address {number} must be an absolute https address without fragment, user name or wildcard"
            raise MetadataFaultError(message, code)
    return addresses


def _client_uri(document: Document, *, loopback_allowed: bool) -> str | None:
    address = text(document, "client_uri")
    if address is not None and not is_acceptable(address, native=False, loopback_allowed=loopback_allowed):
        message = "client_uri must be an absolute https address"
        raise MetadataFaultError(message)
    return address


def _sector(
    document: Document, redirect_uris: tuple[str, ...], applicant: Applicant, *, application_type: ApplicationType
) -> Sector:
    """The one host all addresses share, or the host of the document that lists them (OpenID Connect Core section 8.1).

    On loopback a host names no body: there the port does. An app stands for itself: its port changes, and anybody may claim
    its scheme, even one that reads like another body's host.
    """
    if applicant.sector_uris is not None:
        return _listed_sector(str(document.get("sector_identifier_uri")), redirect_uris, applicant.sector_uris)
    parts = [urlsplit(uri) for uri in redirect_uris]
    hosts = {part.netloc if part.hostname in LOOPBACK_HOSTS else part.hostname or f"{part.scheme}:" for part in parts}
    if application_type is ApplicationType.NATIVE and all(part.scheme != "https" for part in parts):
        return Sector(applicant.client_id)
    if not hosts:
        return Sector(applicant.client_id)
    if len(hosts) > 1:
        message = "redirect_uris must share one host, or be listed in the document of a sector_identifier_uri"
        raise MetadataFaultError(message)
    return Sector(hosts.pop())


def _own_sector(document: Document, applicant: Applicant) -> Sector:
    """Of a service that fetches tokens for devices: no answer goes to its redirect addresses, so they show nothing of its body.

    The operator knows the body, and may register it in the body's sector.
    """
    if document.get("sector_identifier_uri") is not None:
        message = "sector_identifier_uri: a service with the device grant joins a sector by the operator alone"
        raise MetadataFaultError(message)
    return Sector(applicant.client_id)


def _listed_sector(address: str, redirect_uris: tuple[str, ...], listed: tuple[str, ...]) -> Sector:
    """OpenID Connect Registration section 5: every redirect address must be in the document."""
    for uri in redirect_uris:
        if uri not in listed:
            message = f"sector_identifier_uri: its document does not list the redirect address {uri}"
            raise MetadataFaultError(message)
    parts = urlsplit(address)
    return Sector(parts.netloc if parts.hostname in LOOPBACK_HOSTS else parts.hostname or "")


def _scopes(document: Document, legal_basis: str | None) -> tuple[Scope, ...]:
    """What the service may ask for: what it named, within what the law lets it learn (`domain.md R14`)."""
    allowed = allowed_scopes(legal_basis)
    named = (text(document, "scope") or " ".join(usual_scopes(legal_basis))).split()
    if Scope.IDENTITY in named and Scope.IDENTITY not in allowed:
        message = "scope identity needs a legal basis recorded by the operator"
        raise MetadataFaultError(message)
    if Scope.OPENID not in named:
        message = "scope must hold openid"
        raise MetadataFaultError(message)
    return tuple(scope for scope in allowed if scope in named)

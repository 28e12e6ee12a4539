"""From SAML metadata to a relying party: the rules a service must meet (SAML 2.0 Metadata, `protocols.md`)."""

from dataclasses import replace
from datetime import timedelta

from ugyfelkapu.broker.domain.metadata import MetadataFault, MetadataFaultError
from ugyfelkapu.broker.domain.release import usual_scopes
from ugyfelkapu.broker.domain.relying_party import ApplicationType, RelyingParty, Scope, TokenAlgorithm
from ugyfelkapu.broker.domain.saml_entity import client_id_of
from ugyfelkapu.broker.domain.saml_profile import RULES
from ugyfelkapu.broker.domain.saml_service import EntityId, MetadataSource, SamlTerms
from ugyfelkapu.broker.saml.metadata.admission import (
    Admission,
    are_assertions_encrypted,
    are_requests_signed,
    refuse_what_the_profile_forbids,
)
from ugyfelkapu.broker.saml.metadata.endpoints import consumers_of, logout_points_of, sector_of
from ugyfelkapu.broker.saml.metadata.entities import Entity, Unusable, services_in, the_one
from ugyfelkapu.broker.saml.metadata.keys import keys_of
from ugyfelkapu.broker.saml.metadata.values import flag, refuse
from ugyfelkapu.broker.saml.metadata.wishes import attribute_sets_of, name_id_formats_of, scopes_of, sp_type_of
from ugyfelkapu.broker.saml.metadata.wordings import home_of, name_of, organisation_of
from ugyfelkapu.broker.saml.xml.parsing import XmlFault, parsed_without_comments
from ugyfelkapu.broker.saml.xml.signature import SignatureFault, verified

SHORTEST_REFRESH = timedelta(minutes=10)
LONGEST_REFRESH = timedelta(days=1)
LONGEST_VALIDITY = timedelta(days=366)
"""Of metadata at an address: whoever answers there could show an old signed copy for as long."""


def service_from(document: bytes, admission: Admission, *, entity_id: EntityId | None = None) -> RelyingParty | MetadataFault:
    """The service a document describes, of several the one with this entity ID; or the first rule it breaks."""
    try:
        return _party(the_one(_entities(document, admission), entity_id), admission)
    except MetadataFaultError as refusal:
        return refusal.fault


def services_from(document: bytes, admission: Admission) -> dict[EntityId, RelyingParty | MetadataFault] | MetadataFault:
    """Every service of a document, each with the first rule that it breaks."""
    try:
        entities = _entities(document, admission)
    except MetadataFaultError as refusal:
        return refusal.fault
    return {each.entity_id: _party_or_fault(each, admission) for each in entities if each.entity_id is not None}


def _party_or_fault(entity: Entity | Unusable, admission: Admission) -> RelyingParty | MetadataFault:
    if isinstance(entity, Unusable):
        return entity.refusal.fault
    try:
        return _party(entity, admission)
    except MetadataFaultError as refusal:
        return refusal.fault


def _entities(document: bytes, admission: Admission) -> tuple[Entity | Unusable, ...]:
    """Of a document that must be signed only what the signature covers is read."""
    root = parsed_without_comments(document)
    if isinstance(root, XmlFault):
        raise refuse(f"the document is not read: {root}")
    if admission.signed_by is not None:
        root_or_fault = verified(root, [admission.signed_by])
        if isinstance(root_or_fault, SignatureFault):
            raise refuse(f"the signature is not believed: {root_or_fault}")
        root = root_or_fault
    return services_in(root, now=admission.now)


def _party(entity: Entity, admission: Admission) -> RelyingParty:
    terms = _terms(entity, admission)
    sector = sector_of(terms.consumers)
    name = name_of(entity.role, default=sector)
    return RelyingParty(
        client_id=client_id_of(entity.entity_id),
        name=name,
        organisation=organisation_of(entity.descriptor, entity.role, default=name),
        sector=sector,
        application_type=ApplicationType.WEB,
        redirect_uris=(),
        post_logout_redirect_uris=(),
        client_uri=home_of(entity.role, loopback_allowed=admission.loopback_allowed),
        authentication=None,
        id_token_algorithm=TokenAlgorithm.ES256,
        jwks="",
        scopes=_scopes(terms, admission),
        legal_basis=admission.legal_basis,
        default_max_age_seconds=None,
        grants=(),
        saml=terms,
    )


def _scopes(terms: SamlTerms, admission: Admission) -> tuple[Scope, ...]:
    """A connector asks in each request, and so may ask for all that the law lets it have."""
    if RULES[admission.profile].is_connector:
        return usual_scopes(admission.legal_basis)
    return scopes_of(terms.attribute_sets, admission.legal_basis)


def _terms(entity: Entity, admission: Admission) -> SamlTerms:
    role, rules = entity.role, RULES[admission.profile]
    keys = keys_of(role)
    refuse_what_the_profile_forbids(keys, admission)
    return SamlTerms(
        entity_id=entity.entity_id,
        consumers=consumers_of(role, loopback_allowed=admission.loopback_allowed),
        logout=logout_points_of(role, loopback_allowed=admission.loopback_allowed),
        attribute_sets=attribute_sets_of(role),
        name_id_formats=name_id_formats_of(role),
        signing_certificates=keys.signing,
        encryption_certificates=keys.encryption,
        are_requests_signed=are_requests_signed(role, keys, admission),
        are_assertions_signed=(flag(role, "WantAssertionsSigned") or False) or rules.is_assertion_signed,
        are_assertions_encrypted=are_assertions_encrypted(keys, admission),
        profile=admission.profile,
        signature=admission.signature or rules.signatures[0],
        sp_type=sp_type_of(entity.descriptor, role),
        country=admission.country,
        source=_source(entity, admission),
        valid_until=entity.validity.valid_until,
    )


def _source(entity: Entity, admission: Admission) -> MetadataSource | None:
    """How often it is asked: as the metadata wish (cacheDuration), within bounds.

    What is fetched must end (SAML 2.0 Metadata section 4.3.1): a signature alone does not tell an old copy, with a key long
    given up, from the present one.
    """
    source, wished, until = admission.source, entity.validity.cache_duration, entity.validity.valid_until
    if source is None:
        return None
    if until is None or until > admission.now + LONGEST_VALIDITY:
        raise refuse(f"validUntil: metadata at an address need one, at most {LONGEST_VALIDITY.days} days ahead")
    if wished is None:
        return source
    return replace(source, refreshed_every=min(max(wished, SHORTEST_REFRESH), LONGEST_REFRESH))

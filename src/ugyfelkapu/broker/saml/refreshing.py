"""Services' metadata fetched again from their addresses, believed by the pinned key alone (SAML 2.0 Metadata section 4.3)."""

from dataclasses import replace
from datetime import timedelta

from ugyfelkapu.broker.actions.keep_saml_service import note_refused_metadata, refresh_saml_service
from ugyfelkapu.broker.domain.metadata import MetadataErrorCode, MetadataFault
from ugyfelkapu.broker.domain.relying_party import RelyingParty
from ugyfelkapu.broker.domain.saml_service import USUAL_REFRESH, MetadataSource, SamlTerms
from ugyfelkapu.broker.ports import BrokerWorld, FetchFault
from ugyfelkapu.broker.saml.metadata.admission import Admission
from ugyfelkapu.broker.saml.metadata_of_service import service_from
from ugyfelkapu.broker.store import operated_parties

AGAIN_AFTER = timedelta(minutes=10)
"""When what failed is tried anew, whatever the metadata wish."""


async def refresh_next(world: BrokerWorld) -> bool:
    """Ask for the metadata that are due; whether any were. What is not to be believed is journalled and changes nothing."""
    now = world.clock.now()
    async with world.database.transaction() as tx:
        client_id = await operated_parties.take_due(tx, now=now, again_at=now + AGAIN_AFTER)
    if client_id is None:
        return False
    kept = await operated_parties.find_kept(world.database.reader, client_id)
    terms = kept.party.saml if kept is not None else None
    if kept is None or terms is None or terms.source is None:
        return True
    found = await _found(world, kept.party, terms, source=terms.source)
    if isinstance(found, MetadataFault | FetchFault):
        await note_refused_metadata(world, kept.party, found if isinstance(found, FetchFault) else found.description)
    else:
        source = found.saml.source if found.saml is not None and found.saml.source is not None else terms.source
        await refresh_saml_service(world, found, former=kept, source=source)
    return True


async def _found(
    world: BrokerWorld, party: RelyingParty, terms: SamlTerms, *, source: MetadataSource
) -> RelyingParty | MetadataFault | FetchFault:
    fetched = await world.outside.metadata(source.url)
    if isinstance(fetched, FetchFault):
        return fetched
    admission = Admission(
        now=world.clock.now(),
        loopback_allowed=world.loopback_allowed,
        legal_basis=party.legal_basis,
        profile=terms.profile,
        country=terms.country,
        is_encrypted=terms.are_assertions_encrypted,
        signature=terms.signature,
        source=replace(source, refreshed_every=USUAL_REFRESH),
        signed_by=source.signing_certificate,
    )
    found = service_from(fetched.body, admission, entity_id=terms.entity_id)
    return found if isinstance(found, MetadataFault) else _same_sector(found, former=party)


def _same_sector(party: RelyingParty, *, former: RelyingParty) -> RelyingParty | MetadataFault:
    """People's pseudonyms are made for the host of the consumers: whether it moves is for the operator to decide."""
    if party.sector == former.sector:
        return party
    description = f"AssertionConsumerService: the host {party.sector} is not {former.sector}; only the operator may change it"
    return MetadataFault(code=MetadataErrorCode.INVALID_CLIENT_METADATA, description=description)

"""A SAML request that may not be answered goes into the journal, and to the service's developer where that is kept."""

from ugyfelkapu.broker.actions.entries import refused_saml_entry
from ugyfelkapu.broker.actions.note_refusal import note_refusal
from ugyfelkapu.broker.actions.note_seldom import note_seldom
from ugyfelkapu.broker.domain.refused_request import RefusedRequest, kept_description
from ugyfelkapu.broker.domain.relying_party import RelyingParty
from ugyfelkapu.broker.domain.saml_profile import NO_ATTRIBUTE
from ugyfelkapu.broker.domain.saml_status import Detail, SamlRefusal, Status
from ugyfelkapu.broker.ports import BrokerWorld


async def note_refused_saml(world: BrokerWorld, party: RelyingParty | None, refusal: SamlRefusal, *, endpoint: str) -> None:
    """Write down what was wrong; that nobody could be signed on silently is no fault, and happens all day.

    `party`: who asked, or in whose name; `None`: nobody we know. All of those together enter as little as one service.
    """
    if refusal.detail is Detail.NO_PASSIVE:
        return
    now, error = world.clock.now(), (refusal.detail or refusal.status).rpartition(":")[2]
    if party is not None:
        told = RefusedRequest(
            client_id=party.client_id,
            at=now,
            endpoint=endpoint,
            error=error,
            description=kept_description(refusal.message),
            sent=(),
        )
        await note_refusal(world, told)
    if refusal.status is not Status.REQUESTER:
        return
    # which attribute, is in anybody's own words: those are for the service, not for a journal of ten years
    reason = NO_ATTRIBUTE if refusal.detail is Detail.INVALID_ATTRIBUTE else refusal.message
    entry = refused_saml_entry(party, outcome=error, reason=reason, endpoint=endpoint, now=now)
    await note_seldom(world, entry, kind=f"refused-saml/{entry.actor}")

"""Tell a service whether identity data it holds are those of somebody signed on there: yes or no (`domain.md R14`)."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from ugyfelkapu.broker.actions.entries import reverse_identification_entry
from ugyfelkapu.broker.actions.sign_out import end_after_the_gates
from ugyfelkapu.broker.domain.connection_code import ConnectionCode
from ugyfelkapu.broker.domain.relying_party import RelyingParty
from ugyfelkapu.broker.domain.session import is_live
from ugyfelkapu.broker.ports import BrokerWorld
from ugyfelkapu.broker.store import signed_on_people
from ugyfelkapu.foundation.journal import record
from ugyfelkapu.foundation.throttle import Lane, Wait, give_back, take
from ugyfelkapu.identification import ClaimedIdentity, Comparison, Refusal

FREE_WRONG_OF_PERSON = 5
"""Of one service about one person in a day; then the waits begin, and no guessing comes far."""

FREE_WRONG_OF_SERVICE = 500
"""Of one service about everybody in a day."""

FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=1)


class Denied(StrEnum):
    """Why a service is told nothing."""

    NO_LEGAL_BASIS = "no_legal_basis"
    """It has none on record for holding identity data."""
    NOT_SIGNED_ON = "not_signed_on"
    """Nobody of this `sub` is signed on there now; whether there is such a person is not said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What a service holds, and of whom."""

    subject: ConnectionCode
    identity: ClaimedIdentity


async def identify_in_reverse(world: BrokerWorld, party: RelyingParty, claim: Claim) -> Comparison | Denied | Wait:
    """The answer; a try is counted before the work and given back when it matched, so that only wrong ones cost."""
    now = world.clock.now()
    if party.legal_basis is None:
        return Denied.NO_LEGAL_BASIS
    lanes = _lanes(party, claim)
    async with world.database.transaction() as tx:
        if isinstance(admitted := await take(tx, lanes, now=now), Wait):
            return admitted
    session = await signed_on_people.find(world.database.reader, party.client_id, claim.subject)
    if session is None or not is_live(session, now=now):
        return Denied.NOT_SIGNED_ON
    compared = await world.identification.compare_identity(session.session_handle, claim.identity)
    if isinstance(compared, Refusal):
        await end_after_the_gates(world, session, compared, now=now)
        return Denied.NOT_SIGNED_ON
    async with world.database.transaction() as tx:
        await record(tx, reverse_identification_entry(party, session.subject_code, outcome=compared, now=now))
        if compared is Comparison.MATCH:
            await give_back(tx, lanes)
    return compared


def _lanes(party: RelyingParty, claim: Claim) -> tuple[Lane, Lane]:
    """The code is typed by the service, so it is the last part of its key and cannot spell another lane."""
    person = f"broker/reverse/1/{party.client_id}/{claim.subject}"
    return (
        Lane(key=person, free_tries=FREE_WRONG_OF_PERSON, first_wait=FIRST_WAIT, longest_wait=LONGEST_WAIT),
        Lane(
            key=f"broker/reverse/2/{party.client_id}",
            free_tries=FREE_WRONG_OF_SERVICE,
            first_wait=FIRST_WAIT,
            longest_wait=LONGEST_WAIT,
        ),
    )

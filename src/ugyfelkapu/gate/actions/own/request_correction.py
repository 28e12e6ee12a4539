"""An owner says that their registered data are wrong; a counter asks the register again, nobody edits (`domain.md R10`)."""

from dataclasses import dataclass
from enum import StrEnum

from ugyfelkapu.foundation.identifiers import identifier
from ugyfelkapu.gate.actions.journal.owner_journal import Activity, DataSet, OwnerEvent, note
from ugyfelkapu.gate.actions.sessions.live_session import running_session
from ugyfelkapu.gate.domain.correction import CorrectedField, CorrectionId, CorrectionRequest, words_of
from ugyfelkapu.gate.ports import GateWorld
from ugyfelkapu.gate.store import corrections


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """Who is signed in, and what they asked for already."""

    open_request: CorrectionRequest | None


class NotAsked(StrEnum):
    """Why there is no request."""

    NOBODY = "nobody"
    """Nobody is signed in with this browser."""
    WORDS = "words"
    """Nothing was said, or too much."""


async def correction_of(world: GateWorld, cookie: str) -> Signed | None:
    """The open request of whoever is signed in; `None`: nobody is."""
    running = await running_session(world, cookie)
    if running is None:
        return None
    return Signed(open_request=await corrections.open_of(world.database.reader, running.account.person_id))


async def request_correction(
    world: GateWorld, cookie: str, field: CorrectedField, *, typed: str
) -> CorrectionRequest | NotAsked:
    """Keep the request; who has one open is given that one, so a double submit asks once."""
    running = await running_session(world, cookie)
    if running is None:
        return NotAsked.NOBODY
    words = words_of(typed)
    if words is None:
        return NotAsked.WORDS
    now = world.clock.now()
    request = CorrectionRequest(
        request_id=CorrectionId(identifier(now)),
        person_id=running.account.person_id,
        gate_id=running.account.gate_id,
        field=field,
        words=words,
        asked_at=now,
    )
    async with world.database.transaction() as tx:
        if await corrections.ask(tx, request):
            gate_id = running.account.gate_id
            event = OwnerEvent(at=now, activity=Activity.ASK_FOR_CORRECTION, data_set=DataSet.REGISTERED, gate_id=gate_id)
            await note(tx, event)
            return request
        earlier = await corrections.open_of(tx, running.account.person_id)
    return earlier or request

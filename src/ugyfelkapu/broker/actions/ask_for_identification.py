"""Ask the gate to identify whoever sits at this browser; the question never says for which service (`domain.md R14`)."""

from ugyfelkapu.broker.actions.waiting import Waiting
from ugyfelkapu.broker.domain.sign_on import question_of
from ugyfelkapu.broker.ports import BrokerWorld
from ugyfelkapu.broker.store import pending_requests
from ugyfelkapu.identification import AssuranceLevel, IdentificationRequest

LOWERED = "lowered"
"""Marks the way back from a question below the level of the request, so that nobody is asked in a circle."""


async def ask_for_identification(world: BrokerWorld, waiting: Waiting, *, language: str, level: AssuranceLevel) -> str:
    """Where the browser goes to be identified at this level; a second click goes on with the first question."""
    pending = waiting.pending
    if pending.identification_url is not None:
        return pending.identification_url
    demand = question_of(pending)
    return_url = f"{world.issuer}/authorize/{pending.pending_id}/return"
    asked = await world.identification.ask(
        IdentificationRequest(
            level=level,
            not_before=demand.not_before,
            language=language,
            return_url=return_url if level is demand.level else f"{return_url}?{LOWERED}=1",
        )
    )
    async with world.database.transaction() as tx:
        await pending_requests.note_question(tx, pending.pending_id, asked)
    return asked.url

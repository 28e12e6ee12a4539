"""Ask the gate to identify whoever sits at this browser; the question never says for which service (`domain.md R14`)."""

from ugyfelkapu.broker.actions.waiting import Waiting
from ugyfelkapu.broker.domain.sign_on import question_of
from ugyfelkapu.broker.ports import BrokerWorld
from ugyfelkapu.broker.store import pending_requests
from ugyfelkapu.identification import IdentificationRequest


async def ask_for_identification(world: BrokerWorld, waiting: Waiting, *, language: str) -> str:
    """Where the browser goes to be identified; a second click goes on with the first question."""
    pending = waiting.pending
    if pending.identification_url is not None:
        return pending.identification_url
    demand = question_of(pending)
    asked = await world.identification.ask(
        IdentificationRequest(
            level=demand.level,
            not_before=demand.not_before,
            language=language,
            return_url=f"{world.issuer}/authorize/{pending.pending_id}/return",
        )
    )
    async with world.database.transaction() as tx:
        await pending_requests.note_question(tx, pending.pending_id, asked)
    return asked.url

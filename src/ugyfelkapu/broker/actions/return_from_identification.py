"""The browser comes back from the gate: redeem its ticket, begin or renew the session (`ARCHITECTURE.md`, sign-on)."""

from datetime import datetime

from ugyfelkapu.broker.actions.begin_session import begin_session
from ugyfelkapu.broker.actions.waiting import Browser, Waiting, waiting_lane
from ugyfelkapu.broker.domain.sign_on import is_fresh, question_of
from ugyfelkapu.broker.ports import BrokerWorld
from ugyfelkapu.broker.store import pending_requests
from ugyfelkapu.foundation.throttle import give_back
from ugyfelkapu.identification import Refusal, Ticket


async def return_from_identification(
    world: BrokerWorld, waiting: Waiting, ticket: Ticket, *, browser: Browser, now: datetime
) -> str | Refusal:
    """The new session's secret for the browser, or why the gate gave no answer."""
    if waiting.pending.identification_id is None:
        return Refusal.UNKNOWN_TICKET
    answer = await world.identification.redeem(waiting.pending.identification_id, ticket)
    if isinstance(answer, Refusal):
        await note_gate_refusal(world, waiting, answer)
        return answer
    if not is_fresh(answer.identified_at, question_of(waiting.pending)):
        await note_gate_refusal(world, waiting, Refusal.SESSION_ENDED)
        return Refusal.SESSION_ENDED
    if answer.level.rank < waiting.pending.request.level_wish.least.rank:
        await note_gate_refusal(world, waiting, Refusal.LEVEL_NOT_REACHED)
        return Refusal.LEVEL_NOT_REACHED
    async with world.database.transaction() as tx:
        secret = await begin_session(tx, world, answer, session_secret=browser.session_secret, now=now)
        if secret is None:
            await pending_requests.note_gate_refusal(tx, waiting.pending.pending_id)
            return Refusal.SESSION_ENDED
        if waiting.pending.identified_at is None:
            await give_back(tx, [waiting_lane(browser.network, created_at=waiting.pending.created_at)])
        is_lower = answer.level.rank < waiting.pending.request.level_wish.first.rank
        await pending_requests.note_identification(tx, waiting.pending, is_level_waived=is_lower, now=now)
        return secret


async def note_gate_refusal(world: BrokerWorld, waiting: Waiting, refusal: Refusal) -> None:
    """The next question starts anew; a ticket that answers nothing, such as another tab's, leaves the question as it is."""
    if refusal is Refusal.UNKNOWN_TICKET:
        return
    async with world.database.transaction() as tx:
        await pending_requests.note_gate_refusal(tx, waiting.pending.pending_id)

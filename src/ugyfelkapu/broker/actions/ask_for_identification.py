"""Ask the gate to identify whoever sits at this browser; the question never says for which service (`domain.md R14`)."""

from dataclasses import dataclass

from ugyfelkapu.broker.actions.waiting import Waiting
from ugyfelkapu.broker.domain.sign_on import question_of
from ugyfelkapu.broker.ports import BrokerWorld
from ugyfelkapu.broker.store import pending_requests
from ugyfelkapu.identification import AssuranceLevel, IdentificationRequest

LOWERED = "lowered"
"""Marks the way back from a question below the first level of the request, so that nobody is asked in a circle."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """In which language and at which level to ask, and the question that stood when the page with the button was made."""

    language: str
    level: AssuranceLevel
    instead_of: str
    """Empty: none stood."""


async def ask_for_identification(world: BrokerWorld, waiting: Waiting, wish: Wish) -> str:
    """Where the browser goes to be identified.

    A second click on a page goes on with the question of the first. Whoever comes back to the page and presses again gets a
    new question, since the old one may be over at the gate without the browser having come back to tell.
    """
    pending = waiting.pending
    if pending.identification_url is not None and pending.identification_id != wish.instead_of:
        return pending.identification_url
    demand = question_of(pending)
    return_url = f"{world.issuer}/authorize/{pending.pending_id}/return"
    asked = await world.identification.ask(
        IdentificationRequest(
            level=wish.level,
            not_before=demand.not_before,
            language=wish.language,
            return_url=return_url if wish.level is demand.level else f"{return_url}?{LOWERED}=1",
        )
    )
    async with world.database.transaction() as tx:
        await pending_requests.note_question(tx, pending.pending_id, asked)
    return asked.url

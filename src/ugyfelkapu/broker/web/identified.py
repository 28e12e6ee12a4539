"""The browser comes back from the gate, with a ticket or a refusal."""

from starlette.requests import Request
from starlette.responses import Response

from ugyfelkapu.broker.actions.ask_for_identification import LOWERED, Wish
from ugyfelkapu.broker.actions.decide_consent import give_up_level
from ugyfelkapu.broker.actions.return_from_identification import note_gate_refusal, return_from_identification
from ugyfelkapu.broker.domain.assurance import LevelWish
from ugyfelkapu.broker.domain.session import SESSION_COOKIE
from ugyfelkapu.broker.domain.sign_on import question_of
from ugyfelkapu.broker.web.chooser import Notice, to_the_gate
from ugyfelkapu.broker.web.room import BrokerRoom, Turn, turn_of
from ugyfelkapu.foundation.page.form import read_query
from ugyfelkapu.identification import Refusal, Ticket


async def identified(room: BrokerRoom, request: Request) -> Response:
    """Make the session and go on with the request, or say why there is none."""
    turn = await turn_of(room, request)
    if isinstance(turn, Response):
        return turn
    query = read_query(request)
    if query.has("refused"):
        said = query.text("refused")
        refusal = Refusal(said) if said in list(Refusal) else Refusal.UNKNOWN_TICKET
        await note_gate_refusal(room.world, turn.waiting, refusal)
        return await _refused(room, request, turn, refusal=refusal)
    answer = await return_from_identification(
        room.world, turn.waiting, Ticket(query.text("ticket")), browser=turn.browser, now=room.world.clock.now()
    )
    if isinstance(answer, Refusal):
        return await _refused(room, request, turn, refusal=answer)
    response = room.pages.redirect(turn.visit, turn.resume_path)
    room.pages.cookies.keep(response, SESSION_COOKIE, answer)
    return response


async def _refused(room: BrokerRoom, request: Request, turn: Turn, *, refusal: Refusal) -> Response:
    """Where a refusal leads; a ticket that was used already is a page loaded twice, so the flow just goes on.

    A level out of reach is asked once more at the least the service will have, if that is another one; then it is told that
    nobody got there.
    """
    match refusal:
        case Refusal.LEVEL_NOT_REACHED if _may_ask_lower(request, turn):
            again = await turn_of(room, request)
            wish = Wish(language=turn.visit.language, level=_levels(turn).least, instead_of="")
            return again if isinstance(again, Response) else await to_the_gate(room, again, wish)
        case Refusal.LEVEL_NOT_REACHED if _levels(turn).levels and turn.waiting.pending.identification_id is not None:
            await give_up_level(room.world, turn.waiting)
            return room.pages.redirect(turn.visit, turn.resume_path)
        case Refusal.UNKNOWN_TICKET if turn.browser.session_secret is not None:
            return room.pages.redirect(turn.visit, turn.resume_path)
        case Refusal.CANCELLED:
            return room.pages.redirect(turn.visit, f"{turn.path}?notice={Notice.CANCELLED}")
        case _:
            return room.pages.redirect(turn.visit, f"{turn.path}?notice={Notice.FAILED}")


def _may_ask_lower(request: Request, turn: Turn) -> bool:
    asked = question_of(turn.waiting.pending).level
    return asked is not _levels(turn).least and not read_query(request).has(LOWERED)


def _levels(turn: Turn) -> LevelWish:
    return turn.waiting.pending.request.level_wish

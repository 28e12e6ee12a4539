"""Who asks, and by which way to identify oneself (`pages.md`, "Who asks")."""

from enum import StrEnum

from starlette.requests import Request
from starlette.responses import Response

from ugyfelkapu.broker.actions.ask_for_identification import Wish, ask_for_identification
from ugyfelkapu.broker.actions.decide_consent import turn_back
from ugyfelkapu.broker.domain.release import touched_scopes
from ugyfelkapu.broker.domain.relying_party import nameplate
from ugyfelkapu.broker.domain.sign_on import question_of
from ugyfelkapu.broker.web.room import BrokerRoom, Turn, turn_of
from ugyfelkapu.foundation.page.form import read_query


class Notice(StrEnum):
    """What the page says first, after a way that led back here."""

    CANCELLED = "cancelled"
    FAILED = "failed"


async def choose(room: BrokerRoom, request: Request) -> Response:
    """The page with the service's name and one button a method."""
    turn = await turn_of(room, request)
    if isinstance(turn, Response):
        return turn
    said = read_query(request).text("notice")
    values = {
        "party": nameplate(turn.waiting.party, turn.visit.language),
        "scopes": list(touched_scopes(turn.waiting.pending.request.scopes, turn.waiting.pending.request.claims)),
        "path": turn.path,
        "question": turn.waiting.pending.identification_id or "",
        "notice": said if said in list(Notice) else None,
        "page_name": "choose-method",
    }
    return room.pages.answer(turn.visit, "broker/choose.html", values)


async def identify(room: BrokerRoom, request: Request) -> Response:
    """The person chose: through the door to the gate."""
    form = await room.pages.form(request)
    turn = await turn_of(room, request)
    if isinstance(turn, Response):
        return turn
    wish = Wish(language=turn.visit.language, level=question_of(turn.waiting.pending).level, instead_of=form.text("question"))
    return await to_the_gate(room, turn, wish)


async def to_the_gate(room: BrokerRoom, turn: Turn, wish: Wish) -> Response:
    """On to the gate's page; on another host by a page that goes on, since a form may not be redirected there."""
    url = await ask_for_identification(room.world, turn.waiting, wish)
    if url.startswith(f"{room.world.issuer}/"):
        return room.pages.redirect(turn.visit, url)
    values = {"party": None, "url": url, "page_name": "continue"}
    return room.pages.answer(turn.visit, "broker/continue.html", values, headers={"Refresh": f"0; url={url}"})


async def cancel(room: BrokerRoom, request: Request) -> Response:
    """Back to the service without a sign-in."""
    await room.pages.form(request)
    turn = await turn_of(room, request)
    if isinstance(turn, Response):
        return turn
    await turn_back(room.world, turn.waiting)
    return room.pages.redirect(turn.visit, turn.resume_path)

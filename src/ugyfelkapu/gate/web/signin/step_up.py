"""A service asks for more than the session shows: the second factor alone is asked, or the page says what is missing."""

from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ugyfelkapu.foundation.page import Visit, read_query
from ugyfelkapu.gate.actions.sessions.answer_identification import needs_more
from ugyfelkapu.gate.actions.sessions.half_done import NextStep
from ugyfelkapu.gate.actions.sessions.live_session import running_session
from ugyfelkapu.gate.actions.signing_in.step_up import Missing, Raise, begin_step_up, turn_back
from ugyfelkapu.gate.store.identifications import OpenQuestion
from ugyfelkapu.gate.web.signin.room import (
    OWN,
    STEP_UP,
    SignInRoom,
    form_targets,
    next_step,
    origin_of,
    sign_in_path,
)
from ugyfelkapu.gate.web.signin.sign_in import question_of

PAGE = "signin/step_up.html"


def routes(room: SignInRoom) -> list[BaseRoute]:
    """Go on, or turn back."""
    return [
        Route(STEP_UP, partial(_ask, room), methods=["GET"]),
        Route(f"{STEP_UP}/turn-back", partial(_turn_back, room), methods=["POST"]),
    ]


async def _ask(room: SignInRoom, request: Request) -> Response:
    visit = room.pages.visit(request)
    query = read_query(request)
    question = await question_of(room, query.text("identification") or None)
    if question is None:
        return room.pages.answer(visit, "signin/over.html", status=410)
    running = await running_session(room.world, origin_of(room, request, visit).session)
    if running is None or not needs_more(question, running.session, now=room.world.clock.now()):
        return room.pages.redirect(visit, sign_in_path(question.identification_id))
    if query.text("turn") == "back":
        return _page(room, visit, question, missing=None)
    outcome = await begin_step_up(room.world, running, question)
    match outcome:
        case NextStep():
            return next_step(room, visit, outcome)
        case Raise():
            return _page(room, visit, question, missing=outcome.missing)


async def _turn_back(room: SignInRoom, request: Request) -> Response:
    visit = room.pages.visit(request)
    form = await room.pages.form(request)
    url = await turn_back(room.world, form.text("identification"))
    if url is None:
        return room.pages.answer(visit, "signin/over.html", status=410)
    return room.pages.redirect(visit, url)


def _page(room: SignInRoom, visit: Visit, question: OpenQuestion, *, missing: Missing | None) -> Response:
    """What is needed and why; `missing` is `None` for whoever has a second factor and came back from its page."""
    name = question.identification_id
    values = {
        "level": question.request.level.value,
        "missing": missing.value if missing else "nothing",
        "identification": name,
        "again": f"{STEP_UP}?identification={name}",
        "enrol": f"{OWN}/factors?identification={name}",
        "turn_back": f"{STEP_UP}/turn-back",
    }
    return room.pages.answer(visit.leading_to(*form_targets(room, question)), PAGE, values)

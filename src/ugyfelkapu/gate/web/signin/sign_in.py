"""The sign-in page: user name and password; it does not know which service asks (`domain.md R14`)."""

from dataclasses import dataclass
from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ugyfelkapu.foundation.page import Visit, read_query
from ugyfelkapu.gate.actions.sessions.answer_identification import answer_live, cancel, needs_more, open_question
from ugyfelkapu.gate.actions.sessions.begin_session import SignedIn
from ugyfelkapu.gate.actions.sessions.half_done import NextStep
from ugyfelkapu.gate.actions.sessions.live_session import RunningSession, running_session
from ugyfelkapu.gate.actions.signing_in.sign_in import Credentials, sign_in
from ugyfelkapu.gate.domain.destination import Destination, destination_of
from ugyfelkapu.gate.store.identifications import OpenQuestion
from ugyfelkapu.gate.web.signin.refusals import Told, Wrong, missing_fields, told
from ugyfelkapu.gate.web.signin.room import (
    CANCEL,
    DESTINATIONS,
    SIGN_IN,
    WITH_PASSKEY,
    SignInRoom,
    form_targets,
    next_step,
    origin_of,
    sign_in_path,
    signed_in,
    step_up_path,
)

PAGE = "signin/sign_in.html"
NOTICES = frozenset({"activated", "password-reset", "signed-out", "ended", "again", "confirm"})
WRONG = Wrong(key="signin.wrong")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What the page shows beside a refusal."""

    question: OpenQuestion | None
    destination: Destination | None
    username: str = ""
    notice: str = ""


def routes(room: SignInRoom) -> list[BaseRoute]:
    """Ask, take, turn back."""
    return [
        Route(SIGN_IN, partial(_ask, room), methods=["GET"]),
        Route(SIGN_IN, partial(_take, room), methods=["POST"]),
        Route(CANCEL, partial(_cancel, room), methods=["POST"]),
    ]


async def _ask(room: SignInRoom, request: Request) -> Response:
    visit = room.pages.visit(request)
    origin = origin_of(room, request, visit)
    query = read_query(request)
    identification_id = query.text("identification") or None
    question = await question_of(room, identification_id)
    if identification_id and question is None:
        return room.pages.answer(visit, "signin/over.html", status=410)
    destination = destination_of(query.text("then"))
    running = await running_session(room.world, origin.session)
    if running and (url := await _without_asking(room, running, question=question, destination=destination)):
        return room.pages.redirect(visit, url)
    notice, username = query.text("notice"), ""
    if running and question is None:
        notice, username = "confirm", running.username
    shown = Shown(question=question, destination=destination, username=username, notice=notice)
    return sign_in_page(room, visit, Told(errors=[]), shown=shown)


async def _without_asking(
    room: SignInRoom, running: RunningSession, *, question: OpenQuestion | None, destination: Destination | None
) -> str | None:
    """Where the browser goes on by the session it has; `None`: the person is asked."""
    if question and destination and not running.fresh:
        return None
    if question and needs_more(question, running.session, now=room.world.clock.now()):
        return step_up_path(question.identification_id)
    if question:
        return await answer_live(room.world, question, running.session)
    if destination is None or running.fresh:
        return DESTINATIONS[destination or Destination.OWN]
    return None


async def _take(room: SignInRoom, request: Request) -> Response:
    visit = room.pages.visit(request)
    query = read_query(request)
    identification_id = query.text("identification") or None
    destination = destination_of(query.text("then"))
    form = await room.pages.form(request)
    credentials = Credentials(
        username=form.text("username"),
        password=form.secret("password"),
        origin=origin_of(room, request, visit),
        identification_id=identification_id,
        destination=destination,
    )
    if missing := missing_fields(room, visit, username=credentials.username, password=credentials.password):
        question = await question_of(room, identification_id)
        shown = Shown(question=question, destination=destination, username=credentials.username)
        return sign_in_page(room, visit, missing, shown=shown)
    outcome = await sign_in(room.world, credentials)
    if isinstance(outcome, SignedIn):
        return signed_in(room, visit, outcome, identification_id=identification_id, destination=destination)
    if isinstance(outcome, NextStep):
        return next_step(room, visit, outcome)
    question = await question_of(room, identification_id)
    refusal = await told(room, visit, outcome, wrong=WRONG)
    shown = Shown(question=question, destination=destination, username=credentials.username)
    return sign_in_page(room, visit, refusal, shown=shown)


async def _cancel(room: SignInRoom, request: Request) -> Response:
    visit = room.pages.visit(request)
    form = await room.pages.form(request)
    url = await cancel(room.world, form.text("identification"))
    if url is None:
        return room.pages.answer(visit, "signin/over.html", status=410)
    return room.pages.redirect(visit, url)


async def question_of(room: SignInRoom, identification_id: str | None) -> OpenQuestion | None:
    """The question that led here, while it waits."""
    if identification_id is None:
        return None
    return await open_question(room.world, identification_id, now=room.world.clock.now())


def sign_in_page(room: SignInRoom, visit: Visit, refusal: Told, *, shown: Shown) -> Response:
    """The page with what was wrong on it."""
    identification_id = shown.question.identification_id if shown.question else None
    values = {
        "errors": refusal.errors,
        "username": shown.username,
        "notice": shown.notice if shown.notice in NOTICES else "",
        "action": sign_in_path(identification_id, destination=shown.destination),
        "cancel": CANCEL,
        "with_passkey": sign_in_path(identification_id, destination=shown.destination).replace(SIGN_IN, WITH_PASSKEY, 1),
        "options": f"{WITH_PASSKEY}/options",
        "identification": identification_id,
    }
    visit = visit.leading_to(*form_targets(room, shown.question)).asking_back()
    return room.pages.answer(visit, PAGE, values, status=refusal.status, headers=refusal.headers)

"""A passkey is set up: its name, and the browser's own dialogue (`domain.md R16`)."""

from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ugyfelkapu.gate.actions.factors.add_factor import LONGEST_NAME, Enrolled
from ugyfelkapu.gate.actions.factors.enrol_passkey import enrol_passkey
from ugyfelkapu.gate.actions.factors.offer_totp import NotEnrolled
from ugyfelkapu.gate.actions.factors.passkey_challenges import options_to_enrol
from ugyfelkapu.gate.actions.sessions.live_session import RunningSession
from ugyfelkapu.gate.web.factors.room import FACTORS, PASSKEY, TOTP, changing, enrolled, question_in, with_question
from ugyfelkapu.gate.web.signin.passkey_options import no_options, options_answer
from ugyfelkapu.gate.web.signin.room import SignInRoom, origin_of

PAGE = "factors/passkey.html"
SENTENCES = {NotEnrolled.WRONG: "factors.passkey.wrong", NotEnrolled.FULL: "factors.passkey.full"}


def routes(room: SignInRoom) -> list[BaseRoute]:
    """Ask, give a challenge to the page's script, take."""
    return [
        Route(PASSKEY, partial(_ask, room), methods=["GET"]),
        Route(PASSKEY, partial(_take, room), methods=["POST"]),
        Route(f"{PASSKEY}/options", partial(_options, room), methods=["POST"]),
    ]


async def _ask(room: SignInRoom, request: Request) -> Response:
    visit = room.pages.visit(request)
    running = await changing(room, request, visit)
    if not isinstance(running, RunningSession):
        return running
    return _page(room, request, errors=[], name="")


async def _take(room: SignInRoom, request: Request) -> Response:
    visit = room.pages.visit(request)
    form = await room.pages.form(request)
    running = await changing(room, request, visit)
    if not isinstance(running, RunningSession):
        return running
    name, origin = form.text("name"), origin_of(room, request, visit)
    outcome = await enrol_passkey(room.world, running, form.text("credential"), name=name, origin=origin)
    if isinstance(outcome, Enrolled):
        return enrolled(room, visit, outcome, question=question_in(request))
    key = SENTENCES.get(outcome, SENTENCES[NotEnrolled.WRONG])
    return _page(room, request, errors=[(None, room.pages.text(visit, key))], name=name)


async def _options(room: SignInRoom, request: Request) -> Response:
    visit = room.pages.visit(request)
    await room.pages.form(request)
    running = await changing(room, request, visit)
    if not isinstance(running, RunningSession):
        return no_options(room)
    return options_answer(room, await options_to_enrol(room.world, running))


def _page(room: SignInRoom, request: Request, *, errors: list[tuple[str | None, str]], name: str) -> Response:
    question = question_in(request)
    values = {
        "errors": errors,
        "action": with_question(PASSKEY, question),
        "options": f"{PASSKEY}/options",
        "back": with_question(FACTORS, question),
        "begin_totp": with_question(f"{TOTP}/begin", question),
        "name": name,
        "longest": LONGEST_NAME,
    }
    return room.pages.answer(room.pages.visit(request).asking_back(), PAGE, values)

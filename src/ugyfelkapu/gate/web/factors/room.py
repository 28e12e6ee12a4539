"""The room of second factors: its addresses, and who may change something here (`domain.md R16`)."""

from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from ugyfelkapu.foundation.page import Visit, read_query
from ugyfelkapu.gate.actions.factors.add_factor import Enrolled
from ugyfelkapu.gate.actions.sessions.live_session import RunningSession, running_session
from ugyfelkapu.gate.domain.destination import Destination
from ugyfelkapu.gate.web.signin.fresh import fresh_session
from ugyfelkapu.gate.web.signin.room import (
    OWN,
    SESSION_COOKIE,
    SignInRoom,
    origin_of,
    sign_in_path,
    to_sign_in,
)

FACTORS = f"{OWN}/factors"
TOTP = f"{FACTORS}/totp"
PASSKEY = f"{FACTORS}/passkey"
CODES = f"{FACTORS}/recovery-codes"

QUESTION = "identification"
"""In the query of each page: the question whose answer waits for a factor, so that the person is led back to it."""


def question_in(request: Request) -> str:
    """The question that led here, or empty."""
    return read_query(request).text(QUESTION)


def with_question(path: str, question: str, **more: str) -> str:
    """A page of this room that keeps the question."""
    query = {name: value for name, value in {QUESTION: question, **more}.items() if value}
    return f"{path}?{urlencode(query)}" if query else path


def onward(question: str) -> str:
    """Where whoever is done goes on: back to the question, or to the list."""
    return sign_in_path(question) if question else FACTORS


async def looking(room: SignInRoom, request: Request, visit: Visit) -> RunningSession | Response:
    """Whoever is signed in may look."""
    running = await running_session(room.world, origin_of(room, request, visit).session)
    return running or to_sign_in(room, request, visit, destination=Destination.FACTORS)


async def changing(room: SignInRoom, request: Request, visit: Visit) -> RunningSession | Response:
    """Only who has just shown everything may change; whoever came from a question is led back to it first."""
    found = await fresh_session(room, request, visit, then=Destination.FACTORS)
    question = question_in(request)
    if isinstance(found, RunningSession) or not question:
        return found
    return room.pages.redirect(visit, sign_in_path(question, destination=Destination.FACTORS))


def enrolled(room: SignInRoom, visit: Visit, outcome: Enrolled, *, question: str) -> Response:
    """On to the new codes, or back; with the session's new secret if it became surer."""
    done = onward(question) if question else with_question(FACTORS, "", notice="added")
    url = with_question(CODES, question, notice="added") if outcome.codes_made else done
    response = room.pages.redirect(visit, url)
    if outcome.session:
        room.pages.cookies.keep(response, SESSION_COOKIE, outcome.session)
    return response

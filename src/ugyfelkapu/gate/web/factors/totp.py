"""An authenticator app is set up: picture and text of its secret, a name, and the first code (`domain.md R16`)."""

from functools import partial
from io import BytesIO

import segno
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ugyfelkapu.foundation.page import Visit
from ugyfelkapu.foundation.page.headers import page_headers
from ugyfelkapu.foundation.throttle import Wait
from ugyfelkapu.gate.actions.factors.add_factor import LONGEST_NAME, Enrolled
from ugyfelkapu.gate.actions.factors.offer_totp import NotEnrolled, Offer, confirm_totp, offer_totp, offered_totp
from ugyfelkapu.gate.actions.sessions.live_session import RunningSession
from ugyfelkapu.gate.domain.sign_in import Refused
from ugyfelkapu.gate.web.factors.room import FACTORS, TOTP, changing, enrolled, question_in, with_question
from ugyfelkapu.gate.web.signin.refusals import Told, Wrong, missing_fields, told
from ugyfelkapu.gate.web.signin.room import SignInRoom, origin_of

PAGE = "factors/totp.html"
PICTURE = f"{TOTP}.svg"
WRONG = Wrong(key="factors.totp.wrong", field="code")


def routes(room: SignInRoom) -> list[BaseRoute]:
    """Begin, show, show the picture, take the first code."""
    return [
        Route(f"{TOTP}/begin", partial(_begin, room), methods=["POST"]),
        Route(TOTP, partial(_ask, room), methods=["GET"]),
        Route(TOTP, partial(_take, room), methods=["POST"]),
        Route(PICTURE, partial(_picture, room), methods=["GET"]),
    ]


async def _begin(room: SignInRoom, request: Request) -> Response:
    visit = room.pages.visit(request)
    await room.pages.form(request)
    running = await changing(room, request, visit)
    if not isinstance(running, RunningSession):
        return running
    await offer_totp(room.world, running)
    return room.pages.redirect(visit, with_question(TOTP, question_in(request)))


async def _ask(room: SignInRoom, request: Request) -> Response:
    visit = room.pages.visit(request)
    running = await changing(room, request, visit)
    if not isinstance(running, RunningSession):
        return running
    offer = await offered_totp(room.world, running)
    if offer is None:
        return _over(room, request, visit)
    return _page(room, request, offer, refusal=Told(errors=[]), name="")


async def _take(room: SignInRoom, request: Request) -> Response:
    visit = room.pages.visit(request)
    form = await room.pages.form(request)
    running = await changing(room, request, visit)
    if not isinstance(running, RunningSession):
        return running
    offer = await offered_totp(room.world, running)
    if offer is None:
        return _over(room, request, visit)
    name = form.text("name")
    if missing := missing_fields(room, visit, code=form.text("code")):
        return _page(room, request, offer, refusal=missing, name=name)
    origin = origin_of(room, request, visit)
    outcome = await confirm_totp(room.world, running, form.text("code"), name=name, origin=origin)
    match outcome:
        case Enrolled():
            return enrolled(room, visit, outcome, question=question_in(request))
        case NotEnrolled.WRONG | Wait():
            seen = outcome if isinstance(outcome, Wait) else Refused.WRONG
            return _page(room, request, offer, refusal=await told(room, visit, seen, wrong=WRONG), name=name)
        case NotEnrolled():
            return _over(room, request, visit, notice="full" if outcome is NotEnrolled.FULL else "over")


async def _picture(room: SignInRoom, request: Request) -> Response:
    """The secret as a picture, for the session that sets it up and as long as it does."""
    visit = room.pages.visit(request)
    running = await changing(room, request, visit)
    offer = await offered_totp(room.world, running) if isinstance(running, RunningSession) else None
    if offer is None:
        raise HTTPException(404)
    headers = page_headers(secure=room.pages.cookies.secure)
    picture = BytesIO()
    segno.make(offer.uri, error="m", micro=False).save(picture, kind="svg", scale=5, border=4, light="#fff")
    return Response(picture.getvalue(), media_type="image/svg+xml", headers=headers)


def _over(room: SignInRoom, request: Request, visit: Visit, *, notice: str = "over") -> Response:
    return room.pages.redirect(visit, with_question(FACTORS, question_in(request), notice=notice))


def _page(room: SignInRoom, request: Request, offer: Offer, *, refusal: Told, name: str) -> Response:
    question = question_in(request)
    values = {
        "errors": refusal.errors,
        "action": with_question(TOTP, question),
        "back": with_question(FACTORS, question),
        "picture": PICTURE,
        "groups": offer.groups,
        "uri": offer.uri,
        "name": name,
        "longest": LONGEST_NAME,
    }
    visit = room.pages.visit(request)
    return room.pages.answer(visit, PAGE, values, status=refusal.status, headers=refusal.headers)

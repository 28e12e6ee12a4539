"""A passkey as the only step of a sign-in: the sign-in page's second form, and what its script fetches."""

from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ugyfelkapu.foundation.page import read_query
from ugyfelkapu.foundation.throttle import Wait
from ugyfelkapu.gate.actions.factors.passkey_challenges import options_to_sign_in
from ugyfelkapu.gate.actions.sessions.begin_session import SignedIn
from ugyfelkapu.gate.actions.sessions.half_done import NextStep
from ugyfelkapu.gate.actions.signing_in.sign_in_with_passkey import PasskeyForm, sign_in_with_passkey
from ugyfelkapu.gate.domain.destination import destination_of
from ugyfelkapu.gate.web.signin.passkey_options import no_options, options_answer
from ugyfelkapu.gate.web.signin.refusals import Wrong, told
from ugyfelkapu.gate.web.signin.room import WITH_PASSKEY, SignInRoom, next_step, origin_of, signed_in
from ugyfelkapu.gate.web.signin.sign_in import Shown, question_of, sign_in_page

WRONG = Wrong(key="signin.passkey.wrong")


def routes(room: SignInRoom) -> list[BaseRoute]:
    """Give a challenge to the page's script, and take the answer."""
    return [
        Route(WITH_PASSKEY, partial(_take, room), methods=["POST"]),
        Route(f"{WITH_PASSKEY}/options", partial(_options, room), methods=["POST"]),
    ]


async def _take(room: SignInRoom, request: Request) -> Response:
    visit = room.pages.visit(request)
    query = read_query(request)
    identification_id = query.text("identification") or None
    destination = destination_of(query.text("then"))
    form = await room.pages.form(request)
    shown = PasskeyForm(
        answer=form.text("credential"),
        browser=visit.browser_digest,
        origin=origin_of(room, request, visit),
        identification_id=identification_id,
    )
    outcome = await sign_in_with_passkey(room.world, shown)
    if isinstance(outcome, SignedIn):
        return signed_in(room, visit, outcome, identification_id=identification_id, destination=destination)
    if isinstance(outcome, NextStep):
        return next_step(room, visit, outcome)
    question = await question_of(room, identification_id)
    refusal = await told(room, visit, outcome, wrong=WRONG)
    return sign_in_page(room, visit, refusal, shown=Shown(question=question, destination=destination))


async def _options(room: SignInRoom, request: Request) -> Response:
    visit = room.pages.visit(request)
    await room.pages.form(request)
    options = await options_to_sign_in(room.world, visit.browser_digest, origin_of(room, request, visit))
    return no_options(room) if isinstance(options, Wait) else options_answer(room, options)

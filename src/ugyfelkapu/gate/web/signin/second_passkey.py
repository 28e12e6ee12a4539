"""The second step with a passkey (`domain.md R16`); its page needs a script, and says so."""

from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ugyfelkapu.gate.actions.factors.passkey_challenges import options_for_second_step
from ugyfelkapu.gate.domain.way import Way
from ugyfelkapu.gate.web.signin import second_step
from ugyfelkapu.gate.web.signin.passkey_options import no_options, options_answer
from ugyfelkapu.gate.web.signin.refusals import Wrong
from ugyfelkapu.gate.web.signin.room import SECOND_PASSKEY, SignInRoom, pending_of
from ugyfelkapu.gate.web.signin.second_step import WayPage

PAGE = WayPage(
    way=Way.PASSKEY,
    template="signin/second_passkey.html",
    action=SECOND_PASSKEY,
    field="credential",
    wrong=Wrong(key="signin.passkey.wrong"),
)


def routes(room: SignInRoom) -> list[BaseRoute]:
    """Ask, give a challenge to the page's script, take."""
    return [
        Route(SECOND_PASSKEY, partial(_ask, room), methods=["GET"]),
        Route(SECOND_PASSKEY, partial(_take, room), methods=["POST"]),
        Route(f"{SECOND_PASSKEY}/options", partial(_options, room), methods=["POST"]),
    ]


async def _ask(room: SignInRoom, request: Request) -> Response:
    return await second_step.ask(room, request, PAGE)


async def _take(room: SignInRoom, request: Request) -> Response:
    return await second_step.take(room, request, PAGE)


async def _options(room: SignInRoom, request: Request) -> Response:
    await room.pages.form(request)
    options = await options_for_second_step(room.world, pending_of(room, request))
    return options_answer(room, options) if options else no_options(room)

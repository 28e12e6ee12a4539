"""The second step with a recovery code, for the day the phone is lost (`domain.md R16`)."""

from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ugyfelkapu.gate.domain.way import Way
from ugyfelkapu.gate.web.signin import second_step
from ugyfelkapu.gate.web.signin.refusals import Wrong
from ugyfelkapu.gate.web.signin.room import RECOVERY_CODE, SignInRoom
from ugyfelkapu.gate.web.signin.second_step import WayPage

PAGE = WayPage(
    way=Way.RECOVERY_CODE,
    template="signin/recovery_code.html",
    action=RECOVERY_CODE,
    field="code",
    wrong=Wrong(key="signin.recovery_code.wrong", field="code"),
)


def routes(room: SignInRoom) -> list[BaseRoute]:
    """Ask and take."""
    return [
        Route(RECOVERY_CODE, partial(_ask, room), methods=["GET"]),
        Route(RECOVERY_CODE, partial(_take, room), methods=["POST"]),
    ]


async def _ask(room: SignInRoom, request: Request) -> Response:
    return await second_step.ask(room, request, PAGE)


async def _take(room: SignInRoom, request: Request) -> Response:
    return await second_step.take(room, request, PAGE)

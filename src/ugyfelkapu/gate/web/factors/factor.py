"""One second factor: its name, and its removal with a word on what that means (`domain.md R16`)."""

from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ugyfelkapu.foundation.page import Visit
from ugyfelkapu.gate.actions.factors.add_factor import LONGEST_NAME
from ugyfelkapu.gate.actions.factors.change_factor import Removed, remove_factor, rename_factor
from ugyfelkapu.gate.actions.factors.own_factors import own_factor, own_factors
from ugyfelkapu.gate.actions.sessions.live_session import RunningSession
from ugyfelkapu.gate.store.strong_factors import StrongFactor
from ugyfelkapu.gate.web.factors.room import FACTORS, changing
from ugyfelkapu.gate.web.signin.room import SignInRoom, origin_of

PAGE = "factors/factor.html"
REMOVE_PAGE = "factors/remove.html"
ONE = f"{FACTORS}/{{factor_id}}"


def routes(room: SignInRoom) -> list[BaseRoute]:
    """Show, rename, ask before removing, remove."""
    return [
        Route(ONE, partial(_show, room), methods=["GET"]),
        Route(f"{ONE}/rename", partial(_rename, room), methods=["POST"]),
        Route(f"{ONE}/remove", partial(_ask, room), methods=["GET"]),
        Route(f"{ONE}/remove", partial(_remove, room), methods=["POST"]),
    ]


async def _show(room: SignInRoom, request: Request) -> Response:
    visit = room.pages.visit(request)
    found = await _found(room, request, visit)
    if isinstance(found, Response):
        return found
    _, factor = found
    values = {**_addresses(factor), "factor": factor, "longest": LONGEST_NAME}
    return room.pages.answer(visit, PAGE, values)


async def _rename(room: SignInRoom, request: Request) -> Response:
    visit = room.pages.visit(request)
    form = await room.pages.form(request)
    found = await _found(room, request, visit)
    if isinstance(found, Response):
        return found
    running, factor = found
    await rename_factor(room.world, running, factor, name=form.text("name"), origin=origin_of(room, request, visit))
    return room.pages.redirect(visit, f"{FACTORS}?notice=renamed")


async def _ask(room: SignInRoom, request: Request) -> Response:
    visit = room.pages.visit(request)
    found = await _found(room, request, visit)
    if isinstance(found, Response):
        return found
    running, factor = found
    own = await own_factors(room.world, running)
    values = {**_addresses(factor), "factor": factor, "last": len(own.factors) == 1, "codes_left": own.codes_left}
    return room.pages.answer(visit, REMOVE_PAGE, values)


async def _remove(room: SignInRoom, request: Request) -> Response:
    visit = room.pages.visit(request)
    await room.pages.form(request)
    found = await _found(room, request, visit)
    if isinstance(found, Response):
        return found
    running, factor = found
    outcome = await remove_factor(room.world, running, factor, origin=origin_of(room, request, visit))
    notice = "last-removed" if outcome is Removed.NONE_LEFT else "removed"
    return room.pages.redirect(visit, f"{FACTORS}?notice={notice}")


async def _found(room: SignInRoom, request: Request, visit: Visit) -> tuple[RunningSession, StrongFactor] | Response:
    """Who is here and which of their own factors the address names; another gate's is as unknown as none."""
    running = await changing(room, request, visit)
    if not isinstance(running, RunningSession):
        return running
    factor = await own_factor(room.world, running, request.path_params["factor_id"])
    return (running, factor) if factor else room.pages.redirect(visit, FACTORS)


def _addresses(factor: StrongFactor) -> dict[str, str]:
    path = f"{FACTORS}/{factor.factor_id}"
    return {"path": path, "rename": f"{path}/rename", "remove": f"{path}/remove", "back": FACTORS}

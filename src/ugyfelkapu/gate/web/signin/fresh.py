"""Pages that change the ways in ask who it is once more (`docs/security.md`); signing in again leads back to them."""

from starlette.requests import Request
from starlette.responses import Response

from ugyfelkapu.foundation.page import Visit
from ugyfelkapu.gate.actions.sessions.live_session import RunningSession, running_session
from ugyfelkapu.gate.domain.destination import Destination
from ugyfelkapu.gate.web.signin.room import SignInRoom, origin_of, sign_in_path, to_sign_in


async def fresh_session(room: SignInRoom, request: Request, visit: Visit, *, then: Destination) -> RunningSession | Response:
    """The session that may change the ways in, or the answer that leads to showing everything again and back to `then`."""
    running = await running_session(room.world, origin_of(room, request, visit).session)
    if running is None:
        return to_sign_in(room, request, visit, destination=then)
    if not running.fresh:
        return room.pages.redirect(visit, sign_in_path(None, destination=then))
    return running

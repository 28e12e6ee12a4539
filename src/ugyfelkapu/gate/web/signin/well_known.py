"""Where a password manager finds the page that changes a password."""

from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ugyfelkapu.gate.web.signin.room import OWN, SignInRoom

WELL_KNOWN = "/.well-known/change-password"


def routes(room: SignInRoom) -> list[BaseRoute]:
    """One address."""
    return [Route(WELL_KNOWN, partial(_lead, room), methods=["GET"])]


async def _lead(room: SignInRoom, request: Request) -> Response:
    """On to the page (W3C, A Well-Known URL for Changing Passwords, section 2); whoever is not signed in signs in there."""
    return room.pages.redirect(room.pages.visit(request), f"{OWN}/password")

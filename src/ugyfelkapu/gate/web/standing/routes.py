"""The addresses of suspending and getting back; start here."""

from starlette.routing import BaseRoute

from ugyfelkapu.gate.web.signin.room import SignInRoom
from ugyfelkapu.gate.web.standing import lift, not_me, suspend


def routes(room: SignInRoom) -> list[BaseRoute]:
    """From the lost phone to the way back."""
    return [*suspend.routes(room), *not_me.routes(room), *lift.routes(room)]

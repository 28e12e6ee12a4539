"""The addresses of ending one's gate; start here."""

from starlette.routing import BaseRoute

from ugyfelkapu.gate.web.ending import code, wish
from ugyfelkapu.gate.web.signin.room import SignInRoom


def routes(room: SignInRoom) -> list[BaseRoute]:
    """Ask, confirm, take back."""
    return [*wish.routes(room), *code.routes(room)]

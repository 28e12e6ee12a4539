"""The addresses of changing one's e-mail address; start here."""

from starlette.routing import BaseRoute

from ugyfelkapu.gate.web.email import change, code, undo
from ugyfelkapu.gate.web.signin.room import SignInRoom


def routes(room: SignInRoom) -> list[BaseRoute]:
    """Ask, prove, undo."""
    return [*change.routes(room), *code.routes(room), *undo.routes(room)]

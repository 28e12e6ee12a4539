"""The addresses of registration; start here."""

from starlette.routing import BaseRoute

from ugyfelkapu.gate.web.register import form, hub, reference
from ugyfelkapu.gate.web.register.room import RegisterRoom


def routes(room: RegisterRoom) -> list[BaseRoute]:
    """The ways in, the form filled in at home, and its reference."""
    return [*hub.routes(room), *form.routes(room), *reference.routes(room)]

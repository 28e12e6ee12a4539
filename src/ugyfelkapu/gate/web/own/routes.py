"""The addresses of the citizen's own pages; start here."""

from starlette.routing import BaseRoute

from ugyfelkapu.gate.web.own import copy, correction, data, devices, gates, history, own, password, payments
from ugyfelkapu.gate.web.signin.room import SignInRoom


def routes(room: SignInRoom) -> list[BaseRoute]:
    """The own page and what it leads to."""
    return [
        *own.routes(room),
        *password.routes(room),
        *data.routes(room),
        *gates.routes(room),
        *payments.routes(room),
        *devices.routes(room),
        *history.routes(room),
        *copy.routes(room),
        *correction.routes(room),
    ]

"""The addresses of the counter; start here."""

from starlette.routing import BaseRoute

from ugyfelkapu.gate.web.counter import (
    case,
    corrections,
    foreigner,
    further_gate,
    home,
    look_up,
    owner_case,
    receipt,
    services,
    sign_in,
    specimens,
    till,
)
from ugyfelkapu.gate.web.counter.room import CounterRoom


def routes(room: CounterRoom) -> list[BaseRoute]:
    """Every page of the counter."""
    return [
        *sign_in.routes(room),
        *home.routes(room),
        *look_up.routes(room),
        *case.routes(room),
        *owner_case.routes(room),
        *foreigner.routes(room),
        *further_gate.routes(room),
        *corrections.routes(room),
        *services.routes(room),
        *specimens.routes(room),
        *receipt.routes(room),
        *till.routes(room),
    ]

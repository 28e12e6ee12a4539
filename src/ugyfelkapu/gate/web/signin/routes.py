"""The addresses of sign-in, activation and forgotten password; start here."""

from starlette.routing import BaseRoute

from ugyfelkapu.gate.web.signin import (
    activate,
    forgotten_password,
    password_ending,
    password_expired,
    reset_password,
    second_factor,
    sign_in,
    sign_out,
    well_known,
)
from ugyfelkapu.gate.web.signin.room import SignInRoom

PACKAGE = "ugyfelkapu.gate.web.signin"
"""Where the room's templates and catalogues are."""


def routes(room: SignInRoom) -> list[BaseRoute]:
    """Every page before the own one."""
    return [
        *sign_in.routes(room),
        *second_factor.routes(room),
        *password_expired.routes(room),
        *password_ending.routes(room),
        *activate.routes(room),
        *forgotten_password.routes(room),
        *reset_password.routes(room),
        *sign_out.routes(room),
        *well_known.routes(room),
    ]

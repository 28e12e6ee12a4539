"""The addresses of sign-in, activation and forgotten password; start here."""

from starlette.routing import BaseRoute

from ugyfelkapu.gate.web.signin import (
    activate,
    email_code,
    forgotten_password,
    other_ways,
    password_ending,
    password_expired,
    recovery_code,
    reset_password,
    second_factor,
    second_passkey,
    sign_in,
    sign_out,
    step_up,
    well_known,
    with_passkey,
)
from ugyfelkapu.gate.web.signin.room import SignInRoom


def routes(room: SignInRoom) -> list[BaseRoute]:
    """Every page before the own one."""
    return [
        *sign_in.routes(room),
        *second_factor.routes(room),
        *with_passkey.routes(room),
        *second_passkey.routes(room),
        *recovery_code.routes(room),
        *email_code.routes(room),
        *other_ways.routes(room),
        *step_up.routes(room),
        *password_expired.routes(room),
        *password_ending.routes(room),
        *activate.routes(room),
        *forgotten_password.routes(room),
        *reset_password.routes(room),
        *sign_out.routes(room),
        *well_known.routes(room),
    ]

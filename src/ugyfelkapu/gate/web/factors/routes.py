"""The addresses of second factors; start here."""

from starlette.routing import BaseRoute

from ugyfelkapu.gate.web.factors import factor, overview, passkey, recovery_codes, totp
from ugyfelkapu.gate.web.signin.room import SignInRoom


def routes(room: SignInRoom) -> list[BaseRoute]:
    """The list and what it leads to; one factor last, since its address is a name of any kind."""
    return [
        *overview.routes(room),
        *totp.routes(room),
        *passkey.routes(room),
        *recovery_codes.routes(room),
        *factor.routes(room),
    ]

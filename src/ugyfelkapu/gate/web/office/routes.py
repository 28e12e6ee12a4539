"""Office gates and company gates, for the people who operate them (`domain.md R13`); start here."""

from starlette.routing import BaseRoute

from ugyfelkapu.gate.web.office import authorise, certificates, hand_in, organisation, own_offices
from ugyfelkapu.gate.web.signin.room import SignInRoom


def routes(room: SignInRoom) -> list[BaseRoute]:
    """One's own rights, an organisation, its people, its certificates."""
    return [
        *own_offices.routes(room),
        *organisation.routes(room),
        *authorise.routes(room),
        *certificates.routes(room),
        *hand_in.routes(room),
    ]

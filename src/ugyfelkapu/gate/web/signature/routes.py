"""The addresses of registration by signature; start here."""

from starlette.routing import BaseRoute

from ugyfelkapu.gate.web.signature import application, form, number
from ugyfelkapu.gate.web.signature.room import SignatureRoom


def routes(room: SignatureRoom) -> list[BaseRoute]:
    """In the order in which an applicant meets them."""
    return [*form.routes(room), *number.routes(room), *application.routes(room)]

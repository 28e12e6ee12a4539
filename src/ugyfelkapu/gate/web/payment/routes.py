"""The addresses of a payment online; start here."""

from starlette.routing import BaseRoute

from ugyfelkapu.gate.web.payment import callback, payment
from ugyfelkapu.gate.web.payment.room import PaymentRoom


def routes(room: PaymentRoom) -> list[BaseRoute]:
    """The payer's page, and where the gateway calls."""
    return [*payment.routes(room), *callback.routes(room)]

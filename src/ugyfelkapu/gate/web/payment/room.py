"""What the pages of a payment stand on."""

from dataclasses import dataclass

from ugyfelkapu.foundation.page import Pages
from ugyfelkapu.gate.ports import GateWorld

PAYMENT = "/register/payment/{key}"
CALLBACK = "/payments/callback"


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentRoom:
    """World and pages."""

    world: GateWorld
    pages: Pages

"""What the payment gateway is told and what it tells (`domain.md R11`)."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from ugyfelkapu.gate.domain.fee import Forints
from ugyfelkapu.gate.domain.payment import PaymentId


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One payment to be made; the gateway takes each `payment_id` once, however often it is told of it."""

    payment_id: PaymentId
    amount: Forints
    return_url: str
    """Where the payer's browser comes back."""
    language: str
    expires_at: datetime
    """After this the gateway takes no money for it."""


class GatewayState(StrEnum):
    """Where a payment stands at the gateway."""

    WAITING = "waiting"
    PAID = "paid"
    FAILED = "failed"
    REFUNDED = "refunded"


class LineKind(StrEnum):
    """Which way the money of a line went."""

    PAYMENT = "payment"
    REFUND = "refund"


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """The gateway waits for the payer at this address, which is on its own host."""

    reference: str
    redirect_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the gateway says of one payment; amount and currency are what was really paid, whatever was asked for."""

    payment_id: PaymentId
    reference: str
    state: GatewayState
    amount: int
    currency: str
    booked_on: date | None
    """The day in whose statement the payment stands."""
    refunded_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownOrder:
    """The gateway has never heard of this payment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewayUnavailable:
    """It did not answer in time, or not with its signature; nothing may be concluded."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementLine:
    """One movement of money of a day, as the gateway booked it."""

    kind: LineKind
    reference: str
    payment_id: PaymentId
    amount: int
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Callback:
    """A call from outside that says it is the gateway's."""

    path: str
    time: str
    signature: str
    body: bytes

"""Payments: how one was made, where it stands, and what is on its receipt (`domain.md R11`)."""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from ugyfelkapu.gate.domain.fee import Forints
from ugyfelkapu.gate.domain.gate import GateId

PaymentId = NewType("PaymentId", str)
"""A payment; told to the gateway as the order, so that asking twice pays once."""

ApplicationId = NewType("ApplicationId", str)
"""An application that waits for its payment."""

TillNumber = NewType("TillNumber", str)
"""The number of a till's or terminal's receipt; unique within a registration body."""

_TILL_NUMBER = re.compile(r"[0-9A-Z](?:[0-9A-Z/.-]{0,30}[0-9A-Z])?")


class PaymentWay(StrEnum):
    """How it was paid."""

    CASH = "cash"
    CARD_TERMINAL = "card_terminal"
    ONLINE = "online"


COUNTER_WAYS = (PaymentWay.CASH, PaymentWay.CARD_TERMINAL)


class PaymentState(StrEnum):
    """Where a payment stands; each step is one conditional statement."""

    OPENED = "opened"
    """Asked for; the gateway does not know of it yet, or we do not know that it does."""
    PENDING = "pending"
    """The payer was sent to the gateway."""
    PAID = "paid"
    FAILED = "failed"
    """The payer turned it down, or their bank did."""
    EXPIRED = "expired"
    """Nobody paid in time."""
    REFUND_ASKED = "refund_asked"
    REFUNDED = "refunded"


class RefundReason(StrEnum):
    """Why money goes back."""

    NAME_TAKEN = "name_taken"
    """Somebody else took the user name while the applicant paid."""
    REFUSED = "refused"
    """The register says now what stands against a gate."""
    TOO_LATE = "too_late"
    """The money came when the application had lapsed, or another payment had been made for it."""
    DIFFERS = "differs"
    """Another amount or another currency was paid than the fee."""
    UNANSWERED = "unanswered"
    """The register did not answer until the application lapsed."""
    RETURNED_THERE = "returned_there"
    """The gateway gave it back by itself, before we heard that it had come."""
    HANDED_BACK = "handed_back"
    """A clerk handed back at the counter what opened nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterPayment:
    """Money that a clerk took, and the number of the receipt they gave for it."""

    way: PaymentWay
    amount: Forints
    till_number: TillNumber


@dataclass(frozen=True, slots=True, kw_only=True)
class OnlinePayment:
    """The payment of an application that waited for it."""

    payment_id: PaymentId
    application_id: ApplicationId


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentReceipt:
    """What was paid for a gate, as the receipt says it."""

    gate_id: GateId
    way: PaymentWay
    amount: Forints
    number: str
    """The till's receipt number, or the payment's own when it was made online."""
    paid_at: datetime


def till_number_of(typed: str) -> TillNumber | None:
    """The number as it is kept: capitals, no spaces; `None` when it is no receipt's number."""
    folded = "".join(typed.upper().split())
    return TillNumber(folded) if _TILL_NUMBER.fullmatch(folded) else None

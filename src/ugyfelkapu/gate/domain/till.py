"""A counter's till: money taken and handed back, each with the number of its receipt (`domain.md R11`)."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from ugyfelkapu.gate.domain.counter_case import CaseId
from ugyfelkapu.gate.domain.fee import Forints
from ugyfelkapu.gate.domain.office import BodyId, ClerkId
from ugyfelkapu.gate.domain.payment import PaymentId, PaymentWay, TillNumber

MOST_SERIAL_DIGITS = 15
"""So that the serial fits a 64-bit integer; of a longer number the last digits count on."""

_SERIAL = re.compile(rf"(.*?)([0-9]{{1,{MOST_SERIAL_DIGITS}}})")


class EntryKind(StrEnum):
    """Which way the money went."""

    TAKEN = "taken"
    HANDED_BACK = "handed_back"


@dataclass(frozen=True, slots=True, kw_only=True)
class TillEntry:
    """One line of a till's book."""

    payment_id: PaymentId
    kind: EntryKind
    number: TillNumber
    body_id: BodyId
    clerk_id: ClerkId
    way: PaymentWay
    amount: Forints
    booked_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenMoney:
    """Money that was taken, has opened nothing, and was not handed back."""

    payment_id: PaymentId
    case_id: CaseId
    way: PaymentWay
    amount: Forints
    number: TillNumber
    taken_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """How a clerk's day ended: counted banknotes and coins of fees, and the sums on the terminal's closing slip."""

    cash_forints: int
    """What came less what went, counted."""
    sales_count: int
    sales_forints: int
    refunds_count: int
    refunds_forints: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedDay:
    """A closing, and whose it is."""

    body_id: BodyId
    clerk_id: ClerkId
    day: date
    closing: Closing
    closed_at: datetime


def series_of(number: TillNumber) -> tuple[str, int | None]:
    """The letters and digits before the last digits, and those as a number: `P-2026/0042` is 42 of `P2026`.

    A till counts its receipts, so the numbers of a series have no gaps; a number that ends in a letter belongs to none.
    """
    found = _SERIAL.fullmatch(number)
    if found is None:
        return "", None
    return "".join(filter(str.isalnum, found[1])), int(found[2])

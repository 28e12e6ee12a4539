"""A day's movements of money here and at the gateway, and every difference between them (`domain.md R11`)."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from ugyfelkapu.gate.domain.fee import CURRENCY
from ugyfelkapu.gate.domain.gateway import LineKind
from ugyfelkapu.gate.domain.payment import PaymentId


class DifferenceKind(StrEnum):
    """What does not agree."""

    MISSING_HERE = "missing_here"
    """The gateway booked a movement for a payment that we do not know."""
    MISSING_THERE = "missing_there"
    """We count a movement that the gateway did not book that day."""
    AMOUNT = "amount"
    CURRENCY = "currency"
    STATE = "state"
    """The gateway booked a movement for a payment that stands otherwise here."""
    DOUBLE = "double"
    """The gateway booked one movement more than once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """Money that came or went, as one side has it."""

    kind: LineKind
    payment_id: PaymentId
    amount: int
    currency: str
    booked_on: date | None
    """`None`: this side has not booked it."""
    state: str
    """The payment's own word here; the line's kind there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One thing that does not agree, as either side has it."""

    kind: DifferenceKind
    payment_id: PaymentId
    here: str
    there: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciliation:
    """The report of one day; sums are what came less what went, in whole forints."""

    day: date
    made_at: datetime
    here_count: int
    here_forints: int
    there_count: int
    there_forints: int
    differences: tuple[Difference, ...]


Key = tuple[LineKind, PaymentId]


def differences(day: date, here: Iterable[Movement], there: Iterable[Movement]) -> tuple[Difference, ...]:
    """Every difference of a day; `here` holds our side of each payment that either side names, booked or not."""
    ours = {_key(movement): movement for movement in here}
    lines = list(there)
    times = Counter(_key(line) for line in lines)
    theirs = {_key(line): line for line in lines}
    found = [
        Difference(kind=DifferenceKind.DOUBLE, payment_id=key[1], here="1", there=str(many))
        for key, many in times.items()
        if many > 1
    ]
    for key, line in theirs.items():
        found += _compared(day, ours.get(key), line)
    for key, movement in ours.items():
        if key not in theirs and movement.booked_on == day:
            found.append(_difference(DifferenceKind.MISSING_THERE, movement.payment_id, here=_told(movement), there=""))
    return tuple(sorted(found, key=lambda one: (one.payment_id, one.kind)))


def total(movements: Iterable[Movement]) -> int:
    """What came less what went."""
    return sum(one.amount if one.kind is LineKind.PAYMENT else -one.amount for one in movements)


def _compared(day: date, ours: Movement | None, line: Movement) -> list[Difference]:
    if ours is None:
        return [_difference(DifferenceKind.MISSING_HERE, line.payment_id, here="", there=_told(line))]
    found = []
    if ours.booked_on != day:
        here = f"{ours.state} {ours.booked_on or ''}".strip()
        found.append(_difference(DifferenceKind.STATE, line.payment_id, here=here, there=_told(line)))
    if ours.amount != line.amount:
        found.append(_difference(DifferenceKind.AMOUNT, line.payment_id, here=str(ours.amount), there=str(line.amount)))
    if ours.currency != line.currency:
        found.append(_difference(DifferenceKind.CURRENCY, line.payment_id, here=CURRENCY, there=line.currency))
    return found


def _difference(kind: DifferenceKind, payment_id: PaymentId, *, here: str, there: str) -> Difference:
    return Difference(kind=kind, payment_id=payment_id, here=here, there=there)


def _told(movement: Movement) -> str:
    return f"{movement.kind} {movement.amount} {movement.currency}"


def _key(movement: Movement) -> Key:
    return movement.kind, movement.payment_id

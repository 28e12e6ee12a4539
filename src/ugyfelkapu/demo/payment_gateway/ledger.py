"""The gateway's books: orders, what became of them, and the movements of each day."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

import msgspec

WAITING, PAID, FAILED, REFUNDED = "waiting", "paid", "failed", "refunded"
HUF = "HUF"


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """A payment that a merchant announced."""

    order: str
    amount: int
    currency: str
    return_url: str
    callback_url: str
    language: str
    expires_at: datetime


class Entry(msgspec.Struct, kw_only=True):
    """An order in the books, and what was really paid."""

    order: Order
    reference: str
    state: str = WAITING
    amount: int = 0
    currency: str = HUF
    booked_on: date | None = None
    refunded_on: date | None = None
    doubled: bool = False
    """The statement carries the payment twice."""


@dataclass
class Ledger:
    """All orders; with a file they outlive the process."""

    file: Path | None = None
    entries: dict[str, Entry] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.file and self.file.exists():
            kept = msgspec.json.decode(self.file.read_bytes(), type=list[Entry])
            self.entries = {entry.order.order: entry for entry in kept}

    def keep(self) -> None:
        """Write the books down, whole or not at all."""
        if self.file:
            part = self.file.with_suffix(".part")
            part.write_bytes(msgspec.json.encode(list(self.entries.values())))
            part.replace(self.file)

    def announce(self, order: Order) -> Entry | None:
        """The entry of an order, new or as it is; `None` when the same name stands for another amount."""
        entry = self.entries.setdefault(order.order, Entry(order=order, reference=f"MF-{len(self.entries) + 1:08d}"))
        if (entry.order.amount, entry.order.currency) != (order.amount, order.currency):
            return None
        self.keep()
        return entry

    def by_reference(self, reference: str) -> Entry | None:
        """The entry of a payer's page."""
        return next((entry for entry in self.entries.values() if entry.reference == reference), None)

    def pay(self, entry: Entry, *, amount: int, currency: str, today: date) -> bool:
        """Take the money; `False` when the order does not wait for it."""
        if entry.state != WAITING:
            return False
        entry.state, entry.amount, entry.currency, entry.booked_on = PAID, amount, currency, today
        self.keep()
        return True

    def fail(self, entry: Entry) -> bool:
        """The payer turned it down; `False` when the order does not wait."""
        if entry.state != WAITING:
            return False
        entry.state = FAILED
        self.keep()
        return True

    def refund(self, entry: Entry, *, today: date) -> bool:
        """Give the money back once; `False` when none was taken."""
        if entry.state == PAID:
            entry.state, entry.refunded_on = REFUNDED, today
            self.keep()
        return entry.state == REFUNDED

    def lines(self, day: date) -> Iterator[dict[str, object]]:
        """The movements of a day."""
        for entry in self.entries.values():
            line = {
                "reference": entry.reference,
                "order": entry.order.order,
                "amount": entry.amount,
                "currency": entry.currency,
            }
            if entry.booked_on == day:
                yield {"kind": "payment", **line}
                if entry.doubled:
                    yield {"kind": "payment", **line}
            if entry.refunded_on == day:
                yield {"kind": "refund", **line}

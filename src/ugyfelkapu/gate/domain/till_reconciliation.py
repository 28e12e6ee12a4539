"""A day at the tills: what was taken and handed back, and every difference between book, decisions, receipts and closings."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from ugyfelkapu.gate.domain.office import BodyId, ClerkId
from ugyfelkapu.gate.domain.payment import PaymentState, PaymentWay
from ugyfelkapu.gate.domain.till import ClosedDay, Closing, EntryKind, TillEntry


class TillDifferenceKind(StrEnum):
    """What does not agree."""

    UNSETTLED = "unsettled"
    """Money was taken, has opened nothing, and was not handed back."""
    UNPAID = "unpaid"
    """A gate with a fee was opened, and no till has the money."""
    UNDUE = "undue"
    """Money stands for a gate that cost nothing."""
    AMOUNT = "amount"
    """Another amount stands in the till's book than was decided."""
    BOOK = "book"
    """The till's book and the payment say different things; nobody can do that by the pages."""
    GAP = "gap"
    """Receipts of a series are missing: given for something else, or not entered."""
    DOUBLE = "double"
    """One receipt was entered twice, written differently."""
    NOT_CLOSED = "not_closed"
    """A clerk who took or handed back money has not closed the day."""
    CASH = "cash"
    """Another sum was counted than stands in the book."""
    TERMINAL_SALES = "terminal_sales"
    """The terminal's closing slip has other sales than the book."""
    TERMINAL_REFUNDS = "terminal_refunds"
    """The terminal's closing slip has other refunds than the book."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """Whose till it is."""

    body_id: BodyId
    clerk_id: ClerkId


@dataclass(frozen=True, slots=True, kw_only=True)
class BookLine:
    """An entry, with what became of its payment and what was decided about the gate it opened."""

    entry: TillEntry
    payment_state: PaymentState | None
    """`None`: there is no such payment."""
    payment_forints: int
    opened_gate: bool
    fee_forints: int | None
    """`None`: no gate was opened, or nothing was decided about it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Oddity:
    """Something that another table shows to be missing in the book, or to be there twice."""

    kind: TillDifferenceKind
    owner: Owner
    number: str
    here: str
    there: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """The numbers that a body has of one series, from the last before the day to the highest of the day, ascending."""

    owner: Owner
    """Who entered the highest."""
    series: str
    serials: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TillSum:
    """What one clerk took and handed back in one way."""

    owner: Owner
    way: PaymentWay
    taken_count: int = 0
    taken_forints: int = 0
    handed_back_count: int = 0
    handed_back_forints: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class TillReport:
    """The report of one day."""

    day: date
    made_at: datetime
    sums: tuple[TillSum, ...]
    differences: tuple[Oddity, ...]
    names: Mapping[str, str]
    """What the bodies and clerks in it are called, by their ids."""


def sums(lines: Iterable[BookLine]) -> tuple[TillSum, ...]:
    """By body, clerk and way."""
    groups: dict[tuple[BodyId, ClerkId, PaymentWay], list[TillEntry]] = defaultdict(list)
    for line in lines:
        groups[line.entry.body_id, line.entry.clerk_id, line.entry.way].append(line.entry)
    return tuple(_sum(entries) for _, entries in sorted(groups.items()))


def book_differences(lines: Iterable[BookLine]) -> list[Oddity]:
    """What is wrong with the entries by themselves."""
    found = ((line, _fault(line)) for line in lines)
    return [_oddity(line, kind) for line, kind in found if kind]


def gaps(stretch: Stretch) -> list[Oddity]:
    """The numbers that are missing in a series, as ranges."""
    pairs = zip(stretch.serials, stretch.serials[1:], strict=False)
    missing = [(before + 1, after - 1) for before, after in pairs if after > before + 1]
    return [
        Oddity(
            kind=TillDifferenceKind.GAP,
            owner=stretch.owner,
            number=stretch.series,
            here="",
            there=str(first) if first == last else f"{first}-{last}",
        )
        for first, last in missing
    ]


def closing_differences(booked: Iterable[TillSum], closed: Iterable[ClosedDay]) -> list[Oddity]:
    """Each clerk's book against what was counted and what the terminal's slip says."""
    closings = {Owner(body_id=one.body_id, clerk_id=one.clerk_id): one.closing for one in closed}
    books: dict[Owner, dict[PaymentWay, TillSum]] = defaultdict(dict)
    for one in booked:
        books[one.owner][one.way] = one
    found = []
    for owner in sorted(closings.keys() | books.keys(), key=lambda owner: (owner.body_id, owner.clerk_id)):
        closing = closings.get(owner)
        if closing is None:
            found.append(Oddity(kind=TillDifferenceKind.NOT_CLOSED, owner=owner, number="", here="", there=""))
        else:
            found += _against(owner, books[owner], closing)
    return found


def _against(owner: Owner, book: Mapping[PaymentWay, TillSum], closing: Closing) -> list[Oddity]:
    cash = book.get(PaymentWay.CASH) or TillSum(owner=owner, way=PaymentWay.CASH)
    card = book.get(PaymentWay.CARD_TERMINAL) or TillSum(owner=owner, way=PaymentWay.CARD_TERMINAL)
    compared = (
        (TillDifferenceKind.CASH, str(cash.taken_forints - cash.handed_back_forints), str(closing.cash_forints)),
        (
            TillDifferenceKind.TERMINAL_SALES,
            f"{card.taken_count}: {card.taken_forints}",
            f"{closing.sales_count}: {closing.sales_forints}",
        ),
        (
            TillDifferenceKind.TERMINAL_REFUNDS,
            f"{card.handed_back_count}: {card.handed_back_forints}",
            f"{closing.refunds_count}: {closing.refunds_forints}",
        ),
    )
    return [
        Oddity(kind=kind, owner=owner, number="", here=here, there=there) for kind, here, there in compared if here != there
    ]


def _fault(line: BookLine) -> TillDifferenceKind | None:
    entry, fee = line.entry, line.fee_forints
    is_returned = entry.kind is EntryKind.HANDED_BACK
    if line.payment_state is None or line.payment_forints != entry.amount:
        return TillDifferenceKind.BOOK
    if is_returned:
        return None if line.payment_state is PaymentState.REFUNDED and not line.opened_gate else TillDifferenceKind.BOOK
    if not line.opened_gate:
        return TillDifferenceKind.UNSETTLED if line.payment_state is PaymentState.PAID else None
    if not fee:
        return TillDifferenceKind.UNDUE
    return TillDifferenceKind.AMOUNT if fee != entry.amount else None


def _oddity(line: BookLine, kind: TillDifferenceKind) -> Oddity:
    entry = line.entry
    there = {
        TillDifferenceKind.AMOUNT: str(line.fee_forints),
        TillDifferenceKind.UNDUE: "0",
        TillDifferenceKind.BOOK: f"{line.payment_state or ''} {line.payment_forints}".strip(),
    }
    return Oddity(
        kind=kind,
        owner=Owner(body_id=entry.body_id, clerk_id=entry.clerk_id),
        number=entry.number,
        here=f"{entry.kind} {entry.amount}",
        there=there.get(kind, ""),
    )


def _sum(entries: list[TillEntry]) -> TillSum:
    taken = [entry.amount for entry in entries if entry.kind is EntryKind.TAKEN]
    returned = [entry.amount for entry in entries if entry.kind is EntryKind.HANDED_BACK]
    first = entries[0]
    return TillSum(
        owner=Owner(body_id=first.body_id, clerk_id=first.clerk_id),
        way=first.way,
        taken_count=len(taken),
        taken_forints=sum(taken),
        handed_back_count=len(returned),
        handed_back_forints=sum(returned),
    )

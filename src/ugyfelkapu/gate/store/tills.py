"""Money at the counters in the database: taken for a case, used by a gate, or handed back; each step once."""

from datetime import datetime

from ugyfelkapu.foundation.database import Reader, Row, Transaction
from ugyfelkapu.foundation.identifiers import identifier
from ugyfelkapu.foundation.policy import LEGAL_TIME
from ugyfelkapu.gate.domain.counter_case import CaseId
from ugyfelkapu.gate.domain.fee import Forints
from ugyfelkapu.gate.domain.office import BodyId, ClerkId
from ugyfelkapu.gate.domain.payment import CounterPayment, PaymentId, PaymentWay, TillNumber
from ugyfelkapu.gate.domain.registration import Registrar
from ugyfelkapu.gate.domain.till import EntryKind, OpenMoney, TillEntry, series_of

_TAKE = """
    INSERT INTO payment (payment_id, purpose_id, way, state, amount_forints, body_id, clerk_id, till_number, opened_at, paid_at,
                         paid_on)
    VALUES (:payment_id, :case_id, :way, 'paid', :amount, :body_id, :clerk_id, :till_number, :now, :now, :today)
        ON CONFLICT DO NOTHING
 RETURNING payment_id
"""
_NOT_TAKEN = "DELETE FROM payment WHERE payment_id = :payment_id AND way <> 'online'"
_ENTER = """
    INSERT INTO till_entry (body_id, till_number, kind, payment_id, clerk_id, way, amount_forints, series, serial, booked_at,
                            booked_on)
    VALUES (:body_id, :till_number, :kind, :payment_id, :clerk_id, :way, :amount, :series, :serial, :now, :today)
        ON CONFLICT DO NOTHING
 RETURNING till_number
"""
_STRIKE = "DELETE FROM till_entry WHERE payment_id = :payment_id AND kind = 'taken'"
_CORRECT = "UPDATE payment SET till_number = :till_number, way = :way WHERE payment_id = :payment_id"
_OPEN_COLUMNS = "SELECT payment_id, purpose_id, way, amount_forints, till_number, paid_at FROM payment"
_IS_OPEN = "way <> 'online' AND state = 'paid' AND gate_id IS NULL"
_OF_CASE = f"""
    {_OPEN_COLUMNS} WHERE purpose_id = :case_id AND clerk_id = :clerk_id AND {_IS_OPEN} ORDER BY payment_id
"""
_OF_BODY = f"{_OPEN_COLUMNS} WHERE body_id = :body_id AND {_IS_OPEN} ORDER BY payment_id LIMIT :many"
_ONE = f"{_OPEN_COLUMNS} WHERE payment_id = :payment_id AND body_id = :body_id AND {_IS_OPEN}"
_HAND_BACK = f"""
    UPDATE payment SET state = 'refunded', refund_reason = 'handed_back', refund_asked_at = :now, refunded_at = :now,
                       refunded_on = :today
     WHERE payment_id = :payment_id AND body_id = :body_id AND {_IS_OPEN}
 RETURNING payment_id
"""  # noqa: S608 - constants
_NOT_HANDED_BACK = """
    UPDATE payment SET state = 'paid', refund_reason = NULL, refund_asked_at = NULL, refunded_at = NULL, refunded_on = NULL
     WHERE payment_id = :payment_id
"""
_ENTRIES = """
    SELECT payment_id, kind, till_number, body_id, clerk_id, way, amount_forints, booked_at FROM till_entry
     WHERE clerk_id = :clerk_id AND booked_on = :today ORDER BY booked_at, till_number
"""
_FORGET = "DELETE FROM till_entry WHERE booked_at < :before"
_FORGET_CLOSINGS = "DELETE FROM till_closing WHERE closed_at < :before"


async def take(tx: Transaction, payment: CounterPayment, registrar: Registrar, *, now: datetime) -> PaymentId | None:
    """Book what a clerk took for a case; `None` when the body has used the receipt number."""
    payment_id = PaymentId(identifier(now))
    row = await tx.one_or_none(
        _TAKE,
        payment_id=payment_id,
        case_id=registrar.case_id,
        way=payment.way,
        amount=payment.amount,
        body_id=registrar.body.body_id,
        clerk_id=registrar.clerk_id,
        till_number=payment.till_number,
        now=now,
        today=now.astimezone(LEGAL_TIME).date(),
    )
    if row is None:
        return None
    if await _entered(tx, _entry(payment_id, payment, registrar, now=now)):
        return payment_id
    await tx.execute(_NOT_TAKEN, payment_id=payment_id)
    return None


async def correct(tx: Transaction, taken: OpenMoney, payment: CounterPayment, *, registrar: Registrar) -> bool:
    """Put right how open money was taken and under which number; `False` when the body has used that for another entry."""
    await tx.execute(_STRIKE, payment_id=taken.payment_id)
    if await _entered(tx, _entry(taken.payment_id, payment, registrar, now=taken.taken_at)):
        await tx.execute(_CORRECT, payment_id=taken.payment_id, till_number=payment.till_number, way=payment.way)
        return True
    former = CounterPayment(way=taken.way, amount=taken.amount, till_number=taken.number)
    await _entered(tx, _entry(taken.payment_id, former, registrar, now=taken.taken_at))
    return False


async def hand_back(tx: Transaction, money: OpenMoney, entry: TillEntry, *, now: datetime) -> bool | None:
    """Book the return of open money, once; `None` when it is not open any more, `False` when the number was used."""
    today = now.astimezone(LEGAL_TIME).date()
    found = await tx.one_or_none(_HAND_BACK, payment_id=money.payment_id, body_id=entry.body_id, now=now, today=today)
    if found is None:
        return None
    if await _entered(tx, entry):
        return True
    await tx.execute(_NOT_HANDED_BACK, payment_id=money.payment_id)
    return False


async def open_of_case(reader: Reader, case_id: CaseId, clerk_id: ClerkId) -> list[OpenMoney]:
    """What a clerk took for a case and is still open, oldest first."""
    return [_open(row) for row in await reader.all(_OF_CASE, case_id=case_id, clerk_id=clerk_id)]


async def open_of_body(reader: Reader, body_id: BodyId, *, many: int) -> list[OpenMoney]:
    """What is open at the tills of a body, oldest first."""
    return [_open(row) for row in await reader.all(_OF_BODY, body_id=body_id, many=many)]


async def open_money(reader: Reader, payment_id: PaymentId, body_id: BodyId) -> OpenMoney | None:
    """Open money of this body."""
    row = await reader.one_or_none(_ONE, payment_id=payment_id, body_id=body_id)
    return None if row is None else _open(row)


async def entries_of(reader: Reader, clerk_id: ClerkId, *, now: datetime) -> list[TillEntry]:
    """What a clerk booked today, oldest first."""
    today = now.astimezone(LEGAL_TIME).date()
    return [entry_of(row) for row in await reader.all(_ENTRIES, clerk_id=clerk_id, today=today)]


async def forget_old(tx: Transaction, *, before: datetime) -> int:
    """Delete what the accounts need no longer; how many."""
    return await tx.execute(_FORGET, before=before) + await tx.execute(_FORGET_CLOSINGS, before=before)


def entry_of(row: Row) -> TillEntry:
    """An entry from its row."""
    return TillEntry(
        payment_id=PaymentId(row.text("payment_id")),
        kind=EntryKind(row.text("kind")),
        number=TillNumber(row.text("till_number")),
        body_id=BodyId(row.text("body_id")),
        clerk_id=ClerkId(row.text("clerk_id")),
        way=PaymentWay(row.text("way")),
        amount=Forints(row.number("amount_forints")),
        booked_at=row.instant("booked_at"),
    )


async def _entered(tx: Transaction, entry: TillEntry) -> bool:
    series, serial = series_of(entry.number)
    row = await tx.one_or_none(
        _ENTER,
        body_id=entry.body_id,
        till_number=entry.number,
        kind=entry.kind,
        payment_id=entry.payment_id,
        clerk_id=entry.clerk_id,
        way=entry.way,
        amount=entry.amount,
        series=series,
        serial=serial,
        now=entry.booked_at,
        today=entry.booked_at.astimezone(LEGAL_TIME).date(),
    )
    return row is not None


def _entry(payment_id: PaymentId, payment: CounterPayment, registrar: Registrar, *, now: datetime) -> TillEntry:
    return TillEntry(
        payment_id=payment_id,
        kind=EntryKind.TAKEN,
        number=payment.till_number,
        body_id=registrar.body.body_id,
        clerk_id=registrar.clerk_id,
        way=payment.way,
        amount=payment.amount,
        booked_at=now,
    )


def _open(row: Row) -> OpenMoney:
    return OpenMoney(
        payment_id=PaymentId(row.text("payment_id")),
        case_id=CaseId(row.text("purpose_id")),
        way=PaymentWay(row.text("way")),
        amount=Forints(row.number("amount_forints")),
        number=TillNumber(row.text("till_number")),
        taken_at=row.instant("paid_at"),
    )

"""Registration receipts in the database (`domain.md R15`)."""

from datetime import datetime

from ugyfelkapu.foundation.database import Reader, Row, Transaction
from ugyfelkapu.gate.domain.counter_case import CaseId
from ugyfelkapu.gate.domain.gate import GateId
from ugyfelkapu.gate.domain.identity import PersonName
from ugyfelkapu.gate.domain.office import ClerkId
from ugyfelkapu.gate.domain.receipt import ReceiptNumber, RegistrationReceipt
from ugyfelkapu.gate.domain.registration import Registrar
from ugyfelkapu.gate.store.offices import body_of

_ISSUE = """
    INSERT INTO registration_receipt (number, gate_id, case_id, clerk_id, body_id, issued_at, family_name, given_name,
                                      username, email, language)
    VALUES (:number, :gate_id, :case_id, :clerk_id, :body_id, :issued_at, :family_name, :given_name, :username, :email,
            :language)
"""
_SELECT = """
    SELECT receipt.number, receipt.gate_id, receipt.case_id, receipt.clerk_id, receipt.issued_at, receipt.family_name,
           receipt.given_name, receipt.username, receipt.email, receipt.language, body.body_id, body.kind, body.name
      FROM registration_receipt AS receipt
      LEFT JOIN registration_body AS body ON body.body_id = receipt.body_id
"""
_BY_NUMBER = f"{_SELECT} WHERE receipt.number = :number AND receipt.clerk_id = :clerk_id"
_OF_CASE = f"{_SELECT} WHERE receipt.case_id = :case_id AND receipt.clerk_id = :clerk_id"
_SINCE = (
    f"{_SELECT} WHERE receipt.clerk_id = :clerk_id AND receipt.issued_at >= :since ORDER BY receipt.issued_at DESC LIMIT :many"
)
_NUMBERS = "SELECT number FROM registration_receipt WHERE gate_id = :gate_id ORDER BY number LIMIT :many"
MOST_OF_A_GATE = 20


async def issue(tx: Transaction, receipt: RegistrationReceipt) -> None:
    """Keep a receipt."""
    await tx.execute(
        _ISSUE,
        number=receipt.number,
        gate_id=receipt.gate_id,
        case_id=receipt.registrar.case_id if receipt.registrar else None,
        clerk_id=receipt.registrar.clerk_id if receipt.registrar else None,
        body_id=receipt.registrar.body.body_id if receipt.registrar else None,
        issued_at=receipt.issued_at,
        family_name=receipt.name.family_name,
        given_name=receipt.name.given_name,
        username=receipt.username,
        email=receipt.email,
        language=receipt.language,
    )


async def by_number(reader: Reader, number: ReceiptNumber, clerk_id: ClerkId) -> RegistrationReceipt | None:
    """A receipt this clerk issued."""
    return _receipt_or_none(await reader.one_or_none(_BY_NUMBER, number=number, clerk_id=clerk_id))


async def of_case(reader: Reader, case_id: CaseId, clerk_id: ClerkId) -> RegistrationReceipt | None:
    """The receipt in which a case of this clerk's ended."""
    return _receipt_or_none(await reader.one_or_none(_OF_CASE, case_id=case_id, clerk_id=clerk_id))


async def since(reader: Reader, clerk_id: ClerkId, since: datetime, *, many: int) -> list[RegistrationReceipt]:
    """The clerk's own receipts from an instant on, newest first."""
    return [_receipt(row) for row in await reader.all(_SINCE, clerk_id=clerk_id, since=since, many=many)]


async def numbers_of(reader: Reader, gate_id: GateId) -> list[str]:
    """The numbers of a gate's receipts."""
    return [row.text("number") for row in await reader.all(_NUMBERS, gate_id=gate_id, many=MOST_OF_A_GATE)]


def _receipt_or_none(row: Row | None) -> RegistrationReceipt | None:
    return None if row is None else _receipt(row)


def _receipt(row: Row) -> RegistrationReceipt:
    return RegistrationReceipt(
        number=ReceiptNumber(row.text("number")),
        gate_id=GateId(row.text("gate_id")),
        registrar=_registrar(row),
        issued_at=row.instant("issued_at"),
        name=PersonName(family_name=row.text("family_name"), given_name=row.text("given_name")),
        username=row.text("username"),
        email=row.text("email"),
        language=row.text("language"),
    )


def _registrar(row: Row) -> Registrar | None:
    clerk_id, case_id = row.text_or_none("clerk_id"), row.text_or_none("case_id")
    if clerk_id is None or case_id is None:
        return None
    return Registrar(clerk_id=ClerkId(clerk_id), body=body_of(row), case_id=case_id)

"""The receipt of a registration (`domain.md R4`, R15)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import NewType

from ugyfelkapu.gate.domain.gate import GateId
from ugyfelkapu.gate.domain.identity import PersonName
from ugyfelkapu.gate.domain.registration import Registrar
from ugyfelkapu.gate.domain.secret import ALPHABET

ReceiptNumber = NewType("ReceiptNumber", str)
"""What is printed on a receipt and stands in its address."""

NUMBER_BYTES = 12
GROUP = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationReceipt:
    """A receipt as issued: name and address as they were on that day."""

    number: ReceiptNumber
    gate_id: GateId
    registrar: Registrar | None
    """`None`: it was opened online."""
    issued_at: datetime
    name: PersonName
    username: str
    email: str
    language: str
    """The applicant's, for what is handed over to them: `hu`, `en` or `de`."""


def receipt_number(day: date, chance: bytes) -> ReceiptNumber:
    """A number such as `2026-7K3D-9QWX-4MTR`, of the year and of `NUMBER_BYTES` of chance: it tells no count."""
    signs = "".join(ALPHABET[byte % len(ALPHABET)] for byte in chance[:NUMBER_BYTES])
    groups = [signs[start : start + GROUP] for start in range(0, NUMBER_BYTES, GROUP)]
    return ReceiptNumber("-".join([str(day.year), *groups]))

"""What is kept of an ended gate, and how it is sealed: a database without the key tells nothing of it (`domain.md R12`)."""

from datetime import date, datetime

import msgspec

from ugyfelkapu.foundation.database import Reader
from ugyfelkapu.gate.domain.gate import Gate
from ugyfelkapu.gate.ports import GateWorld
from ugyfelkapu.gate.store import people, receipts
from ugyfelkapu.identification import AssuranceLevel


class ArchivedRecord(msgspec.Struct, frozen=True, kw_only=True):
    """The person and the gate as they were at its end, and the receipt of the registration."""

    username: str
    email: str
    registered_level: AssuranceLevel
    registered_at: datetime
    activated_at: datetime | None
    receipt_numbers: tuple[str, ...]
    family_name: str
    given_name: str
    birth_family_name: str
    birth_given_name: str
    mothers_birth_family_name: str
    mothers_birth_given_name: str
    birth_place: str
    birth_date: date
    citizenship: str
    register: str
    document_type: str
    document_number: str


class LostPersonError(Exception):
    """A gate without a person: the schema does not allow it."""


async def sealed_record(reader: Reader, world: GateWorld, gate: Gate) -> bytes:
    """The record of a gate that ends now, bound to it."""
    person = await people.by_id(reader, gate.person_id)
    if person is None:
        raise LostPersonError(gate.gate_id)
    identity = person.registered.identity
    record = ArchivedRecord(
        username=gate.username,
        email=gate.email,
        registered_level=gate.registered_level,
        registered_at=gate.registered_at,
        activated_at=gate.activated_at,
        receipt_numbers=tuple(await receipts.numbers_of(reader, gate.gate_id)),
        family_name=identity.current_name.family_name,
        given_name=identity.current_name.given_name,
        birth_family_name=identity.birth_name.family_name,
        birth_given_name=identity.birth_name.given_name,
        mothers_birth_family_name=identity.mothers_birth_name.family_name,
        mothers_birth_given_name=identity.mothers_birth_name.given_name,
        birth_place=identity.birth_place,
        birth_date=identity.birth_date,
        citizenship=person.registered.citizenship,
        register=person.register,
        document_type=person.registered.document.document_type,
        document_number=person.registered.document.document_number,
    )
    return world.box.seal(msgspec.json.encode(record), context=_context(gate.gate_id))


def opened_record(world: GateWorld, gate_id: str, sealed: bytes) -> ArchivedRecord:
    """The record again; for the one action that opens it."""
    return msgspec.json.decode(world.box.open(sealed, context=_context(gate_id)), type=ArchivedRecord)


def _context(gate_id: str) -> str:
    return f"archive:{gate_id}"

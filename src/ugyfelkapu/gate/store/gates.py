"""Gates in the database; a user name has one holder, because the database says so."""

from dataclasses import dataclass
from datetime import datetime

from ugyfelkapu.foundation.database import Reader, Row, Transaction
from ugyfelkapu.gate.domain.email import EmailAddress
from ugyfelkapu.gate.domain.gate import Gate, GateId, Standing
from ugyfelkapu.gate.domain.person import PersonId
from ugyfelkapu.gate.domain.registration import Registrar, RegistrationWay
from ugyfelkapu.gate.domain.username import FoldedUsername, Username, fold_username
from ugyfelkapu.gate.store import archive
from ugyfelkapu.identification import AssuranceLevel

_OPEN = """
    INSERT INTO gate (gate_id, person_id, username, username_folded, email, language, standing, registered_level,
                      registered_way, registered_by_body, registered_by_clerk, registered_at)
    VALUES (:gate_id, :person_id, :username, :username_folded, :email, :language, :standing, :registered_level,
            :registered_way, :body_id, :clerk_id, :registered_at)
        ON CONFLICT DO NOTHING
 RETURNING gate_id
"""

_COLUMNS = (
    "gate_id, person_id, username, email, language, standing, registered_level, registered_way, registered_at, activated_at"
)
_BY_ID = f"SELECT {_COLUMNS} FROM gate WHERE gate_id = :gate_id AND person_id IS NOT NULL"  # noqa: S608 - the columns are a constant of this file
_BY_USERNAME = f"SELECT {_COLUMNS} FROM gate WHERE username_folded = :folded AND person_id IS NOT NULL"  # noqa: S608 - as above
_IS_HELD = "SELECT gate_id FROM gate WHERE username_folded = :folded"

_HOLDER = """
    SELECT gate.person_id, gate.registered_at
      FROM gate
      JOIN person ON person.person_id = gate.person_id
     WHERE person.identity_key = :identity_key AND gate.standing <> 'terminated'
"""

_OF_IDENTITY = """
    SELECT gate.gate_id, gate.person_id, gate.username, gate.email, gate.language, gate.standing, gate.registered_level,
           gate.registered_way, gate.registered_at, gate.activated_at
      FROM gate
      JOIN person ON person.person_id = gate.person_id
     WHERE person.identity_key = :identity_key AND gate.standing <> 'terminated'
     ORDER BY gate.registered_at
     LIMIT 100
"""
_OF_PERSON = f"""
    SELECT {_COLUMNS} FROM gate WHERE person_id = :person_id AND standing <> 'terminated' ORDER BY registered_at LIMIT 100
"""  # noqa: S608 - the columns are a constant of this file
_ENDED_OF_PERSON = """
    SELECT gate_id FROM gate
     WHERE person_id = :person_id
       AND NOT EXISTS (SELECT 1 FROM gate AS other WHERE other.person_id = :person_id AND other.standing <> 'terminated')
     LIMIT 1
"""
_SIBLING = """
    SELECT other.gate_id FROM gate
      JOIN gate AS other ON other.person_id = gate.person_id AND other.gate_id <> gate.gate_id
     WHERE gate.gate_id = :gate_id AND other.standing <> 'terminated'
     LIMIT 1
"""
_NEEDS_NAME = """
    SELECT other.gate_id FROM gate
      JOIN gate AS other ON other.person_id = gate.person_id AND other.gate_id <> gate.gate_id
      JOIN gate AS addressed ON addressed.person_id = gate.person_id AND addressed.email = :email
     WHERE gate.gate_id = :gate_id AND other.standing <> 'terminated' AND addressed.standing IN ('active', 'suspended')
     LIMIT 1
"""
_CHANGE_EMAIL = """
    UPDATE gate SET email = :email
     WHERE gate_id = :gate_id AND email <> :email AND standing <> 'terminated'
 RETURNING gate_id
"""

_ACTIVATE = """
    UPDATE gate SET standing = 'active', activated_at = :now
     WHERE gate_id = :gate_id AND standing = 'registered'
 RETURNING gate_id
"""

_UNACTIVATED = """
    SELECT gate_id, person_id FROM gate
     WHERE standing = 'registered' AND registered_at <= :registered_until
     ORDER BY registered_at
     LIMIT :many
"""

_DELETE_UNACTIVATED = "DELETE FROM gate WHERE gate_id = :gate_id AND standing = 'registered' RETURNING gate_id"


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Who has a gate, and since when."""

    person_id: PersonId
    registered_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class UnactivatedGate:
    """A gate that nobody has activated, and whose it is."""

    gate_id: GateId
    person_id: PersonId


async def open_gate(tx: Transaction, gate: Gate, registrar: Registrar | None) -> bool:
    """Keep a new gate; `False` when its user name has or had a holder (`domain.md` R6, R12)."""
    if await archive.is_reserved(tx, fold_username(gate.username)):
        return False  # and whoever ends a gate now still holds its name by the row
    row = await tx.one_or_none(
        _OPEN,
        gate_id=gate.gate_id,
        person_id=gate.person_id,
        username=gate.username,
        username_folded=fold_username(gate.username),
        email=gate.email,
        language=gate.language,
        standing=gate.standing,
        registered_level=gate.registered_level,
        registered_way=gate.registered_way,
        body_id=registrar.body.body_id if registrar else None,
        clerk_id=registrar.clerk_id if registrar else None,
        registered_at=gate.registered_at,
    )
    return row is not None


async def by_id(reader: Reader, gate_id: GateId) -> Gate | None:
    """The gate of this id; a provisional one, which has no person, is none."""
    return _gate_or_none(await reader.one_or_none(_BY_ID, gate_id=gate_id))


async def by_username(reader: Reader, folded: FoldedUsername) -> Gate | None:
    """The gate of this user name or one that looks like it, as long as it is not provisional; one index, one statement."""
    return _gate_or_none(await reader.one_or_none(_BY_USERNAME, folded=folded))


async def holder(reader: Reader, key: bytes) -> Holder | None:
    """The person of this identity key, if they have a gate that was not ended."""
    row = await reader.one_or_none(_HOLDER, identity_key=key)
    if row is None:
        return None
    return Holder(person_id=PersonId(row.text("person_id")), registered_at=row.instant("registered_at"))


async def of_identity(reader: Reader, key: bytes) -> list[Gate]:
    """The gates of the person of this identity key that were not ended, oldest first."""
    return [_gate(row) for row in await reader.all(_OF_IDENTITY, identity_key=key)]


async def of_person(reader: Reader, person_id: PersonId) -> list[Gate]:
    """The gates of a person that were not ended, oldest first."""
    return [_gate(row) for row in await reader.all(_OF_PERSON, person_id=person_id)]


async def has_sibling(reader: Reader, gate_id: GateId) -> bool:
    """Whether the gate's person has another one that was not ended (`domain.md R11`)."""
    return await reader.one_or_none(_SIBLING, gate_id=gate_id) is not None


async def ended_of_person(reader: Reader, person_id: PersonId) -> GateId | None:
    """A gate of somebody all of whose gates have ended; `None` when one is left, or none was ever there."""
    row = await reader.one_or_none(_ENDED_OF_PERSON, person_id=person_id)
    return GateId(row.text("gate_id")) if row else None


async def needs_name(reader: Reader, gate_id: GateId, *, email: str) -> bool:
    """Whether a letter about this gate must name it: its person has others too, and reads one's letters at this address."""
    return await reader.one_or_none(_NEEDS_NAME, gate_id=gate_id, email=email) is not None


async def change_email(tx: Transaction, gate_id: GateId, email: EmailAddress) -> bool:
    """Put another address in force; `False` when it is in force already, or the gate was ended."""
    return await tx.one_or_none(_CHANGE_EMAIL, gate_id=gate_id, email=email) is not None


async def is_taken(reader: Reader, folded: FoldedUsername) -> bool:
    """Whether nobody else can have the name: somebody holds it, or the gate that held it has ended (`domain.md R12`)."""
    held = await reader.one_or_none(_IS_HELD, folded=folded)
    return held is not None or await archive.is_reserved(reader, folded)


async def activate(tx: Transaction, gate_id: GateId, *, now: datetime) -> bool:
    """Move a registered gate to active (`domain.md R5`); `False` when it was not waiting for that."""
    return await tx.one_or_none(_ACTIVATE, gate_id=gate_id, now=now) is not None


async def unactivated(reader: Reader, *, registered_until: datetime, many: int) -> list[UnactivatedGate]:
    """Gates registered at or before an instant and never activated, oldest first (`domain.md R5`)."""
    rows = await reader.all(_UNACTIVATED, registered_until=registered_until, many=many)
    return [UnactivatedGate(gate_id=GateId(row.text("gate_id")), person_id=PersonId(row.text("person_id"))) for row in rows]


async def delete_unactivated(tx: Transaction, gate_id: GateId) -> bool:
    """Delete a gate and its receipt, if it is still not activated; then `people.forget_without_gate` for its person."""
    return await tx.one_or_none(_DELETE_UNACTIVATED, gate_id=gate_id) is not None


def _gate_or_none(row: Row | None) -> Gate | None:
    return None if row is None else _gate(row)


def _gate(row: Row) -> Gate:
    return Gate(
        gate_id=GateId(row.text("gate_id")),
        person_id=PersonId(row.text("person_id")),
        username=Username(row.text("username")),
        email=EmailAddress(row.text("email")),
        language=row.text("language"),
        standing=Standing(row.text("standing")),
        registered_level=AssuranceLevel(row.text("registered_level")),
        registered_way=RegistrationWay(row.text("registered_way")),
        registered_at=row.instant("registered_at"),
        activated_at=row.instant_or_none("activated_at"),
    )

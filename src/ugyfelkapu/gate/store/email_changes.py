"""Changes of a gate's e-mail address: asked for, proven, taken back; the address itself stands in `gate` (`domain.md R9`)."""

from dataclasses import dataclass
from datetime import datetime

from ugyfelkapu.foundation.database import Reader, Row, Transaction
from ugyfelkapu.gate.domain.email import EmailAddress
from ugyfelkapu.gate.domain.gate import GateId
from ugyfelkapu.gate.domain.secret import Digest

_COLUMNS = "change_id, gate_id, former_email, new_email, asked_at, changed_at"
_DROP_PENDING = "DELETE FROM email_change WHERE gate_id = :gate_id AND changed_at IS NULL"
_ASK = """
    INSERT INTO email_change (change_id, gate_id, former_email, new_email, code_digest, asked_at, expires_at)
    VALUES (:change_id, :gate_id, :former_email, :new_email, :code_digest, :now, :expires_at)
"""
_PENDING = f"""
    SELECT {_COLUMNS} FROM email_change WHERE gate_id = :gate_id AND changed_at IS NULL AND expires_at > :now
"""  # noqa: S608 - the columns are a constant of this file
_PROVE = f"""
    UPDATE email_change SET changed_at = :now, code_digest = NULL, expires_at = :expires_at
     WHERE gate_id = :gate_id AND code_digest = :digest AND changed_at IS NULL AND expires_at > :now
 RETURNING {_COLUMNS}
"""  # noqa: S608 - as above
_PUT = "UPDATE gate SET email = :email WHERE gate_id = :gate_id AND email = :former AND standing = 'active' RETURNING gate_id"
_RESTORE = """
    UPDATE gate SET email = :email WHERE gate_id = :gate_id AND standing IN ('active', 'suspended') RETURNING gate_id
"""
_KEEP_UNDO = "INSERT INTO email_undo_code (digest, change_id, expires_at) VALUES (:digest, :change_id, :expires_at)"
_OF_UNDO = """
      FROM email_undo_code JOIN email_change AS undone ON undone.change_id = email_undo_code.change_id
     WHERE email_undo_code.digest = :digest AND email_undo_code.expires_at > :now
"""
_UNDO = f"""
    SELECT {_COLUMNS} FROM email_change WHERE change_id = (SELECT undone.change_id {_OF_UNDO})
"""  # noqa: S608 - as above
_USE_UNDO = f"""
    DELETE FROM email_change
     WHERE gate_id = (SELECT undone.gate_id {_OF_UNDO}) AND change_id >= (SELECT undone.change_id {_OF_UNDO})
 RETURNING {_COLUMNS}
"""  # noqa: S608 - as above
_DROP = "DELETE FROM email_change WHERE change_id = :change_id"
_DROP_ALL = "DELETE FROM email_change WHERE gate_id = :gate_id"
_PURGE = "DELETE FROM email_change WHERE expires_at <= :now"


@dataclass(frozen=True, slots=True, kw_only=True)
class EmailChange:
    """One change; ids are in the order in which they were asked for."""

    change_id: str
    gate_id: GateId
    former_email: EmailAddress
    new_email: EmailAddress
    asked_at: datetime
    changed_at: datetime | None


async def ask(tx: Transaction, change: EmailChange, *, code: Digest, expires_at: datetime) -> None:
    """Keep a change that waits for its code; one that waited before is dropped, with its code and its undo links."""
    await tx.execute(_DROP_PENDING, gate_id=change.gate_id)
    await tx.execute(
        _ASK,
        change_id=change.change_id,
        gate_id=change.gate_id,
        former_email=change.former_email,
        new_email=change.new_email,
        code_digest=code,
        now=change.asked_at,
        expires_at=expires_at,
    )


async def pending(reader: Reader, gate_id: GateId, *, now: datetime) -> EmailChange | None:
    """The change that waits for its code."""
    return _change(await reader.one_or_none(_PENDING, gate_id=gate_id, now=now))


async def prove(tx: Transaction, gate_id: GateId, digest: Digest, *, undo_until: datetime, now: datetime) -> EmailChange | None:
    """Use the code up: of any number of callers one gets the change, which can be undone until then."""
    row = await tx.one_or_none(_PROVE, gate_id=gate_id, digest=digest, expires_at=undo_until, now=now)
    return _change(row)


async def put_in_force(tx: Transaction, change: EmailChange) -> bool:
    """Make the new address the gate's; `False` when the gate is not active or its address is another by now."""
    if await tx.one_or_none(_PUT, gate_id=change.gate_id, email=change.new_email, former=change.former_email):
        return True
    await tx.execute(_DROP, change_id=change.change_id)
    return False


async def drop_all(tx: Transaction, gate_id: GateId) -> None:
    """Forget changes that wait and links that undo: the owner has proven in person which address is theirs."""
    await tx.execute(_DROP_ALL, gate_id=gate_id)


async def keep_undo(tx: Transaction, change_id: str, digest: Digest, *, expires_at: datetime) -> None:
    """Remember a link that takes the change back; a change may have several, and the first one used counts."""
    await tx.execute(_KEEP_UNDO, change_id=change_id, digest=digest, expires_at=expires_at)


async def find_undo(reader: Reader, digest: Digest, *, now: datetime) -> EmailChange | None:
    """The change a link takes back, if it still does."""
    return _change(await reader.one_or_none(_UNDO, digest=digest, now=now))


async def use_undo(tx: Transaction, digest: Digest, *, now: datetime) -> EmailChange | None:
    """Use the link up: of any number of callers one gets the change. It and every later one are over, and their links too."""
    rows = await tx.all(_USE_UNDO, digest=digest, now=now)
    return _change(min(rows, key=lambda row: row.text("change_id"), default=None))


async def restore(tx: Transaction, change: EmailChange) -> bool:
    """Give the gate, if it has not ended, the address from before the change."""
    return await tx.one_or_none(_RESTORE, gate_id=change.gate_id, email=change.former_email) is not None


async def purge(tx: Transaction, *, now: datetime) -> int:
    """Remove changes that can neither be proven nor undone any more; how many."""
    return await tx.execute(_PURGE, now=now)


def _change(row: Row | None) -> EmailChange | None:
    if row is None:
        return None
    return EmailChange(
        change_id=row.text("change_id"),
        gate_id=GateId(row.text("gate_id")),
        former_email=EmailAddress(row.text("former_email")),
        new_email=EmailAddress(row.text("new_email")),
        asked_at=row.instant("asked_at"),
        changed_at=row.instant_or_none("changed_at"),
    )

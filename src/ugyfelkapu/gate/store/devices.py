"""Browsers the owner has signed in from; the cookie is kept as a digest for each gate (`domain.md R15`)."""

from dataclasses import dataclass
from datetime import datetime

from ugyfelkapu.foundation.database import Reader, Transaction
from ugyfelkapu.gate.domain.gate import GateId
from ugyfelkapu.gate.domain.secret import Digest

LISTED = 20
"""So many browsers a gate knows."""

_SEEN = """
    INSERT INTO device (gate_id, digest, description, first_seen_at, last_seen_at)
    VALUES (:gate_id, :digest, :description, :now, :now)
    ON CONFLICT (gate_id, digest) DO UPDATE SET last_seen_at = excluded.last_seen_at, description = excluded.description
"""
_LIST = """
    SELECT digest, description, first_seen_at, last_seen_at FROM device
     WHERE gate_id = :gate_id ORDER BY last_seen_at DESC LIMIT :listed
"""
_KEEP_NEWEST = """
    DELETE FROM device
     WHERE gate_id = :gate_id
       AND digest NOT IN (SELECT digest FROM device WHERE gate_id = :gate_id ORDER BY last_seen_at DESC LIMIT :listed)
"""
_FORGET = "DELETE FROM device WHERE gate_id = :gate_id AND digest = :digest RETURNING gate_id"
_END = "DELETE FROM device WHERE gate_id = :gate_id AND digest <> :kept"


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """A browser as the owner is shown it."""

    digest: Digest
    description: str
    first_seen_at: datetime
    last_seen_at: datetime


async def seen(tx: Transaction, gate_id: GateId, digest: Digest, *, description: str, now: datetime) -> None:
    """A sign-in succeeded from this browser: it is known from now on."""
    await tx.execute(_SEEN, gate_id=gate_id, digest=digest, description=description, now=now)


async def keep_newest(tx: Transaction, gate_id: GateId) -> None:
    """Forget the browsers that were not used for the longest time, beyond what is listed."""
    await tx.execute(_KEEP_NEWEST, gate_id=gate_id, listed=LISTED)


async def of_gate(reader: Reader, gate_id: GateId) -> list[Device]:
    """The gate's known browsers, the last used first."""
    rows = await reader.all(_LIST, gate_id=gate_id, listed=LISTED)
    return [
        Device(
            digest=Digest(row.blob("digest")),
            description=row.text("description"),
            first_seen_at=row.instant("first_seen_at"),
            last_seen_at=row.instant("last_seen_at"),
        )
        for row in rows
    ]


async def forget_others(tx: Transaction, gate_id: GateId, *, kept: Digest | None) -> None:
    """Know only this browser from now on: the password was reset, perhaps because of a stranger's browser."""
    await tx.execute(_END, gate_id=gate_id, kept=kept or b"")


async def forget(tx: Transaction, gate_id: GateId, digest: Digest) -> bool:
    """Know one browser no more; of two callers one gets `True`."""
    return await tx.one_or_none(_FORGET, gate_id=gate_id, digest=digest) is not None

"""Passkeys: public keys, by the credential's id, and the count each was last seen with (`domain.md R16`)."""

from dataclasses import dataclass
from datetime import datetime

from ugyfelkapu.foundation.database import Reader, Row, Transaction
from ugyfelkapu.gate.domain.factor import FactorId
from ugyfelkapu.gate.domain.gate import GateId
from ugyfelkapu.gate.domain.passkey import NewKey, ShownKey
from ugyfelkapu.gate.store.factors import lock

MOST_PASSKEYS = 10

_COUNT = "SELECT COUNT(*) AS number FROM passkey WHERE gate_id = :gate_id"
_ADD = """
    INSERT INTO passkey (credential_id, factor_id, gate_id, name, public_key, sign_count, transports, backed_up, enrolled_at)
    VALUES (:credential_id, :factor_id, :gate_id, :name, :public_key, :sign_count, :transports, :backed_up, :now)
        ON CONFLICT (credential_id) DO NOTHING
 RETURNING factor_id
"""
_COLUMNS = "SELECT credential_id, factor_id, gate_id, name, public_key, enrolled_at, last_used_at FROM passkey"
_OF_GATE = f"{_COLUMNS} WHERE gate_id = :gate_id ORDER BY enrolled_at, factor_id LIMIT :most"
_BY_CREDENTIAL = f"{_COLUMNS} WHERE credential_id = :credential_id"
_USE = """
    UPDATE passkey SET sign_count = :sign_count, backed_up = :backed_up, last_used_at = :now
     WHERE credential_id = :credential_id
       AND (sign_count < :sign_count OR (sign_count = 0 AND CAST(:sign_count AS BIGINT) = 0))
 RETURNING factor_id
"""
_RENAME = "UPDATE passkey SET name = :name WHERE factor_id = :factor_id AND gate_id = :gate_id RETURNING factor_id"
_REMOVE = "DELETE FROM passkey WHERE factor_id = :factor_id AND gate_id = :gate_id RETURNING factor_id"


@dataclass(frozen=True, slots=True, kw_only=True)
class Passkey:
    """A passkey of a gate, as its owner named it."""

    credential_id: bytes
    factor_id: FactorId
    gate_id: GateId
    name: str
    public_key: bytes
    enrolled_at: datetime
    last_used_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPasskey:
    """A passkey about to be enrolled."""

    factor_id: FactorId
    gate_id: GateId
    name: str
    key: NewKey


async def add(tx: Transaction, new: NewPasskey, *, now: datetime) -> bool:
    """Give a gate one more passkey; `False` when it has as many as it may, or when somebody has this very one."""
    await lock(tx, new.gate_id)
    if (await tx.one(_COUNT, gate_id=new.gate_id)).number("number") >= MOST_PASSKEYS:
        return False
    row = await tx.one_or_none(
        _ADD,
        credential_id=new.key.credential_id,
        factor_id=new.factor_id,
        gate_id=new.gate_id,
        name=new.name,
        public_key=new.key.public_key,
        sign_count=new.key.sign_count,
        transports=" ".join(new.key.transports),
        backed_up=new.key.backed_up,
        now=now,
    )
    return row is not None


async def of_gate(reader: Reader, gate_id: GateId) -> list[Passkey]:
    """The gate's passkeys, oldest first."""
    return [_passkey(row) for row in await reader.all(_OF_GATE, gate_id=gate_id, most=MOST_PASSKEYS)]


async def by_credential(reader: Reader, credential_id: bytes) -> Passkey | None:
    """The passkey with this id, whosever it is."""
    row = await reader.one_or_none(_BY_CREDENTIAL, credential_id=credential_id)
    return _passkey(row) if row else None


async def use(tx: Transaction, credential_id: bytes, shown: ShownKey, *, now: datetime) -> bool:
    """Remember the count that was shown; `False` when it did not rise, as with a copied key (section 7.2 step 22)."""
    row = await tx.one_or_none(
        _USE, credential_id=credential_id, sign_count=shown.sign_count, backed_up=shown.backed_up, now=now
    )
    return row is not None


async def rename(tx: Transaction, factor_id: FactorId, name: str, *, gate_id: GateId) -> bool:
    """Give a passkey of this gate another name."""
    return await tx.one_or_none(_RENAME, factor_id=factor_id, name=name, gate_id=gate_id) is not None


async def remove(tx: Transaction, factor_id: FactorId, *, gate_id: GateId) -> bool:
    """Remove a passkey of this gate: of two callers one does."""
    return await tx.one_or_none(_REMOVE, factor_id=factor_id, gate_id=gate_id) is not None


def _passkey(row: Row) -> Passkey:
    return Passkey(
        credential_id=row.blob("credential_id"),
        factor_id=FactorId(row.text("factor_id")),
        gate_id=GateId(row.text("gate_id")),
        name=row.text("name"),
        public_key=row.blob("public_key"),
        enrolled_at=row.instant("enrolled_at"),
        last_used_at=row.instant_or_none("last_used_at"),
    )

"""TOTP authenticators: their secrets, sealed, and the last time step each was used for (`domain.md R16`)."""

from dataclasses import dataclass
from datetime import datetime

from ugyfelkapu.foundation.database import Reader, Row, Transaction
from ugyfelkapu.gate.domain.factor import FactorId, TotpClock
from ugyfelkapu.gate.domain.gate import GateId
from ugyfelkapu.gate.domain.way import FactorsHeld

MOST_AUTHENTICATORS = 10

_LOCK = "UPDATE gate SET standing = standing WHERE gate_id = :gate_id"
_COUNT = "SELECT COUNT(*) AS number FROM totp_authenticator WHERE gate_id = :gate_id"
_ADD = """
    INSERT INTO totp_authenticator (factor_id, gate_id, name, sealed_secret, drift_steps, last_step, enrolled_at)
    VALUES (:factor_id, :gate_id, :name, :sealed_secret, :drift_steps, :last_step, :now)
"""
_RENAME = "UPDATE totp_authenticator SET name = :name WHERE factor_id = :factor_id AND gate_id = :gate_id RETURNING factor_id"
_REMOVE = "DELETE FROM totp_authenticator WHERE factor_id = :factor_id AND gate_id = :gate_id RETURNING factor_id"
_HELD = """
    SELECT (SELECT COUNT(*) FROM totp_authenticator WHERE gate_id = :gate_id) AS totp,
           (SELECT MAX(last_used_at) FROM totp_authenticator WHERE gate_id = :gate_id) AS totp_used_at,
           (SELECT COUNT(*) FROM passkey WHERE gate_id = :gate_id) AS passkeys,
           (SELECT MAX(last_used_at) FROM passkey WHERE gate_id = :gate_id) AS passkey_used_at,
           (SELECT COUNT(*) FROM recovery_code WHERE gate_id = :gate_id) AS recovery_codes
"""
_OF_GATE = """
    SELECT factor_id, name, sealed_secret, drift_steps, last_step, enrolled_at, last_used_at
      FROM totp_authenticator WHERE gate_id = :gate_id ORDER BY enrolled_at, factor_id LIMIT :most
"""
_USE_STEP = """
    UPDATE totp_authenticator SET last_step = :step, drift_steps = :drift_steps, last_used_at = :now
     WHERE factor_id = :factor_id AND last_step < :step
 RETURNING factor_id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Authenticator:
    """An app that makes codes for a gate, as its owner named it."""

    factor_id: FactorId
    name: str
    sealed_secret: bytes
    clock: TotpClock
    enrolled_at: datetime
    last_used_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAuthenticator:
    """An app about to be enrolled."""

    factor_id: FactorId
    gate_id: GateId
    name: str
    sealed_secret: bytes
    clock: TotpClock


async def add(tx: Transaction, new: NewAuthenticator, *, now: datetime) -> bool:
    """Give a gate one more authenticator; `False` when it has as many as it may."""
    await lock(tx, new.gate_id)
    if (await tx.one(_COUNT, gate_id=new.gate_id)).number("number") >= MOST_AUTHENTICATORS:
        return False
    await tx.execute(
        _ADD,
        factor_id=new.factor_id,
        gate_id=new.gate_id,
        name=new.name,
        sealed_secret=new.sealed_secret,
        drift_steps=new.clock.drift_steps,
        last_step=new.clock.last_step,
        now=now,
    )
    return True


async def lock(tx: Transaction, gate_id: GateId) -> None:
    """From here to the commit nobody else adds or removes a factor: so two at once cannot both be the first, or the last."""
    await tx.execute(_LOCK, gate_id=gate_id)


async def held(reader: Reader, gate_id: GateId) -> FactorsHeld:
    """What the gate has of each kind, and when it was last used."""
    row = await reader.one(_HELD, gate_id=gate_id)
    return FactorsHeld(
        totp=row.number("totp"),
        passkeys=row.number("passkeys"),
        recovery_codes=row.number("recovery_codes"),
        totp_used_at=row.instant_or_none("totp_used_at"),
        passkey_used_at=row.instant_or_none("passkey_used_at"),
    )


async def rename(tx: Transaction, factor_id: FactorId, name: str, *, gate_id: GateId) -> bool:
    """Give an authenticator of this gate another name."""
    return await tx.one_or_none(_RENAME, factor_id=factor_id, name=name, gate_id=gate_id) is not None


async def remove(tx: Transaction, factor_id: FactorId, *, gate_id: GateId) -> bool:
    """Remove an authenticator of this gate: of two callers one does."""
    return await tx.one_or_none(_REMOVE, factor_id=factor_id, gate_id=gate_id) is not None


async def of_gate(reader: Reader, gate_id: GateId) -> list[Authenticator]:
    """The gate's authenticators, oldest first."""
    return [_authenticator(row) for row in await reader.all(_OF_GATE, gate_id=gate_id, most=MOST_AUTHENTICATORS)]


async def use_step(tx: Transaction, factor_id: FactorId, clock: TotpClock, *, now: datetime) -> bool:
    """Use up a time step and remember the clock: each step once, and none before it (RFC 6238 section 5.2)."""
    row = await tx.one_or_none(_USE_STEP, factor_id=factor_id, step=clock.last_step, drift_steps=clock.drift_steps, now=now)
    return row is not None


def _authenticator(row: Row) -> Authenticator:
    return Authenticator(
        factor_id=FactorId(row.text("factor_id")),
        name=row.text("name"),
        sealed_secret=row.blob("sealed_secret"),
        clock=TotpClock(drift_steps=row.number("drift_steps"), last_step=row.number("last_step")),
        enrolled_at=row.instant("enrolled_at"),
        last_used_at=row.instant_or_none("last_used_at"),
    )

"""What makes a sign-in strong, of whichever kind: to show it to its owner, to remove what is lost (`domain.md` R12, R16)."""

from dataclasses import dataclass
from datetime import datetime

from ugyfelkapu.foundation.database import Reader, Transaction
from ugyfelkapu.gate.domain.factor import FactorId, FactorKind
from ugyfelkapu.gate.domain.gate import GateId

MOST = 50

_OF_GATE = """
    SELECT factor_id, 'totp' AS kind, name, enrolled_at, last_used_at FROM totp_authenticator WHERE gate_id = :gate_id
     UNION ALL
    SELECT factor_id, 'passkey' AS kind, name, enrolled_at, last_used_at FROM passkey WHERE gate_id = :gate_id
     ORDER BY enrolled_at, factor_id LIMIT :most
"""
_REMOVE = (
    "DELETE FROM totp_authenticator WHERE gate_id = :gate_id AND factor_id = :factor_id",
    "DELETE FROM passkey WHERE gate_id = :gate_id AND factor_id = :factor_id",
)
_REMOVE_SINCE = (
    "DELETE FROM totp_authenticator WHERE gate_id = :gate_id AND enrolled_at >= :since",
    "DELETE FROM passkey WHERE gate_id = :gate_id AND enrolled_at >= :since",
    "DELETE FROM recovery_code WHERE gate_id = :gate_id AND made_at >= :since",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StrongFactor:
    """An authenticator or a passkey, as its owner named it."""

    factor_id: FactorId
    kind: FactorKind
    name: str
    enrolled_at: datetime
    last_used_at: datetime | None


async def of_gate(reader: Reader, gate_id: GateId) -> list[StrongFactor]:
    """The gate's strong factors, oldest first."""
    return [
        StrongFactor(
            factor_id=FactorId(row.text("factor_id")),
            kind=FactorKind(row.text("kind")),
            name=row.text("name"),
            enrolled_at=row.instant("enrolled_at"),
            last_used_at=row.instant_or_none("last_used_at"),
        )
        for row in await reader.all(_OF_GATE, gate_id=gate_id, most=MOST)
    ]


async def remove(tx: Transaction, gate_id: GateId, factor_ids: frozenset[FactorId]) -> int:
    """Remove these, if they are the gate's; how many were."""
    return sum([await tx.execute(sql, gate_id=gate_id, factor_id=one) for one in sorted(factor_ids) for sql in _REMOVE])


async def remove_since(tx: Transaction, gate_id: GateId, since: datetime) -> int:
    """Remove what was enrolled at this instant or later, recovery codes too; how many."""
    return sum([await tx.execute(sql, gate_id=gate_id, since=since) for sql in _REMOVE_SINCE])

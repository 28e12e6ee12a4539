"""The second factors of a gate as a counter sees them: which there are, and their end when they are lost (`domain.md R16`)."""

from dataclasses import dataclass
from datetime import datetime

from ugyfelkapu.foundation.database import Reader, Transaction
from ugyfelkapu.gate.domain.counter_service import LosableKind
from ugyfelkapu.gate.domain.gate import GateId

_OF_GATE = """
    SELECT factor_id, 'totp' AS kind, name, enrolled_at FROM totp_authenticator WHERE gate_id = :gate_id
     UNION ALL
    SELECT factor_id, 'passkey' AS kind, name, enrolled_at FROM passkey WHERE gate_id = :gate_id
     UNION ALL
    SELECT '' AS factor_id, 'recovery_codes' AS kind, '' AS name, min(made_at) AS enrolled_at FROM recovery_code
     WHERE gate_id = :gate_id GROUP BY gate_id
     ORDER BY kind, enrolled_at
     LIMIT 100
"""
_REMOVE = {
    LosableKind.TOTP: """
        DELETE FROM totp_authenticator WHERE gate_id = :gate_id AND factor_id = COALESCE(CAST(:factor_id AS TEXT), factor_id)
     RETURNING gate_id
    """,
    LosableKind.PASSKEY: """
        DELETE FROM passkey WHERE gate_id = :gate_id AND factor_id = COALESCE(CAST(:factor_id AS TEXT), factor_id)
     RETURNING gate_id
    """,
}
_REMOVE_RECOVERY_CODES = "DELETE FROM recovery_code WHERE gate_id = :gate_id RETURNING gate_id"


@dataclass(frozen=True, slots=True, kw_only=True)
class LosableFactor:
    """One factor, or all recovery codes together, which have no names."""

    factor_id: str
    """Empty for the recovery codes."""
    kind: LosableKind
    name: str
    enrolled_at: datetime


async def of_gate(reader: Reader, gate_id: GateId) -> list[LosableFactor]:
    """What the gate has, by kind and age."""
    return [
        LosableFactor(
            factor_id=row.text("factor_id"),
            kind=LosableKind(row.text("kind")),
            name=row.text("name"),
            enrolled_at=row.instant("enrolled_at"),
        )
        for row in await reader.all(_OF_GATE, gate_id=gate_id)
    ]


async def remove(tx: Transaction, gate_id: GateId, kind: LosableKind, *, factor_id: str | None) -> int:
    """Remove one factor of a kind, or all of it (`None`); how many there were."""
    if kind is LosableKind.RECOVERY_CODES:
        return len(await tx.all(_REMOVE_RECOVERY_CODES, gate_id=gate_id))
    return len(await tx.all(_REMOVE[kind], gate_id=gate_id, factor_id=factor_id))

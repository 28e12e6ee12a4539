"""A running session becomes surer, or less sure, without beginning anew."""

from dataclasses import dataclass
from datetime import datetime

from ugyfelkapu.foundation.database import Transaction
from ugyfelkapu.gate.domain.secret import Digest
from ugyfelkapu.identification import AssuranceLevel, IdentificationMethod

_RAISE = """
    UPDATE gate_session SET digest = :digest, method = :method, level = :level, last_seen_at = :now
     WHERE digest = :former AND ended_at IS NULL
 RETURNING session_id
"""
_LOWER = """
    UPDATE gate_session SET method = :method, level = :level WHERE session_id = :session_id AND ended_at IS NULL
 RETURNING session_id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Surer:
    """What a session becomes once more was shown in it, and the secret it has from then on."""

    digest: Digest
    method: IdentificationMethod
    level: AssuranceLevel


async def raise_to(tx: Transaction, former: Digest, surer: Surer, *, now: datetime) -> bool:
    """More was shown in this session: it goes on under a new secret (`docs/security.md` 11), its beginning unchanged."""
    row = await tx.one_or_none(_RAISE, former=former, method=surer.method, level=surer.level, digest=surer.digest, now=now)
    return row is not None


async def lower_to(tx: Transaction, session_id: str, method: IdentificationMethod, *, level: AssuranceLevel) -> bool:
    """What made this session sure is gone."""
    return await tx.one_or_none(_LOWER, session_id=session_id, method=method, level=level) is not None

"""Applications with an eID card that wait until their further gate is paid, in the database (`domain.md` R2, R11)."""

from datetime import datetime

from ugyfelkapu.foundation.database import Reader, Transaction
from ugyfelkapu.gate.domain.card_application import CardApplicationId
from ugyfelkapu.gate.domain.payment import ApplicationId

_WAIT = """
    UPDATE card_application SET standing = 'paying', paid_application_id = :paid_id, expires_at = :expires_at
     WHERE application_id = :application_id AND standing = 'code_used'
"""
_UNTIL = "SELECT expires_at FROM card_application WHERE card_digest = :card_digest AND standing = 'paying'"
_GIVE_BACK = """
    UPDATE card_application SET standing = 'code_used', paid_application_id = NULL, expires_at = :expires_at
     WHERE paid_application_id = :paid_id AND standing = 'paying'
"""
_FORGET = "DELETE FROM card_application WHERE paid_application_id = :paid_id AND standing = 'paying'"


async def wait(tx: Transaction, application_id: CardApplicationId, paid_id: ApplicationId, *, expires_at: datetime) -> None:
    """Have an application whose code is used up wait for the payment of another, which it became."""
    await tx.execute(_WAIT, application_id=application_id, paid_id=paid_id, expires_at=expires_at)


async def waits_until(reader: Reader, card_digest: bytes) -> datetime | None:
    """Until when the application of a card may be paid for; `None`: none waits for that."""
    row = await reader.one_or_none(_UNTIL, card_digest=card_digest)
    return row.instant("expires_at") if row else None


async def give_code_back(tx: Transaction, paid_id: ApplicationId, *, expires_at: datetime) -> None:
    """Let the holder of the code go on with it, up to an instant."""
    await tx.execute(_GIVE_BACK, paid_id=paid_id, expires_at=expires_at)


async def forget(tx: Transaction, paid_id: ApplicationId) -> None:
    """Delete it: its gate is open."""
    await tx.execute(_FORGET, paid_id=paid_id)

"""The code of an eID card that proved who pays: used up by a gate alone, not by an application that came to nothing.

The register keeps a code for the reference that used it (`domain.md R2`). So the application with the card waits beside the
one that has to be paid, and whoever holds the code goes on with it when no gate was opened: after a taken name, money that
differed, or a day on which nobody paid.
"""

from datetime import datetime, timedelta

from ugyfelkapu.foundation.database import Transaction
from ugyfelkapu.gate.domain.card_application import CODE_USED_DAYS
from ugyfelkapu.gate.domain.payment import ApplicationId
from ugyfelkapu.gate.store import card_payments


async def card_code_back(tx: Transaction, application_id: ApplicationId, *, now: datetime) -> None:
    """Nothing was opened: the holder of the code may apply again with it."""
    await card_payments.give_code_back(tx, application_id, expires_at=now + timedelta(days=CODE_USED_DAYS))


async def forget_card(tx: Transaction, application_id: ApplicationId) -> None:
    """The gate is open: the code has done what it was for."""
    await card_payments.forget(tx, application_id)

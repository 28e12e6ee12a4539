"""A person did what a device asked for: the answer waits until the device fetches it (RFC 8628 section 3.4)."""

from datetime import datetime

from ugyfelkapu.broker.actions.issue_code import issue_code
from ugyfelkapu.broker.actions.weigh import AnsweredBefore, Ready, Weighed
from ugyfelkapu.broker.domain.authorization import PendingId
from ugyfelkapu.broker.domain.secret import SecretKind, digest_of
from ugyfelkapu.broker.ports import BrokerWorld
from ugyfelkapu.broker.store import codes, device_codes
from ugyfelkapu.foundation.database import Transaction


async def answer_waiting(
    tx: Transaction, world: BrokerWorld, asked: Weighed, /, *, ready: Ready, now: datetime
) -> str | AnsweredBefore | None:
    """The code for the browser to take along, or for a device to fetch; `None`: the device waits no longer."""
    if asked.pending_id is None or not asked.request.is_for_device:
        return await issue_code(tx, world, asked, ready=ready, now=now)
    expires_at = await device_codes.take_up(tx, asked.pending_id, now=now)
    if expires_at is None:
        return None
    code = await issue_code(tx, world, asked, ready=ready, now=now)
    if isinstance(code, str):
        await _keep(tx, asked.pending_id, code, expires_at=expires_at)
    return code


async def _keep(tx: Transaction, pending_id: PendingId, code: str, *, expires_at: datetime) -> None:
    """A code that leaves nowhere is good until the device's own is over."""
    digest = digest_of(SecretKind.CODE, code)
    if digest is not None:
        await codes.keep_until(tx, digest, expires_at=expires_at)
        await device_codes.answer(tx, pending_id, digest)

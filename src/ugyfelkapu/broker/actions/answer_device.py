"""A person did what a device asked for: the answer waits until the device fetches it (RFC 8628 section 3.4)."""

from datetime import datetime

from ugyfelkapu.broker.actions.issue_code import issue_code
from ugyfelkapu.broker.actions.waiting import Waiting
from ugyfelkapu.broker.actions.weigh import Ready
from ugyfelkapu.broker.domain.secret import SecretKind, digest_of
from ugyfelkapu.broker.ports import BrokerWorld
from ugyfelkapu.broker.store import codes, device_codes
from ugyfelkapu.foundation.database import Transaction


async def answer_device(tx: Transaction, world: BrokerWorld, waiting: Waiting, *, ready: Ready, now: datetime) -> str | None:
    """A code that leaves nowhere and is good until the device's own is over; `None`: the device waits no longer."""
    pending_id = waiting.pending.pending_id
    expires_at = await device_codes.take_up(tx, pending_id, now=now)
    if expires_at is None:
        return None
    code = await issue_code(tx, world, waiting.weighed, ready=ready, now=now)
    digest = digest_of(SecretKind.CODE, code)
    if digest is not None:
        await codes.keep_until(tx, digest, expires_at=expires_at)
        await device_codes.answer(tx, pending_id, digest)
    return code

"""This was not me: the link of a notice mail suspends the gate at once, and asks for no password (`domain.md` R12, R15)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from ugyfelkapu.foundation.database import Transaction
from ugyfelkapu.gate.actions.journal.owner_journal import Activity, failed_try, note
from ugyfelkapu.gate.actions.standing.suspend_gate import Suspending, suspend_gate
from ugyfelkapu.gate.domain.device import Origin
from ugyfelkapu.gate.domain.doer import owner_of
from ugyfelkapu.gate.domain.secret import SecretKind, digest_of
from ugyfelkapu.gate.domain.suspension import SuspensionCause, doubtful_before_notice
from ugyfelkapu.gate.ports import GateWorld
from ugyfelkapu.gate.store import freezing_codes
from ugyfelkapu.gate.store.freezing_codes import FreezingCode


@dataclass(frozen=True, slots=True, kw_only=True)
class Frozen:
    """The gate is suspended, and a mail says how to get back."""


class NotFrozen(StrEnum):
    """Why nothing was done."""

    UNKNOWN_CODE = "unknown_code"
    """Used, too old, mistyped, or of a gate that is suspended or has ended already."""


async def noticed_at(world: GateWorld, code: str) -> datetime | None:
    """When the notice was written whose link this is; `None`: the code is no good. Changes nothing."""
    digest = digest_of(SecretKind.FREEZING_CODE, code)
    found = await freezing_codes.find(world.database.reader, digest, now=world.clock.now()) if digest else None
    return found.issued_at if found else None


async def freeze_gate(world: GateWorld, code: str, origin: Origin) -> Frozen | NotFrozen:
    """Use the code up and suspend its gate."""
    digest = digest_of(SecretKind.FREEZING_CODE, code)
    now = world.clock.now()
    async with world.database.transaction() as tx:
        found = await freezing_codes.redeem(tx, digest, now=now) if digest else None
        if found and await _suspend(tx, world, found, now=now):
            return Frozen()
        gate_id, why = found.gate_id if found else "", NotFrozen.UNKNOWN_CODE
        await note(tx, failed_try(Activity.SUSPEND, gate_id, outcome=why, address=origin.address, at=now))
        return why


async def _suspend(tx: Transaction, world: GateWorld, found: FreezingCode, *, now: datetime) -> bool:
    suspending = Suspending(
        by=owner_of(found.gate_id),
        cause=SuspensionCause.NOT_ME,
        doubtful_from=doubtful_before_notice(found.issued_at),
    )
    return await suspend_gate(tx, world, found.gate_id, suspending=suspending, now=now)

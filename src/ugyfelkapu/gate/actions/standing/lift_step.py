"""Between the second factor and the new password of somebody who lifts a suspension alone (`domain.md R12`)."""

from dataclasses import replace
from datetime import datetime, timedelta

from ugyfelkapu.foundation.database import Transaction
from ugyfelkapu.gate.actions.sessions.half_done import WAITING_MINUTES, NextStep, wait_for
from ugyfelkapu.gate.domain.gate import GateId
from ugyfelkapu.gate.domain.sign_in import PendingSignIn, Purpose, Refused, Step
from ugyfelkapu.gate.domain.suspension import may_lift_alone
from ugyfelkapu.gate.ports import GateWorld
from ugyfelkapu.gate.store import standings
from ugyfelkapu.identification import IdentificationMethod

STRONG = frozenset({
    IdentificationMethod.PASSWORD_TOTP, IdentificationMethod.PASSWORD_PASSKEY, IdentificationMethod.PASSKEY,
})  # fmt: skip
"""What may lift; neither a mailed code nor a recovery code, which lie with the mail and with papers."""


async def go_on_lifting(
    tx: Transaction, world: GateWorld, pending: PendingSignIn, *, method: IdentificationMethod, now: datetime
) -> NextStep | Refused:
    """A factor was shown at a suspended gate, and the caller took the half-done sign-in: on to the new password.

    `GONE`: what was shown is not strong, or this suspension is lifted in person alone.
    """
    suspension = await standings.suspension_of(tx, pending.gate_id)
    if suspension is None or method not in STRONG or not may_lift_alone(suspension, strong_factors=1):
        return Refused.GONE
    expires_at = now + timedelta(minutes=WAITING_MINUTES[Step.LIFT])
    return await wait_for(tx, world, replace(pending, step=Step.LIFT, method=method, expires_at=expires_at))


async def tell_of_suspension(tx: Transaction, world: GateWorld, gate_id: GateId, *, now: datetime) -> NextStep | Refused:
    """Somebody showed a passkey of a suspended gate, which is enough to lift it: on to the new password, or to why not."""
    suspension = await standings.suspension_of(tx, gate_id)
    if suspension is None:
        return Refused.WRONG
    step = Step.LIFT if may_lift_alone(suspension, strong_factors=1) else Step.SUSPENDED
    pending = PendingSignIn(
        gate_id=gate_id,
        step=step,
        purpose=Purpose.LIFT_SUSPENSION,
        method=IdentificationMethod.PASSKEY,
        identification_id=None,
        destination=None,
        new_password=None,
        code_digest=None,
        validity_days=None,
        expires_at=now + timedelta(minutes=WAITING_MINUTES[step]),
    )
    return await wait_for(tx, world, pending)

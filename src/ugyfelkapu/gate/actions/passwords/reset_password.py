"""A new password with a mailed code; the second factor is still asked when the gate has one (`domain.md R8`)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from ugyfelkapu.foundation.database import Reader, Transaction
from ugyfelkapu.foundation.policy import policy_at
from ugyfelkapu.foundation.throttle import Wait
from ugyfelkapu.gate.actions.journal.owner_journal import Activity, DataSet, OwnerEvent, note
from ugyfelkapu.gate.actions.passwords.choose_password import choose_password
from ugyfelkapu.gate.actions.passwords.redeem_code import CodeForm, GoodCode, look_at_code
from ugyfelkapu.gate.actions.passwords.replace_password import NewPassword, end_all_sessions, put_in_force, tell_owner
from ugyfelkapu.gate.actions.sessions.begin_session import know_device
from ugyfelkapu.gate.actions.sessions.half_done import NextStep, wait_for
from ugyfelkapu.gate.domain.device import Origin
from ugyfelkapu.gate.domain.password import Choice, Weakness
from ugyfelkapu.gate.domain.policy import STANDING, GatePolicy
from ugyfelkapu.gate.domain.secret import Digest, SecretKind, digest_of
from ugyfelkapu.gate.domain.sign_in import (
    SECOND_FACTOR_MINUTES,
    Account,
    PendingSignIn,
    Purpose,
    Refused,
    Step,
    last_step,
)
from ugyfelkapu.gate.ports import GateWorld
from ugyfelkapu.gate.store import codes, devices
from ugyfelkapu.identification import IdentificationMethod


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordReset:
    """The new password is in force, all sessions have ended; this browser is known."""

    device: str


Outcome = PasswordReset | NextStep | Weakness | Refused | Wait


async def reset_password(world: GateWorld, form: CodeForm) -> Outcome:
    """Put the new password in force, or wait for the second factor; a weak password leaves the code unused."""
    now = world.clock.now()
    good = await look_at_code(world, form, SecretKind.PASSWORD_RESET_CODE, now=now)
    if not isinstance(good, GoodCode):
        return good
    account = good.account
    policy = await policy_at(world.database.reader, STANDING, now=now)
    if refused := await _refusal(world.database.reader, account, digest=good.digest, policy=policy, now=now):
        return refused
    encoded = await _chosen(world, form, account, policy=policy)
    if isinstance(encoded, Weakness | Refused):
        return encoded
    pending = _pending(form, account, encoded=encoded, code_digest=good.digest, now=now)
    async with world.database.transaction() as tx:
        await good.tries.forget(tx)
        if account.second_factor:
            return await wait_for(tx, world, pending)
        return await finish_reset(tx, world, account, pending=pending, origin=form.origin)


async def finish_reset(
    tx: Transaction, world: GateWorld, account: Account, *, pending: PendingSignIn, origin: Origin
) -> PasswordReset | Refused:
    """Every factor was shown: redeem the code, put the password in force, end what was begun with the old one."""
    now = world.clock.now()
    if pending.code_digest is None or pending.new_password is None:
        return Refused.GONE
    digest = Digest(pending.code_digest)
    policy = await policy_at(tx, STANDING, now=now)
    refused = await _refusal(tx, account, digest=digest, policy=policy, now=now)
    if not await codes.redeem(tx, codes.PASSWORD_RESET, digest, gate_id=account.gate_id, now=now):
        return Refused.GONE
    if refused:
        return refused
    wished = pending.validity_days
    new = NewPassword(encoded=pending.new_password, wished_days=wished, policy=policy, origin=origin)
    await put_in_force(tx, account, new, now=now)
    await devices.forget_others(tx, account.gate_id, kept=digest_of(SecretKind.DEVICE, origin.device))
    await tell_owner(tx, world, account, origin=origin, now=now)
    event = OwnerEvent(at=now, activity=Activity.RESET_PASSWORD, data_set=DataSet.CREDENTIALS, gate_id=account.gate_id)
    await note(tx, event)
    device = await know_device(tx, world, account, origin=origin, now=now)
    await end_all_sessions(tx, account, now=now)
    return PasswordReset(device=device)


async def _refusal(reader: Reader, account: Account, *, digest: Digest, policy: GatePolicy, now: datetime) -> Refused | None:
    """Why this gate gets no new password; a lapsed one is renewed with a code asked for in person (`domain.md R7`)."""
    step = last_step(account, method=IdentificationMethod.PASSWORD, policy=policy, now=now)
    if step is Refused.LAPSED and await codes.was_asked_in_person(reader, digest):
        return None
    return step if isinstance(step, Refused) else None


async def _chosen(world: GateWorld, form: CodeForm, account: Account, *, policy: GatePolicy) -> str | Weakness | Refused:
    choice = Choice(
        password=form.new_password,
        again=form.new_password_again,
        second_factor=account.second_factor,
        username=account.username,
    )
    return await choose_password(world, choice, gate_id=account.gate_id, current=account.encoded, policy=policy)


def _pending(form: CodeForm, account: Account, *, encoded: str, code_digest: Digest, now: datetime) -> PendingSignIn:
    return PendingSignIn(
        gate_id=account.gate_id,
        step=Step.SECOND_FACTOR,
        purpose=Purpose.PASSWORD_RESET,
        method=IdentificationMethod.PASSWORD,
        identification_id=None,
        destination=None,
        new_password=encoded,
        code_digest=code_digest,
        validity_days=form.wished_days,
        expires_at=now + timedelta(minutes=SECOND_FACTOR_MINUTES),
    )

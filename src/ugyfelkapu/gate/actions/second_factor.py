"""The second factor: a code from the owner's app, counted apart from the password, each step good once (`domain.md R16`)."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from ugyfelkapu.foundation.database import Transaction
from ugyfelkapu.foundation.policy import policy_at
from ugyfelkapu.foundation.throttle import Wait
from ugyfelkapu.gate.actions.begin_session import Arrival, SignedIn, begin_session
from ugyfelkapu.gate.actions.owner_journal import Activity, failed_try, note
from ugyfelkapu.gate.actions.reset_password import PasswordReset, finish_reset
from ugyfelkapu.gate.actions.sign_in import WAITING_MINUTES, NextStep, wait_for
from ugyfelkapu.gate.actions.tries import Factor, Tries, tries_of
from ugyfelkapu.gate.domain.device import Origin
from ugyfelkapu.gate.domain.factor import FactorId, TotpClock, drift_of, totp_step
from ugyfelkapu.gate.domain.gate import GateId
from ugyfelkapu.gate.domain.policy import STANDING
from ugyfelkapu.gate.domain.secret import Digest, SecretKind, digest_of
from ugyfelkapu.gate.domain.sign_in import Account, PendingSignIn, Purpose, Refused, Step, last_step
from ugyfelkapu.gate.domain.username import fold_username
from ugyfelkapu.gate.ports import GateWorld
from ugyfelkapu.gate.store import factors, sign_ins
from ugyfelkapu.identification import IdentificationMethod

TOTP = IdentificationMethod.PASSWORD_TOTP

Outcome = SignedIn | NextStep | PasswordReset | Refused | Wait


@dataclass(frozen=True, slots=True, kw_only=True)
class HalfDone:
    """A half-done sign-in of this browser, and whose it is."""

    digest: Digest
    pending: PendingSignIn
    account: Account
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """An authenticator whose code was typed, and its clock by that code."""

    factor_id: FactorId
    clock: TotpClock


async def half_done(world: GateWorld, secret: str, origin: Origin, *, step: Step) -> HalfDone | None:
    """What waits in this browser for this very step; `None`: nothing, or something else."""
    digest = digest_of(SecretKind.PENDING_SIGN_IN, secret)
    if digest is None:
        return None
    pending = await sign_ins.find(world.database.reader, digest, now=world.clock.now())
    if pending is None or pending.step is not step:
        return None
    device = digest_of(SecretKind.DEVICE, origin.device)
    account = await sign_ins.account_of(world.database.reader, pending.gate_id, device=device)
    if account is None:
        return None
    return HalfDone(digest=digest, pending=pending, account=account, origin=origin)


async def give_second_factor(world: GateWorld, secret: str, code: str, *, origin: Origin) -> Outcome:
    """Check the code and go on with what waited for it: a sign-in, or a new password."""
    found = await half_done(world, secret, origin, step=Step.SECOND_FACTOR)
    if found is None:
        return Refused.GONE
    now = world.clock.now()
    account = found.account
    name = fold_username(account.username)
    tries = tries_of(Factor.TOTP, name, origin, device_known=account.device_known, now=now)
    admitted = await tries.take(world.database, now=now)
    if isinstance(admitted, Wait):
        return admitted
    shown = await fitting(world, account.gate_id, code, now=now)
    async with world.database.transaction() as tx:
        if shown is None or not await factors.use_step(tx, shown.factor_id, shown.clock, now=now):
            await _note_wrong(tx, found, now=now)
            return Refused.WRONG
        return await _go_on(tx, world, found, tries=tries, now=now)


async def fitting(world: GateWorld, gate_id: GateId, code: str, *, now: datetime) -> Shown | None:
    """The gate's authenticator that showed this code; only the use of its step in a transaction counts."""
    for authenticator in await factors.of_gate(world.database.reader, gate_id):
        secret = world.box.open(authenticator.sealed_secret, context=gate_id)
        step = totp_step(secret, code, clock=authenticator.clock, now=now)
        if step is not None:
            clock = TotpClock(drift_steps=drift_of(step, now=now), last_step=step)
            return Shown(factor_id=authenticator.factor_id, clock=clock)
    return None


async def _go_on(tx: Transaction, world: GateWorld, found: HalfDone, *, tries: Tries, now: datetime) -> Outcome:
    pending = await sign_ins.finish(tx, found.digest, now=now)
    if pending is None:
        return Refused.GONE  # another tab was faster
    await tries.forget(tx)
    match pending.purpose:
        case Purpose.PASSWORD_RESET:
            return await finish_reset(tx, world, found.account, pending=pending, origin=found.origin)
        case Purpose.SIGN_IN:
            return await _finish_sign_in(tx, world, found, now=now)


async def _finish_sign_in(
    tx: Transaction, world: GateWorld, found: HalfDone, *, now: datetime
) -> SignedIn | NextStep | Refused:
    policy = await policy_at(tx, STANDING, now=now)
    step = last_step(found.account, policy=policy, now=now)
    if isinstance(step, Refused):
        return step
    if step:
        expires_at = now + timedelta(minutes=WAITING_MINUTES[step])
        return await wait_for(tx, world, replace(found.pending, step=step, method=TOTP, expires_at=expires_at))
    arrival = Arrival(
        account=found.account,
        method=TOTP,
        origin=found.origin,
        identification_id=found.pending.identification_id,
        policy=policy,
    )
    return await begin_session(tx, world, arrival, now=now)


async def _note_wrong(tx: Transaction, found: HalfDone, *, now: datetime) -> None:
    address, gate_id = found.origin.address, found.account.gate_id
    await note(tx, failed_try(Activity.SECOND_FACTOR, gate_id, outcome=Refused.WRONG, address=address, at=now))

"""The second step: something beside the password, counted apart from it, each proof good once (`domain.md R16`)."""

from dataclasses import replace
from datetime import datetime, timedelta

from ugyfelkapu.foundation.database import Transaction
from ugyfelkapu.foundation.policy import policy_at
from ugyfelkapu.foundation.throttle import Wait
from ugyfelkapu.gate.actions.journal.owner_journal import Activity, failed_try, note
from ugyfelkapu.gate.actions.passwords.reset_password import PasswordReset, finish_reset
from ugyfelkapu.gate.actions.sessions.begin_session import Arrival, SignedIn, begin_session
from ugyfelkapu.gate.actions.sessions.half_done import WAITING_MINUTES, HalfDone, NextStep, half_done, wait_for
from ugyfelkapu.gate.actions.sessions.tries import Tries, tries_of
from ugyfelkapu.gate.actions.signing_in.proofs import BUDGETS, Fault, Proof, spend
from ugyfelkapu.gate.actions.signing_in.step_up import finish_step_up
from ugyfelkapu.gate.actions.standing.lift_step import go_on_lifting
from ugyfelkapu.gate.domain.device import Origin
from ugyfelkapu.gate.domain.policy import STANDING
from ugyfelkapu.gate.domain.sign_in import Purpose, Refused, Step, last_step
from ugyfelkapu.gate.domain.username import fold_username
from ugyfelkapu.gate.domain.way import ALLOWED, METHODS, Way
from ugyfelkapu.gate.ports import GateWorld
from ugyfelkapu.gate.store import sign_ins

Outcome = SignedIn | NextStep | PasswordReset | Refused | Wait


async def give_second_factor(world: GateWorld, secret: str, proof: Proof, *, origin: Origin) -> Outcome:
    """Check the proof and go on with what waited for it: a sign-in, a new password, a question that asked for more."""
    found = await half_done(world, secret, origin, step=Step.SECOND_FACTOR)
    if found is None:
        return Refused.GONE
    now = world.clock.now()
    account = found.account
    name = fold_username(account.username)
    tries = tries_of(BUDGETS[proof.way], name, origin, device_known=account.device_known, now=now)
    admitted = await tries.take(world.database, now=now)
    if isinstance(admitted, Wait):
        return admitted
    async with world.database.transaction() as tx:
        allowed = proof.way in ALLOWED[found.pending.purpose]
        fault = await spend(tx, world, found, proof=proof, now=now) if allowed else Fault.WRONG
        if fault:
            await _note_wrong(tx, found, proof, fault=fault, now=now)
            return Refused.WRONG
        return await _go_on(tx, world, found, way=proof.way, tries=tries)


async def _go_on(tx: Transaction, world: GateWorld, found: HalfDone, *, way: Way, tries: Tries) -> Outcome:
    now = world.clock.now()
    pending = await sign_ins.finish(tx, found.digest, now=now)
    if pending is None:
        return Refused.GONE  # another tab was faster
    await tries.forget(tx)
    match pending.purpose:
        case Purpose.PASSWORD_RESET:
            return await finish_reset(tx, world, found.account, pending=pending, origin=found.origin)
        case Purpose.STEP_UP:
            return await finish_step_up(tx, world, found, method=METHODS[way], now=now)
        case Purpose.LIFT_SUSPENSION:
            return await go_on_lifting(tx, world, pending, method=METHODS[way], now=now)
        case Purpose.SIGN_IN:
            return await _finish_sign_in(tx, world, found, way=way, now=now)


async def _finish_sign_in(
    tx: Transaction, world: GateWorld, found: HalfDone, *, way: Way, now: datetime
) -> SignedIn | NextStep | Refused:
    policy = await policy_at(tx, STANDING, now=now)
    method = METHODS[way]
    step = last_step(found.account, method=method, policy=policy, now=now)
    if isinstance(step, Refused):
        return step
    if step:
        expires_at = now + timedelta(minutes=WAITING_MINUTES[step])
        return await wait_for(tx, world, replace(found.pending, step=step, method=method, expires_at=expires_at))
    arrival = Arrival(
        account=found.account,
        method=method,
        origin=found.origin,
        identification_id=found.pending.identification_id,
        policy=policy,
    )
    return await begin_session(tx, world, arrival, now=now)


async def _note_wrong(tx: Transaction, found: HalfDone, proof: Proof, *, fault: Fault, now: datetime) -> None:
    address, gate_id = found.origin.address, found.account.gate_id
    event = failed_try(Activity.SECOND_FACTOR, gate_id, outcome=fault, address=address, at=now)
    await note(tx, replace(event, technical={**event.technical, "way": proof.way}))

"""The owner lifts a suspension alone: password, then a strong factor, then a new password at once (`domain.md R12`)."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from ugyfelkapu.foundation.database import Transaction
from ugyfelkapu.foundation.policy import policy_at
from ugyfelkapu.gate.actions.passwords.choose_password import choose_password
from ugyfelkapu.gate.actions.passwords.replace_password import NewPassword, put_in_force
from ugyfelkapu.gate.actions.sessions.begin_session import Arrival, SignedIn, begin_session
from ugyfelkapu.gate.actions.sessions.half_done import WAITING_MINUTES, HalfDone, NextStep, half_done, wait_for
from ugyfelkapu.gate.actions.standing.lift_step import STRONG
from ugyfelkapu.gate.actions.standing.lift_suspension import Lifting, lift_suspension
from ugyfelkapu.gate.domain.device import Origin
from ugyfelkapu.gate.domain.doer import owner_of
from ugyfelkapu.gate.domain.gate import Standing
from ugyfelkapu.gate.domain.password import Choice, Weakness
from ugyfelkapu.gate.domain.policy import STANDING
from ugyfelkapu.gate.domain.secret import SecretKind, digest_of
from ugyfelkapu.gate.domain.sign_in import Refused, Step
from ugyfelkapu.gate.domain.suspension import Suspension, may_lift_alone
from ugyfelkapu.gate.ports import GateWorld
from ugyfelkapu.gate.store import sign_ins, standings, strong_factors


@dataclass(frozen=True, slots=True, kw_only=True)
class WayBack:
    """What the owner of a suspended gate is told."""

    suspension: Suspension
    alone: bool
    """Whether they can lift it here; otherwise in person."""


async def way_back(world: GateWorld, secret: str, origin: Origin) -> WayBack | None:
    """For somebody who has given the right password; `None`: from the beginning again."""
    found = await half_done(world, secret, origin, step=Step.SUSPENDED)
    return await _way_back(world, found) if found else None


async def begin_lifting(world: GateWorld, secret: str, origin: Origin) -> NextStep | Refused:
    """Go on to the second factor, if one can lift this suspension."""
    found = await half_done(world, secret, origin, step=Step.SUSPENDED)
    way = await _way_back(world, found) if found else None
    if found is None or way is None or not way.alone:
        return Refused.GONE
    now = world.clock.now()
    async with world.database.transaction() as tx:
        if await sign_ins.finish(tx, found.digest, now=now) is None:
            return Refused.GONE
        expires_at = now + timedelta(minutes=WAITING_MINUTES[Step.SECOND_FACTOR])
        return await wait_for(tx, world, replace(found.pending, step=Step.SECOND_FACTOR, expires_at=expires_at))


async def may_choose(world: GateWorld, secret: str, origin: Origin) -> bool:
    """Whether a new password is what is missing."""
    return await half_done(world, secret, origin, step=Step.LIFT) is not None


async def finish_lifting(
    world: GateWorld, secret: str, *, new_password: str, again: str, origin: Origin
) -> SignedIn | Weakness | Refused:
    """Put the new password in force, lift the suspension, and sign in."""
    found = await half_done(world, secret, origin, step=Step.LIFT)
    if found is None:
        return Refused.GONE
    account = found.account
    policy = await policy_at(world.database.reader, STANDING, now=world.clock.now())
    choice = Choice(password=new_password, again=again, second_factor=account.second_factor, username=account.username)
    encoded = await choose_password(world, choice, gate_id=account.gate_id, current=account.encoded, policy=policy)
    if isinstance(encoded, Weakness | Refused):
        return encoded
    new = NewPassword(encoded=encoded, wished_days=None, policy=policy, origin=origin)
    async with world.database.transaction() as tx:
        return await _lift(tx, world, found, new=new, now=world.clock.now())


async def _lift(tx: Transaction, world: GateWorld, found: HalfDone, *, new: NewPassword, now: datetime) -> SignedIn | Refused:
    account = found.account
    pending = await sign_ins.finish(tx, found.digest, now=now)
    if pending is None or pending.method not in STRONG:
        return Refused.GONE
    device = digest_of(SecretKind.DEVICE, found.origin.device)
    lifting = Lifting(by=owner_of(account.gate_id), reason="owners_strong_factor", device=device)
    if not await lift_suspension(tx, world, account.gate_id, lifting=lifting, now=now):
        return Refused.GONE
    await put_in_force(tx, account, new, now=now)
    lifted = await sign_ins.account_of(tx, account.gate_id, device=device)
    arrival = Arrival(
        account=lifted or account,
        method=pending.method,
        origin=found.origin,
        identification_id=pending.identification_id,
        policy=new.policy,
    )
    return await begin_session(tx, world, arrival, now=now)


async def _way_back(world: GateWorld, found: HalfDone) -> WayBack | None:
    reader = world.database.reader
    suspension = await standings.suspension_of(reader, found.account.gate_id)
    if suspension is None or found.account.standing is not Standing.SUSPENDED:
        return None
    factors = await strong_factors.of_gate(reader, found.account.gate_id)
    return WayBack(suspension=suspension, alone=may_lift_alone(suspension, strong_factors=len(factors)))

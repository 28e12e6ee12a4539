"""An expired password, rightly given with every other factor, opens only this: choosing a new one (`domain.md R7`)."""

from datetime import datetime

from ugyfelkapu.foundation.database import Transaction
from ugyfelkapu.foundation.policy import policy_at
from ugyfelkapu.gate.actions.journal.owner_journal import Activity, DataSet, OwnerEvent, note
from ugyfelkapu.gate.actions.passwords.choose_password import choose_password
from ugyfelkapu.gate.actions.passwords.replace_password import NewPassword, end_other_sessions, put_in_force, tell_owner
from ugyfelkapu.gate.actions.sessions.begin_session import Arrival, SignedIn, begin_session
from ugyfelkapu.gate.actions.sessions.half_done import HalfDone, half_done
from ugyfelkapu.gate.domain.device import Origin
from ugyfelkapu.gate.domain.password import Choice, Weakness
from ugyfelkapu.gate.domain.policy import STANDING
from ugyfelkapu.gate.domain.secret import SecretKind, digest_of
from ugyfelkapu.gate.domain.sign_in import Refused, Step, is_complete, last_step
from ugyfelkapu.gate.ports import GateWorld
from ugyfelkapu.gate.store import sign_ins


async def renew_password(
    world: GateWorld, secret: str, *, new_password: str, again: str, origin: Origin
) -> SignedIn | Weakness | Refused:
    """Put the new password in force and finish the sign-in that waited for it."""
    found = await half_done(world, secret, origin, step=Step.NEW_PASSWORD)
    if found is None:
        return Refused.GONE
    now = world.clock.now()
    account = found.account
    policy = await policy_at(world.database.reader, STANDING, now=now)
    if isinstance(refused := last_step(account, method=found.pending.method, policy=policy, now=now), Refused):
        return refused
    choice = Choice(
        password=new_password,
        again=again,
        second_factor=account.second_factor,
        username=account.username,
    )
    encoded = await choose_password(world, choice, gate_id=account.gate_id, current=account.encoded, policy=policy)
    if isinstance(encoded, Weakness | Refused):
        return encoded
    new = NewPassword(encoded=encoded, wished_days=None, policy=policy, origin=origin)
    async with world.database.transaction() as tx:
        return await _finish(tx, world, found, new=new, now=now)


async def _finish(tx: Transaction, world: GateWorld, found: HalfDone, *, new: NewPassword, now: datetime) -> SignedIn | Refused:
    account = found.account
    pending = await sign_ins.finish(tx, found.digest, now=now)
    if pending is None or not is_complete(pending.method, account):
        return Refused.GONE  # a factor was added since, and was not shown
    await put_in_force(tx, account, new, now=now)
    await end_other_sessions(tx, account, kept="", now=now)
    await tell_owner(tx, world, account, origin=new.origin, now=now)
    event = OwnerEvent(at=now, activity=Activity.RENEW_PASSWORD, data_set=DataSet.CREDENTIALS, gate_id=account.gate_id)
    await note(tx, event)
    device = digest_of(SecretKind.DEVICE, found.origin.device)
    renewed = await sign_ins.account_of(tx, account.gate_id, device=device)
    arrival = Arrival(
        account=renewed or account,
        method=pending.method,
        origin=found.origin,
        identification_id=pending.identification_id,
        policy=new.policy,
    )
    return await begin_session(tx, world, arrival, now=now)

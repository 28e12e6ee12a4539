"""The owner changes their password: the old one is asked, the other sessions end, a mail says so (`domain.md R7`, R15)."""

from dataclasses import dataclass
from datetime import datetime

from ugyfelkapu.foundation.database import Transaction
from ugyfelkapu.foundation.policy import policy_at
from ugyfelkapu.foundation.throttle import Wait
from ugyfelkapu.gate.actions.journal.owner_journal import Activity, DataSet, OwnerEvent, note
from ugyfelkapu.gate.actions.passwords.choose_password import choose_password
from ugyfelkapu.gate.actions.passwords.replace_password import NewPassword, end_other_sessions, put_in_force, tell_owner
from ugyfelkapu.gate.actions.sessions.live_session import live_session
from ugyfelkapu.gate.actions.sessions.password_check import refused, verified
from ugyfelkapu.gate.actions.sessions.tries import Factor, tries_of
from ugyfelkapu.gate.domain.device import Origin
from ugyfelkapu.gate.domain.gate import GateId
from ugyfelkapu.gate.domain.password import Choice, Weakness
from ugyfelkapu.gate.domain.policy import STANDING
from ugyfelkapu.gate.domain.secret import SecretKind, digest_of
from ugyfelkapu.gate.domain.session import Session
from ugyfelkapu.gate.domain.sign_in import Account, Refused
from ugyfelkapu.gate.domain.username import fold_username
from ugyfelkapu.gate.ports import GateWorld, Hashing
from ugyfelkapu.gate.store import passwords, sign_ins, standings


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordForm:
    """What was typed, from where, and how long the new password shall live."""

    password: str
    new_password: str
    new_password_again: str
    wished_days: int | None
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """The new password is in force; this session goes on, the others have ended."""


async def change_password(world: GateWorld, form: PasswordForm) -> Changed | Weakness | Refused | Wait:
    """Change the password of whoever is signed in with this browser."""
    session = await live_session(world, form.origin.session)
    if session is None:
        return Refused.GONE
    device = digest_of(SecretKind.DEVICE, form.origin.device)
    account = await sign_ins.account_of(world.database.reader, GateId(session.gate_id), device=device)
    if account is None:
        return Refused.GONE
    unproven = await _prove(world, account, form)
    if unproven is not None:
        return unproven
    return await _change(world, account, session, form=form)


async def _prove(world: GateWorld, account: Account, form: PasswordForm) -> Refused | Wait | None:
    """The password in force, counted in the same budget as at sign-in."""
    now = world.clock.now()
    name = fold_username(account.username)
    tries = tries_of(Factor.PASSWORD, name, form.origin, device_known=account.device_known, now=now)
    admitted = await tries.take(world.database, now=now)
    if isinstance(admitted, Wait):
        return admitted
    match await verified(world, account, form.password):
        case Hashing.BUSY:
            return Refused.BUSY
        case Hashing.DIFFERS:
            return await refused(world, account, Activity.CHANGE_PASSWORD, origin=form.origin, why=Refused.WRONG)
        case Hashing.MATCHES:
            async with world.database.transaction() as tx:
                await tries.forget(tx)
            return None


async def _change(world: GateWorld, account: Account, session: Session, *, form: PasswordForm) -> Changed | Weakness | Refused:
    now = world.clock.now()
    policy = await policy_at(world.database.reader, STANDING, now=now)
    choice = Choice(
        password=form.new_password,
        again=form.new_password_again,
        second_factor=account.second_factor,
        username=account.username,
    )
    encoded = await choose_password(world, choice, gate_id=account.gate_id, current=account.encoded, policy=policy)
    if isinstance(encoded, Weakness | Refused):
        return encoded
    new = NewPassword(encoded=encoded, wished_days=form.wished_days, policy=policy, origin=form.origin)
    async with world.database.transaction() as tx:
        outcome = await _save(tx, account, new, kept=session.session_id, now=now)
        if isinstance(outcome, Changed):
            await tell_owner(tx, world, account, origin=form.origin, now=now)
        return outcome


async def _save(tx: Transaction, account: Account, new: NewPassword, *, kept: str, now: datetime) -> Changed | Refused:
    if not await standings.hold_active(tx, account.gate_id):
        return Refused.GONE  # suspended in this very moment
    former = account.encoded or ""
    if not await passwords.confirm(tx, account.gate_id, former=former, encoded=former):
        return Refused.WRONG  # changed in another tab since it was verified
    await put_in_force(tx, account, new, now=now)
    await end_other_sessions(tx, account, kept=kept, now=now)
    event = OwnerEvent(at=now, activity=Activity.CHANGE_PASSWORD, data_set=DataSet.CREDENTIALS, gate_id=account.gate_id)
    await note(tx, event)
    return Changed()

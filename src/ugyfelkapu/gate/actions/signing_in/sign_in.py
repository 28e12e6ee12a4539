"""User name and password: first the try is counted, then the hash verified outside any transaction, then all is saved in one.

Known and unknown user names take the same way: the same statements, the same hashing, the same answer (`docs/security.md`).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from ugyfelkapu.foundation.policy import policy_at
from ugyfelkapu.foundation.throttle import Wait
from ugyfelkapu.gate.actions.journal.owner_journal import Activity
from ugyfelkapu.gate.actions.registers.refresh_copy import with_young_copy
from ugyfelkapu.gate.actions.sessions.begin_session import Arrival, SignedIn, begin_session
from ugyfelkapu.gate.actions.sessions.half_done import WAITING_MINUTES, NextStep, wait_for
from ugyfelkapu.gate.actions.sessions.password_check import refused, verified
from ugyfelkapu.gate.actions.sessions.tries import Factor, Tries, tries_of
from ugyfelkapu.gate.domain.destination import Destination
from ugyfelkapu.gate.domain.device import Origin
from ugyfelkapu.gate.domain.password import normalised
from ugyfelkapu.gate.domain.policy import STANDING
from ugyfelkapu.gate.domain.secret import SecretKind, digest_of
from ugyfelkapu.gate.domain.sign_in import (
    Account,
    PendingSignIn,
    Purpose,
    Refused,
    Step,
    first_step,
)
from ugyfelkapu.gate.domain.username import fold_username
from ugyfelkapu.gate.ports import GateWorld, Hashing
from ugyfelkapu.gate.store import passwords, sign_ins
from ugyfelkapu.identification import IdentificationMethod


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """What was typed, from where, and which question led here."""

    username: str
    password: str
    origin: Origin
    identification_id: str | None
    destination: Destination | None


async def sign_in(world: GateWorld, credentials: Credentials) -> SignedIn | NextStep | Refused | Wait:
    """Who has the right password is signed in, or asked for what else is due."""
    now = world.clock.now()
    name = fold_username(credentials.username)
    device = digest_of(SecretKind.DEVICE, credentials.origin.device)
    account = await sign_ins.find_account(world.database.reader, name, device=device)
    known = account is not None and account.device_known
    tries = tries_of(Factor.PASSWORD, name, credentials.origin, device_known=known, now=now)
    admitted = await tries.take(world.database, now=now)
    if isinstance(admitted, Wait):
        return admitted
    match await verified(world, account, credentials.password):
        case Hashing.BUSY:
            return Refused.BUSY
        case Hashing.DIFFERS:
            return await refused(world, account, Activity.SIGN_IN, origin=credentials.origin, why=Refused.WRONG)
        case Hashing.MATCHES:
            return await _right(world, account, credentials, tries=tries, now=now)


async def _right(
    world: GateWorld, account: Account | None, credentials: Credentials, *, tries: Tries, now: datetime
) -> SignedIn | NextStep | Refused:
    if account is None or account.encoded is None:
        return Refused.WRONG
    policy = await policy_at(world.database.reader, STANDING, now=now)
    step = first_step(account, policy=policy, now=now)
    if isinstance(step, Refused):
        return await refused(world, account, Activity.SIGN_IN, origin=credentials.origin, why=step)
    current = await with_young_copy(world, account, policy=policy, now=now)
    if current is None:
        return await refused(world, account, Activity.SIGN_IN, origin=credentials.origin, why=Refused.WRONG)
    stronger = await _hashed_anew(world, account.encoded, credentials.password)
    async with world.database.transaction() as tx:
        if not await passwords.confirm(tx, account.gate_id, former=account.encoded, encoded=stronger):
            return Refused.WRONG  # changed since it was verified
        await tries.forget(tx)
        if step:
            return await wait_for(tx, world, _pending(account, step, credentials, now=now))
        arrival = Arrival(
            account=current,
            method=IdentificationMethod.PASSWORD,
            origin=credentials.origin,
            identification_id=credentials.identification_id,
            policy=policy,
        )
        return await begin_session(tx, world, arrival, now=now)


async def _hashed_anew(world: GateWorld, encoded: str, password: str) -> str:
    if not world.hasher.is_outdated(encoded):
        return encoded
    stronger = await world.hasher.hash(normalised(password))
    return encoded if isinstance(stronger, Hashing) else stronger


def _pending(account: Account, step: Step, credentials: Credentials, *, now: datetime) -> PendingSignIn:
    return PendingSignIn(
        gate_id=account.gate_id,
        step=step,
        purpose=Purpose.LIFT_SUSPENSION if step is Step.SUSPENDED else Purpose.SIGN_IN,
        method=IdentificationMethod.PASSWORD,
        identification_id=credentials.identification_id,
        destination=credentials.destination,
        new_password=None,
        code_digest=None,
        validity_days=None,
        expires_at=now + timedelta(minutes=WAITING_MINUTES[step]),
    )

"""A clerk signs in: password, then a code; each step has its own budget of tries (`docs/security.md`)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from ugyfelkapu.foundation.database import Transaction
from ugyfelkapu.foundation.throttle import Lane, Wait, clear, take
from ugyfelkapu.gate.actions.journal.clerk_journal import Passage, note
from ugyfelkapu.gate.actions.sessions.tries import clerk_tries
from ugyfelkapu.gate.domain.clerk_session import times_at
from ugyfelkapu.gate.domain.factor import TotpClock, totp_step
from ugyfelkapu.gate.domain.office import Clerk, ClerkId
from ugyfelkapu.gate.domain.password import normalised
from ugyfelkapu.gate.domain.secret import SECRET_BYTES, SecretKind, digest_of, secret_of
from ugyfelkapu.gate.domain.username import fold_username
from ugyfelkapu.gate.ports import GateWorld, Hashing
from ugyfelkapu.gate.store import clerk_sessions, offices
from ugyfelkapu.gate.store.clerk_sessions import Beginning, Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordTry:
    """What was typed on the first page, and from which network."""

    username: str
    password: str
    network: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """A session at the next stage; the secret goes into the clerk's cookie and is kept nowhere."""

    secret: str


class Denied(StrEnum):
    """Why a clerk is not let in."""

    WRONG = "wrong"
    """User name, password or code; which one is never said."""
    BUSY = "busy"
    """Too many passwords are being checked; try again in a moment."""
    NOT_BEGUN = "not_begun"
    """There is no password step behind this code, or it is too long ago."""


async def give_password(world: GateWorld, attempt: PasswordTry, *, now: datetime) -> Begun | Denied | Wait:
    """The first step; known and unknown user names cost the same and get the same answer."""
    tries = clerk_tries(fold_username(attempt.username), attempt.network, now=now)
    admitted = await tries.take(world.database, now=now)
    if isinstance(admitted, Wait):
        return admitted
    known = await offices.credentials(world.database.reader, attempt.username)
    verdict = await world.hasher.verify(normalised(attempt.password), known.password if known else None)
    if verdict is Hashing.BUSY:
        return Denied.BUSY
    if known is None or verdict is not Hashing.MATCHES:
        async with world.database.transaction() as tx:
            await note(tx, Passage.IN, known.clerk_id if known else None, outcome="wrong_password", now=now)
        return Denied.WRONG
    renewed = await _renewed_hash(world, attempt.password, known.password)
    async with world.database.transaction() as tx:
        await tries.forget(tx)
        if renewed:
            await offices.keep_new_hash(tx, known.clerk_id, renewed)
        return await _begin(tx, world, known.clerk_id, stage=Stage.PASSWORD_GIVEN, now=now)


async def give_code(world: GateWorld, secret: str, code: str, *, now: datetime) -> Begun | Denied | Wait:
    """The second step; success ends the first step's session and begins one with a new secret."""
    digest = digest_of(SecretKind.PENDING_CLERK, secret)
    if digest is None:
        return Denied.NOT_BEGUN
    async with world.database.transaction() as tx:
        idle_since = times_at(now).idle_since
        pending = await clerk_sessions.live(tx, digest, Stage.PASSWORD_GIVEN, now=now, idle_since=idle_since)
        if pending is None:
            return Denied.NOT_BEGUN
        admitted = await take(tx, [_code_lane(pending.clerk.clerk_id)], now=now)
        if isinstance(admitted, Wait):
            return admitted
        if not await _spend_code(tx, world, pending.clerk, code=code, now=now):
            await note(tx, Passage.IN, pending.clerk.clerk_id, outcome="wrong_code", now=now)
            return Denied.WRONG
        await clear(tx, [_code_lane(pending.clerk.clerk_id)])
        await clerk_sessions.end(tx, digest)
        await note(tx, Passage.IN, pending.clerk.clerk_id, now=now)
        return await _begin(tx, world, pending.clerk.clerk_id, stage=Stage.SIGNED_IN, now=now)


async def _renewed_hash(world: GateWorld, password: str, encoded: str) -> str | None:
    """The password hashed anew when the parameters have moved on; a busy pool leaves it for the next time."""
    if not world.hasher.is_outdated(encoded):
        return None
    renewed = await world.hasher.hash(normalised(password))
    return None if isinstance(renewed, Hashing) else renewed


async def _spend_code(tx: Transaction, world: GateWorld, clerk: Clerk, *, code: str, now: datetime) -> bool:
    totp = await offices.totp(tx, clerk.clerk_id)
    if totp is None:
        return False
    secret = world.box.open(totp.sealed, context=totp_context(clerk.clerk_id))
    step = totp_step(secret, code, clock=TotpClock(drift_steps=0, last_step=totp.last_step), now=now)
    return step is not None and await offices.spend_step(tx, clerk.clerk_id, step)


async def _begin(tx: Transaction, world: GateWorld, clerk_id: ClerkId, *, stage: Stage, now: datetime) -> Begun:
    times = times_at(now)
    signed_in = stage is Stage.SIGNED_IN
    kind = SecretKind.CLERK_SESSION if signed_in else SecretKind.PENDING_CLERK
    secret = secret_of(kind, world.entropy.bytes(SECRET_BYTES))
    digest = digest_of(kind, secret)
    if digest is None:
        raise UnusableSecretError
    ends_at = times.signed_in_until if signed_in else times.code_until
    beginning = Beginning(digest=digest, clerk_id=clerk_id, stage=stage, ends_at=ends_at)
    await clerk_sessions.begin(tx, beginning, now=now)
    return Begun(secret=secret)


class UnusableSecretError(Exception):
    """A secret was made that its own kind would not recognise."""


def totp_context(clerk_id: ClerkId) -> str:
    """What a clerk's sealed seed is bound to."""
    return f"clerk:{clerk_id}"


def _code_lane(clerk_id: ClerkId) -> Lane:
    return Lane(key=f"clerk-code:{clerk_id}", free_tries=5)

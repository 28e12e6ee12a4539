"""Challenges for passkeys: each for one browser, one purpose and one answer (Web Authentication Level 3, section 13.4.3)."""

from datetime import datetime, timedelta
from hashlib import sha256

from ugyfelkapu.foundation.database import Transaction
from ugyfelkapu.foundation.throttle import Wait
from ugyfelkapu.gate.actions.sessions.live_session import RunningSession
from ugyfelkapu.gate.actions.sessions.tries import challenge_tries
from ugyfelkapu.gate.domain.device import Origin
from ugyfelkapu.gate.domain.passkey import (
    CHALLENGE_BYTES,
    CHALLENGE_MINUTES,
    ChallengePurpose,
    creation_options,
    request_options,
    site_of,
)
from ugyfelkapu.gate.domain.secret import Digest, SecretKind, digest_of
from ugyfelkapu.gate.domain.sign_in import Step
from ugyfelkapu.gate.ports import GateWorld
from ugyfelkapu.gate.store import factor_steps, passkeys, sign_ins
from ugyfelkapu.gate.store.factor_steps import Challenge

Options = dict[str, object]
"""What the page's script hands to the browser, as Web Authentication Level 3 section 5.1 spells it in JSON."""


async def options_to_enrol(world: GateWorld, running: RunningSession) -> Options:
    """A new passkey for whoever is signed in; those the gate has are named, so that one device makes no second."""
    account = running.account
    bound_to = session_binding(running.session.session_id)
    challenge = await _challenge(world, ChallengePurpose.ENROL, bound_to)
    known = [passkey.credential_id for passkey in await passkeys.of_gate(world.database.reader, account.gate_id)]
    site = site_of(world.public_url)
    return creation_options(account.gate_id, account.username, challenge=challenge, site=site, known=known)


async def options_for_second_step(world: GateWorld, secret: str) -> Options | None:
    """One of the gate's passkeys, for a half-done sign-in; `None`: nothing waits."""
    digest = digest_of(SecretKind.PENDING_SIGN_IN, secret)
    reader, now = world.database.reader, world.clock.now()
    pending = await sign_ins.find(reader, digest, now=now) if digest else None
    if digest is None or pending is None or pending.step is not Step.SECOND_FACTOR:
        return None
    challenge = await _challenge(world, ChallengePurpose.SECOND_FACTOR, digest)
    known = [passkey.credential_id for passkey in await passkeys.of_gate(reader, pending.gate_id)]
    return request_options(challenge=challenge, site=site_of(world.public_url), known=known)


async def options_to_sign_in(world: GateWorld, browser: bytes, origin: Origin) -> Options | Wait:
    """Any passkey this browser has for the site; nobody is named, so the answer is the same for everybody."""
    now = world.clock.now()
    admitted = await challenge_tries(origin, now=now).take(world.database, now=now)
    if isinstance(admitted, Wait):
        return admitted
    challenge = await _challenge(world, ChallengePurpose.SIGN_IN, browser)
    return request_options(challenge=challenge, site=site_of(world.public_url), known=[])


async def take(tx: Transaction, challenge: bytes, purpose: ChallengePurpose, *, bound_to: bytes, now: datetime) -> bool:
    """Use a challenge up; `False` when it was not given to this browser for this purpose, or is used or too old."""
    kept = Challenge(digest=_digest(challenge), purpose=purpose, bound_to=bound_to)
    return await factor_steps.take_challenge(tx, kept, now=now)


def session_binding(session_id: str) -> bytes:
    """By what a challenge knows the session it was given to."""
    return sha256(f"session:{session_id}".encode()).digest()


async def _challenge(world: GateWorld, purpose: ChallengePurpose, bound_to: bytes) -> bytes:
    challenge = world.entropy.bytes(CHALLENGE_BYTES)
    kept = Challenge(digest=_digest(challenge), purpose=purpose, bound_to=bound_to)
    expires_at = world.clock.now() + timedelta(minutes=CHALLENGE_MINUTES)
    async with world.database.transaction() as tx:
        await factor_steps.keep_challenge(tx, kept, expires_at=expires_at)
    return challenge


def _digest(challenge: bytes) -> Digest:
    return Digest(sha256(challenge).digest())

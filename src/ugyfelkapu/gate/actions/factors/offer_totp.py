"""An authenticator is set up: its secret waits, sealed and bound to the session, until a code proves that it arrived."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from pyotp import TOTP

from ugyfelkapu.foundation.identifiers import identifier
from ugyfelkapu.foundation.throttle import Wait
from ugyfelkapu.gate.actions.factors.add_factor import Added, Enrolled, follow_up, name_of
from ugyfelkapu.gate.actions.sessions.live_session import RunningSession
from ugyfelkapu.gate.actions.sessions.tries import Factor, tries_of
from ugyfelkapu.gate.domain.device import Origin
from ugyfelkapu.gate.domain.factor import TOTP_SECRET_BYTES, FactorId, TotpClock, base32, drift_of, totp_step
from ugyfelkapu.gate.domain.username import fold_username
from ugyfelkapu.gate.ports import GateWorld
from ugyfelkapu.gate.store import factor_steps, factors, standings
from ugyfelkapu.gate.store.factor_steps import SealedFor
from ugyfelkapu.gate.store.factors import NewAuthenticator
from ugyfelkapu.identification import IdentificationMethod

OFFER_MINUTES = 20
ISSUER = "Ügyfélkapu"
GROUP = 4
NEVER_USED = TotpClock(drift_steps=0, last_step=0)


class NotEnrolled(StrEnum):
    """Why a factor does not count yet."""

    WRONG = "wrong"
    GONE = "gone"
    """Nothing waits in this session, or it waited too long."""
    FULL = "full"
    """The gate has as many as it may, or this one already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A secret that waits for its first code."""

    sealed: bytes
    secret: bytes
    account: str

    @property
    def groups(self) -> str:
        """The secret as people type it."""
        text = base32(self.secret)
        return " ".join(text[start : start + GROUP] for start in range(0, len(text), GROUP))

    @property
    def uri(self) -> str:
        """The secret as apps read it from a picture."""
        return TOTP(base32(self.secret)).provisioning_uri(name=self.account, issuer_name=ISSUER)


async def offer_totp(world: GateWorld, running: RunningSession) -> None:
    """Make a secret and let it wait for this session."""
    now = world.clock.now()
    secret = world.entropy.bytes(TOTP_SECRET_BYTES)
    waiting = SealedFor(
        session_id=running.session.session_id,
        gate_id=running.account.gate_id,
        sealed=world.box.seal(secret, context=running.account.gate_id),
        expires_at=now + timedelta(minutes=OFFER_MINUTES),
    )
    async with world.database.transaction() as tx:
        await factor_steps.offer(tx, waiting)


async def offered_totp(world: GateWorld, running: RunningSession) -> Offer | None:
    """The secret that waits in this session."""
    session_id, now = running.session.session_id, world.clock.now()
    sealed = await factor_steps.offered(world.database.reader, session_id, now=now)
    if sealed is None:
        return None
    secret = world.box.open(sealed, context=running.account.gate_id)
    return Offer(sealed=sealed, secret=secret, account=running.username)


async def confirm_totp(
    world: GateWorld, running: RunningSession, code: str, *, name: str, origin: Origin
) -> Enrolled | NotEnrolled | Wait:
    """Enrol the waiting secret, since an app showed its code; that code's step is used up."""
    now = world.clock.now()
    tries = tries_of(Factor.TOTP, fold_username(running.username), origin, device_known=True, now=now)
    admitted = await tries.take(world.database, now=now)
    if isinstance(admitted, Wait):
        return admitted
    offer = await offered_totp(world, running)
    if offer is None:
        return NotEnrolled.GONE
    step = totp_step(offer.secret, code, clock=NEVER_USED, now=now)
    if step is None:
        return NotEnrolled.WRONG
    new = NewAuthenticator(
        factor_id=FactorId(identifier(now)),
        gate_id=running.account.gate_id,
        name=name_of(name),
        sealed_secret=offer.sealed,
        clock=TotpClock(drift_steps=drift_of(step, now=now), last_step=step),
    )
    added = Added(name=new.name, method=IdentificationMethod.PASSWORD_TOTP, origin=origin)
    async with world.database.transaction() as tx:
        if not await factor_steps.take_offer(tx, running.session.session_id, offer.sealed):
            return NotEnrolled.GONE
        if not await standings.hold_active(tx, new.gate_id):
            return NotEnrolled.GONE
        before = await factors.held(tx, new.gate_id)
        if not await factors.add(tx, new, now=now):
            return NotEnrolled.FULL
        await tries.forget(tx)
        return await follow_up(tx, world, running, added=added, before=before)

"""A half-done sign-in of a browser, found by the secret in its cookie, for the very step that it waits for."""

from dataclasses import dataclass

from ugyfelkapu.foundation.database import Transaction
from ugyfelkapu.gate.domain.device import Origin
from ugyfelkapu.gate.domain.secret import SECRET_BYTES, Digest, SecretKind, digest_of, made
from ugyfelkapu.gate.domain.sign_in import NEW_PASSWORD_MINUTES, SECOND_FACTOR_MINUTES, Account, PendingSignIn, Step
from ugyfelkapu.gate.domain.way import Way, ways_of
from ugyfelkapu.gate.ports import GateWorld
from ugyfelkapu.gate.store import factors, sign_ins

WAITING_MINUTES = {
    Step.SECOND_FACTOR: SECOND_FACTOR_MINUTES,
    Step.NEW_PASSWORD: NEW_PASSWORD_MINUTES,
    Step.SUSPENDED: SECOND_FACTOR_MINUTES,
    Step.LIFT: NEW_PASSWORD_MINUTES,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class NextStep:
    """Something else is asked before the person is signed in."""

    step: Step
    pending: str
    """The value of the `pending_sign_in` cookie."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HalfDone:
    """A half-done sign-in of this browser, and whose it is."""

    digest: Digest
    pending: PendingSignIn
    account: Account
    origin: Origin


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


async def ways_through(world: GateWorld, found: HalfDone) -> list[Way]:
    """The ways this gate has through the second step, the last used first."""
    held = await factors.held(world.database.reader, found.account.gate_id)
    return ways_of(held, found.pending.purpose)


async def wait_for(tx: Transaction, world: GateWorld, pending: PendingSignIn) -> NextStep:
    """Keep a half-done sign-in and hand its secret out."""
    secret, digest = made(SecretKind.PENDING_SIGN_IN, world.entropy.bytes(SECRET_BYTES))
    await sign_ins.keep(tx, pending, digest=digest)
    return NextStep(step=pending.step, pending=secret)

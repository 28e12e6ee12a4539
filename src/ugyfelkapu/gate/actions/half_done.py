"""A half-done sign-in of a browser, found by the secret in its cookie, for the very step that it waits for."""

from dataclasses import dataclass

from ugyfelkapu.gate.domain.device import Origin
from ugyfelkapu.gate.domain.secret import Digest, SecretKind, digest_of
from ugyfelkapu.gate.domain.sign_in import Account, PendingSignIn, Step
from ugyfelkapu.gate.domain.way import Way, ways_of
from ugyfelkapu.gate.ports import GateWorld
from ugyfelkapu.gate.store import factors, sign_ins


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

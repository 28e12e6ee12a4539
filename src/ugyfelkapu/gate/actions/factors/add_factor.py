"""What follows when a gate gets one more second factor, of whatever kind (`domain.md R16`)."""

from dataclasses import dataclass
from datetime import datetime

from ugyfelkapu.foundation.database import Transaction
from ugyfelkapu.gate.actions.factors.recovery_codes import make_codes
from ugyfelkapu.gate.actions.journal.owner_journal import Activity
from ugyfelkapu.gate.actions.mail.letter import Occasion
from ugyfelkapu.gate.actions.mail.tell_change import Change, note_and_tell
from ugyfelkapu.gate.actions.sessions.level_reached import level_reached
from ugyfelkapu.gate.actions.sessions.live_session import RunningSession
from ugyfelkapu.gate.domain.device import Origin
from ugyfelkapu.gate.domain.secret import SECRET_BYTES, SecretKind, digest_of, made
from ugyfelkapu.gate.domain.way import FactorsHeld
from ugyfelkapu.gate.ports import GateWorld
from ugyfelkapu.gate.store import session_levels, sign_ins
from ugyfelkapu.identification import IdentificationMethod

LONGEST_NAME = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """What was added, and how the session shows that it is there."""

    name: str
    method: IdentificationMethod
    """What a sign-in with the password and this factor is."""
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolled:
    """The factor counts from now on."""

    session: str | None
    """The session's new secret, if the session became surer."""
    codes_made: bool
    """Whether recovery codes wait to be shown: with the first factor."""


async def follow_up(
    tx: Transaction, world: GateWorld, running: RunningSession, *, added: Added, before: FactorsHeld
) -> Enrolled:
    """End half-done sign-ins, which would go on without asking for it; tell the owner; make codes with the first factor."""
    now = world.clock.now()
    first = before.totp + before.passkeys == 0
    await sign_ins.end_of_gate(tx, running.account.gate_id)
    occasion = Occasion.FACTOR_ADDED
    change = Change(activity=Activity.ENROL_FACTOR, occasion=occasion, origin=added.origin, factor=added.name)
    await note_and_tell(tx, world, running.account, change=change, now=now)
    codes_due = first or before.recovery_codes == 0
    if codes_due:
        await make_codes(tx, world, running, now=now)
    surer = await _raised(tx, world, running, added=added, now=now) if first else None
    return Enrolled(session=surer, codes_made=codes_due)


def name_of(typed: str) -> str:
    """A name as its owner gave it, cut to what a list has room for."""
    return " ".join(typed.split())[:LONGEST_NAME]


async def _raised(tx: Transaction, world: GateWorld, running: RunningSession, *, added: Added, now: datetime) -> str | None:
    """With the first factor password and factor were both shown in this session, so it is what a sign-in with both is.

    A session begun with a code for emergencies stays low: whoever has such a code is asked for the factor itself first.
    """
    former = digest_of(SecretKind.SESSION, added.origin.session)
    if former is None or running.session.method is not IdentificationMethod.PASSWORD:
        return None
    secret, digest = made(SecretKind.SESSION, world.entropy.bytes(SECRET_BYTES))
    level = await level_reached(tx, running.account, added.method, now=now)
    surer = session_levels.Surer(digest=digest, method=added.method, level=level)
    return secret if await session_levels.raise_to(tx, former, surer, now=now) else None

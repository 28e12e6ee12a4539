"""The owner names a second factor anew, or removes it; with the last one the gate is worth no more than its password."""

from datetime import datetime
from enum import StrEnum

from ugyfelkapu.foundation.database import Transaction
from ugyfelkapu.gate.actions.factors.add_factor import name_of
from ugyfelkapu.gate.actions.journal.owner_journal import Activity
from ugyfelkapu.gate.actions.mail.letter import Occasion
from ugyfelkapu.gate.actions.mail.tell_change import Change, note_and_tell
from ugyfelkapu.gate.actions.passwords.replace_password import end_other_sessions
from ugyfelkapu.gate.actions.sessions.live_session import RunningSession
from ugyfelkapu.gate.domain.device import Origin
from ugyfelkapu.gate.domain.factor import FactorKind
from ugyfelkapu.gate.domain.session import level_of
from ugyfelkapu.gate.ports import GateWorld
from ugyfelkapu.gate.store import (
    factor_steps,
    factors,
    passkeys,
    recovery_codes,
    session_levels,
    sign_ins,
    standing_changes,
)
from ugyfelkapu.gate.store.strong_factors import StrongFactor
from ugyfelkapu.identification import IdentificationMethod, StandingEvent

_STORES = {FactorKind.TOTP: factors, FactorKind.PASSKEY: passkeys}


class Removed(StrEnum):
    """What is left."""

    OTHERS_LEFT = "others_left"
    NONE_LEFT = "none_left"


async def rename_factor(world: GateWorld, running: RunningSession, factor: StrongFactor, *, name: str, origin: Origin) -> None:
    """Give it another name."""
    gate_id, now = running.account.gate_id, world.clock.now()
    change = Change(activity=Activity.RENAME_FACTOR, occasion=Occasion.FACTOR_RENAMED, origin=origin, factor=name_of(name))
    async with world.database.transaction() as tx:
        if await _STORES[factor.kind].rename(tx, factor.factor_id, name_of(name), gate_id=gate_id):
            await note_and_tell(tx, world, running.account, change=change, now=now)


async def remove_factor(world: GateWorld, running: RunningSession, factor: StrongFactor, *, origin: Origin) -> Removed | None:
    """Remove it; `None` when somebody was faster. Every other session ends, since nobody knows which of them it opened."""
    account, now = running.account, world.clock.now()
    async with world.database.transaction() as tx:
        await factors.lock(tx, account.gate_id)
        if not await _STORES[factor.kind].remove(tx, factor.factor_id, gate_id=account.gate_id):
            return None
        await sign_ins.end_of_gate(tx, account.gate_id)
        await end_other_sessions(tx, account, kept=running.session.session_id, now=now)
        held = await factors.held(tx, account.gate_id)
        left = Removed.OTHERS_LEFT if held.totp + held.passkeys else Removed.NONE_LEFT
        if left is Removed.NONE_LEFT:
            await _fall(tx, running, now=now)
        occasion = Occasion.FACTOR_REMOVED if left is Removed.OTHERS_LEFT else Occasion.LAST_FACTOR_REMOVED
        change = Change(activity=Activity.REMOVE_FACTOR, occasion=occasion, origin=origin, factor=factor.name)
        await note_and_tell(tx, world, account, change=change, now=now)
        return left


async def _fall(tx: Transaction, running: RunningSession, *, now: datetime) -> None:
    """The codes stood in for a factor and go with it; this session goes on as one with a password alone.

    What the broker holds of it is of the former level, so it ends there; the next question is answered anew.
    """
    account, session_id = running.account, running.session.session_id
    await recovery_codes.end(tx, account.gate_id)
    await factor_steps.drop_sheets_of_gate(tx, account.gate_id)
    method = IdentificationMethod.PASSWORD
    level = level_of(method, registered=account.registered_level)
    await session_levels.lower_to(tx, session_id, method, level=level)
    await standing_changes.add(tx, account.gate_id, StandingEvent.SESSION_ENDED, session_id=session_id, now=now)

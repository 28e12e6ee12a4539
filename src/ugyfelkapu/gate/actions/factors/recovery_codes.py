"""Recovery codes: made ten at a time, kept as digests, shown to the session that asked and to nobody else (`domain.md R16`)."""

import json
from datetime import datetime, timedelta

from ugyfelkapu.foundation.database import Transaction
from ugyfelkapu.gate.actions.journal.owner_journal import Activity
from ugyfelkapu.gate.actions.mail.letter import Occasion
from ugyfelkapu.gate.actions.mail.tell_change import Change, note_and_tell
from ugyfelkapu.gate.actions.sessions.live_session import RunningSession
from ugyfelkapu.gate.domain.device import Origin
from ugyfelkapu.gate.domain.gate import GateId
from ugyfelkapu.gate.domain.secret import CODE_BYTES, Digest, SecretKind, code_digest, code_of
from ugyfelkapu.gate.ports import GateWorld
from ugyfelkapu.gate.store import factor_steps, factors, recovery_codes
from ugyfelkapu.gate.store.factor_steps import SealedFor

CODES = 10
SHEET_MINUTES = 30
"""How long the session that asked may look at its codes, print and fetch them."""


async def make_codes(tx: Transaction, world: GateWorld, running: RunningSession, *, now: datetime) -> None:
    """Make new codes in place of the old ones, and lay out the sheet of them for this session."""
    gate_id = running.account.gate_id
    made = [code_of(SecretKind.RECOVERY_CODE, world.entropy.bytes(CODE_BYTES)) for _ in range(CODES)]
    digests = [recovery_digest(code, gate_id=gate_id) for code in made]
    await recovery_codes.replace(tx, gate_id, [digest for digest in digests if digest], now=now)
    session_id = running.session.session_id
    sheet = SealedFor(
        session_id=session_id,
        gate_id=gate_id,
        sealed=world.box.seal(json.dumps(made).encode(), context=f"sheet:{session_id}"),
        expires_at=now + timedelta(minutes=SHEET_MINUTES),
    )
    await factor_steps.keep_sheet(tx, sheet)


async def renew_codes(world: GateWorld, running: RunningSession, *, origin: Origin) -> bool:
    """Make new codes at the owner's wish; `False` when there is no factor they could stand in for."""
    now = world.clock.now()
    change = Change(activity=Activity.MAKE_RECOVERY_CODES, occasion=Occasion.RECOVERY_CODES_MADE, origin=origin)
    async with world.database.transaction() as tx:
        await factors.lock(tx, running.account.gate_id)
        held = await factors.held(tx, running.account.gate_id)
        if not held.totp + held.passkeys:
            return False
        await make_codes(tx, world, running, now=now)
        await note_and_tell(tx, world, running.account, change=change, now=now)
    return True


async def shown_codes(world: GateWorld, running: RunningSession) -> list[str]:
    """The codes this session may still see; none once it said that they are put away."""
    session_id = running.session.session_id
    sealed = await factor_steps.sheet(world.database.reader, session_id, now=world.clock.now())
    if sealed is None:
        return []
    found: list[str] = json.loads(world.box.open(sealed, context=f"sheet:{session_id}"))
    return found


async def put_away(world: GateWorld, running: RunningSession) -> None:
    """The owner has the codes: no page shows them again."""
    async with world.database.transaction() as tx:
        await factor_steps.drop_sheet(tx, running.session.session_id)


def recovery_digest(code: str, *, gate_id: GateId) -> Digest | None:
    """What is kept of a code; `None` when it cannot be one."""
    return code_digest(SecretKind.RECOVERY_CODE, code, gate_id=gate_id)

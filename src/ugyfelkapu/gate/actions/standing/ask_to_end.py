"""The owner wants to end their gate: a code by mail confirms it, then there is time to change one's mind (`domain.md R12`)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from ugyfelkapu.foundation.database import Transaction
from ugyfelkapu.foundation.policy import policy_at
from ugyfelkapu.foundation.throttle import Lane, Wait
from ugyfelkapu.gate.actions.journal.owner_journal import Activity, DataSet, OwnerEvent, failed_try, note
from ugyfelkapu.gate.actions.mail.letter import Facts, Occasion
from ugyfelkapu.gate.actions.mail.tell import Notice, tell
from ugyfelkapu.gate.actions.passwords.mailed_code import TypedCode, new_code, typed_code
from ugyfelkapu.gate.actions.sessions.live_session import running_session
from ugyfelkapu.gate.actions.sessions.tries import MAIL_WAIT, SHORT_WAIT, Tries
from ugyfelkapu.gate.domain.device import Origin
from ugyfelkapu.gate.domain.ending import ends_at
from ugyfelkapu.gate.domain.gate import GateId
from ugyfelkapu.gate.domain.policy import STANDING
from ugyfelkapu.gate.domain.secret import SecretKind
from ugyfelkapu.gate.domain.sign_in import Account, Refused
from ugyfelkapu.gate.ports import GateWorld
from ugyfelkapu.gate.store import standings, terminations
from ugyfelkapu.gate.store.terminations import EndingCode

FREE_CODES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class EndCodeSent:
    """A code is on its way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EndComing:
    """The gate will end unless its owner takes that back."""

    ends_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class EndTakenBack:
    """The gate goes on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EndingWish:
    """What whoever is signed in has wished so far."""

    code_sent: bool
    ends_at: datetime | None


async def ending_wish(world: GateWorld, cookie: str) -> EndingWish | None:
    """How far an end has come, for whoever is signed in; `None`: nobody is."""
    running = await running_session(world, cookie)
    if running is None:
        return None
    reader, gate_id = world.database.reader, running.account.gate_id
    code_sent = await terminations.is_asked(reader, gate_id, now=world.clock.now())
    return EndingWish(code_sent=code_sent, ends_at=await terminations.ends_at(reader, gate_id))


async def end_coming(world: GateWorld, gate_id: GateId) -> datetime | None:
    """When this gate will end, if its owner has confirmed so."""
    return await terminations.ends_at(world.database.reader, gate_id)


async def ask_to_end(world: GateWorld, origin: Origin) -> EndCodeSent | Refused | Wait:
    """Mail a code to whoever is freshly signed in; `GONE`: nobody is, or the end is confirmed already."""
    running = await running_session(world, origin.session)
    if running is None or not running.fresh:
        return Refused.GONE
    now, account = world.clock.now(), running.account
    admitted = await _tries(account).take(world.database, now=now)
    if isinstance(admitted, Wait):
        return admitted
    async with world.database.transaction() as tx:
        if not await standings.hold_active(tx, account.gate_id):
            return Refused.GONE
        return await _send(tx, world, account, origin=origin, now=now)


async def confirm_end(world: GateWorld, code: str, origin: Origin) -> EndComing | Refused | Wait:
    """Use the code up: from now on the time to change one's mind runs."""
    now = world.clock.now()
    typed = await typed_code(world, code, SecretKind.ENDING_CODE, origin=origin, now=now)
    if isinstance(typed, Wait) or typed is Refused.GONE:
        return typed
    async with world.database.transaction() as tx:
        coming = await _confirm(tx, world, typed, now=now) if isinstance(typed, TypedCode) else None
        if coming is None:
            gate_id = typed.running.account.gate_id if isinstance(typed, TypedCode) else ""
            failed = failed_try(Activity.CONFIRM_END, gate_id, outcome=Refused.WRONG, address=origin.address, at=now)
            await note(tx, failed)
        return coming or Refused.WRONG


async def take_back_end(world: GateWorld, cookie: str) -> EndTakenBack | Refused:
    """The owner changed their mind; `GONE`: nobody is signed in, or there is nothing to take back."""
    running = await running_session(world, cookie)
    if running is None:
        return Refused.GONE
    now, account = world.clock.now(), running.account
    async with world.database.transaction() as tx:
        if not await terminations.take_back(tx, account.gate_id, now=now):
            return Refused.GONE
        await _note(tx, Activity.TAKE_BACK_END, account, now=now)
        notice = Notice(occasion=Occasion.END_TAKEN_BACK, recipient=account.recipient, facts=Facts(at=now))
        await tell(tx, world, notice, now=now)
    return EndTakenBack()


async def _send(tx: Transaction, world: GateWorld, account: Account, *, origin: Origin, now: datetime) -> EndCodeSent | Refused:
    policy = await policy_at(tx, STANDING, now=now)
    until = now + timedelta(hours=policy.confirmation_code_hours)
    code, digest = new_code(world, account.recipient, SecretKind.ENDING_CODE)
    if not await terminations.ask(tx, EndingCode(digest=digest, gate_id=account.gate_id, expires_at=until), now=now):
        return Refused.GONE
    facts = Facts(at=now, code=code, until=until, address=origin.address, description=origin.description)
    await tell(tx, world, Notice(occasion=Occasion.END_CODE, recipient=account.recipient, facts=facts), now=now)
    await _note(tx, Activity.ASK_TO_END, account, now=now)
    return EndCodeSent()


async def _confirm(tx: Transaction, world: GateWorld, typed: TypedCode, *, now: datetime) -> EndComing | None:
    account = typed.running.account
    policy = await policy_at(tx, STANDING, now=now)
    until = ends_at(now, policy=policy)
    if not await terminations.confirm(tx, account.gate_id, typed.digest, ends_at=until, now=now):
        return None
    await typed.tries.forget(tx)
    await _note(tx, Activity.CONFIRM_END, account, now=now)
    facts = Facts(at=now, until=until, days=policy.termination_change_of_mind_days)
    await tell(tx, world, Notice(occasion=Occasion.END_CONFIRMED, recipient=account.recipient, facts=facts), now=now)
    return EndComing(ends_at=until)


async def _note(tx: Transaction, activity: Activity, account: Account, *, now: datetime) -> None:
    await note(tx, OwnerEvent(at=now, activity=activity, data_set=DataSet.CREDENTIALS, gate_id=account.gate_id))


def _tries(account: Account) -> Tries:
    lane = Lane(key=f"gate/ending/1/{account.gate_id}", free_tries=FREE_CODES, first_wait=SHORT_WAIT, longest_wait=MAIL_WAIT)
    return Tries(own=(lane,))

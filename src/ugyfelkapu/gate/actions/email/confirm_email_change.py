"""The new e-mail address has proven itself by its code: it is in force, and the former one can undo that (`domain.md R9`)."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from ugyfelkapu.foundation.database import Transaction
from ugyfelkapu.foundation.policy import policy_at
from ugyfelkapu.foundation.throttle import Wait
from ugyfelkapu.gate.actions.email.request_email_change import undo_url
from ugyfelkapu.gate.actions.journal.owner_journal import Activity, DataSet, OwnerEvent, failed_try, note
from ugyfelkapu.gate.actions.mail.letter import Facts, Occasion
from ugyfelkapu.gate.actions.mail.tell import Notice, tell
from ugyfelkapu.gate.actions.passwords.mailed_code import TypedCode, typed_code
from ugyfelkapu.gate.actions.sessions.live_session import running_session
from ugyfelkapu.gate.domain.device import Origin
from ugyfelkapu.gate.domain.policy import STANDING
from ugyfelkapu.gate.domain.secret import SecretKind
from ugyfelkapu.gate.domain.sign_in import Account, Refused
from ugyfelkapu.gate.ports import GateWorld
from ugyfelkapu.gate.store import codes, email_changes, sign_ins, standing_changes
from ugyfelkapu.gate.store.email_changes import EmailChange
from ugyfelkapu.identification import StandingEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class EmailChanged:
    """The new address is in force."""


async def pending_change(world: GateWorld, cookie: str) -> EmailChange | None:
    """What waits for a code, for whoever is signed in."""
    running = await running_session(world, cookie)
    if running is None:
        return None
    return await email_changes.pending(world.database.reader, running.account.gate_id, now=world.clock.now())


async def confirm_email_change(world: GateWorld, code: str, origin: Origin) -> EmailChanged | Refused | Wait:
    """Use the code up and put the address in force; codes on their way to the former address end."""
    now = world.clock.now()
    typed = await typed_code(world, code, SecretKind.EMAIL_CODE, origin=origin, now=now)
    if isinstance(typed, Wait) or typed is Refused.GONE:
        return typed
    async with world.database.transaction() as tx:
        if isinstance(typed, TypedCode) and await _change(tx, world, typed, origin=origin, now=now):
            return EmailChanged()
        gate_id = typed.running.account.gate_id if isinstance(typed, TypedCode) else ""
        failed = failed_try(Activity.CHANGE_EMAIL, gate_id, outcome=Refused.WRONG, address=origin.address, at=now)
        await note(tx, failed)
        return Refused.WRONG


async def _change(tx: Transaction, world: GateWorld, typed: TypedCode, *, origin: Origin, now: datetime) -> bool:
    account = typed.running.account
    policy = await policy_at(tx, STANDING, now=now)
    undo_until = now + timedelta(days=policy.email_undo_days)
    change = await email_changes.prove(tx, account.gate_id, typed.digest, undo_until=undo_until, now=now)
    if change is None or not await email_changes.put_in_force(tx, change):
        return False
    await typed.tries.forget(tx)
    await codes.end(tx, codes.PASSWORD_RESET, account.gate_id)
    await sign_ins.end_of_gate(tx, account.gate_id)
    await standing_changes.add(tx, account.gate_id, StandingEvent.DATA_CHANGED, session_id=None, now=now)
    await _tell(tx, world, account, change=change, origin=origin)
    await note(tx, OwnerEvent(at=now, activity=Activity.CHANGE_EMAIL, data_set=DataSet.CONTACT, gate_id=account.gate_id))
    return True


async def _tell(tx: Transaction, world: GateWorld, account: Account, *, change: EmailChange, origin: Origin) -> None:
    now = world.clock.now()
    policy = await policy_at(tx, STANDING, now=now)
    facts = Facts(at=now, address=origin.address, description=origin.description)
    url = await undo_url(tx, world, change.change_id, policy=policy, now=now)
    former = replace(account.recipient, email=change.former_email)
    left = replace(facts, new_email=change.new_email, undo_url=url)
    await tell(tx, world, Notice(occasion=Occasion.EMAIL_LEFT, recipient=former, facts=left), now=now)
    new = replace(account.recipient, email=change.new_email)
    await tell(tx, world, Notice(occasion=Occasion.EMAIL_SET, recipient=new, facts=facts), now=now)

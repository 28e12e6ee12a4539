"""The former e-mail address takes a change back: its link restores it and ends every session (`domain.md R9`)."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from ugyfelkapu.foundation.database import Transaction
from ugyfelkapu.gate.actions.journal.owner_journal import Activity, DataSet, OwnerEvent, failed_try, note
from ugyfelkapu.gate.actions.mail.letter import Facts, Occasion
from ugyfelkapu.gate.actions.mail.tell import Notice, new_freezing_code, tell
from ugyfelkapu.gate.domain.activation_code import Recipient
from ugyfelkapu.gate.domain.device import Origin
from ugyfelkapu.gate.domain.secret import SecretKind, digest_of
from ugyfelkapu.gate.ports import GateWorld
from ugyfelkapu.gate.store import codes, email_changes, sessions, sign_ins, standing_changes
from ugyfelkapu.gate.store.email_changes import EmailChange
from ugyfelkapu.identification import StandingEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone:
    """The former address is in force again."""

    freezing_code: str
    """With it the owner can suspend the gate as well, if a stranger made the change."""


class NotUndone(StrEnum):
    """Why nothing was done."""

    UNKNOWN_CODE = "unknown_code"
    """Used, too old, mistyped, or overtaken: an earlier change was taken back already, or a newer wish replaced this one."""


async def undoable(world: GateWorld, code: str) -> EmailChange | None:
    """The change a link takes back; `None`: it is no good. Changes nothing."""
    digest = digest_of(SecretKind.EMAIL_UNDO_CODE, code)
    return await email_changes.find_undo(world.database.reader, digest, now=world.clock.now()) if digest else None


async def undo_email_change(world: GateWorld, code: str, origin: Origin) -> Undone | NotUndone:
    """Use the link up: the former address is back, whatever came after it; everybody signs in again."""
    digest = digest_of(SecretKind.EMAIL_UNDO_CODE, code)
    now = world.clock.now()
    async with world.database.transaction() as tx:
        change = await email_changes.use_undo(tx, digest, now=now) if digest else None
        if change and await email_changes.restore(tx, change):
            return await _restored(tx, world, change, now=now)
        why = NotUndone.UNKNOWN_CODE
        await note(tx, failed_try(Activity.UNDO_EMAIL, "", outcome=why, address=origin.address, at=now))
        return why


async def _restored(tx: Transaction, world: GateWorld, change: EmailChange, *, now: datetime) -> Undone | NotUndone:
    gate_id = change.gate_id
    await codes.end(tx, codes.PASSWORD_RESET, gate_id)
    await sign_ins.end_of_gate(tx, gate_id)
    await sessions.end_of_gate(tx, gate_id, kept="", now=now)
    await standing_changes.add(tx, gate_id, StandingEvent.DATA_CHANGED, session_id=None, now=now)
    await note(tx, OwnerEvent(at=now, activity=Activity.UNDO_EMAIL, data_set=DataSet.CONTACT, gate_id=gate_id))
    account = await sign_ins.account_of(tx, gate_id, device=None)
    if account is None:
        return NotUndone.UNKNOWN_CODE
    await _tell(tx, world, account.recipient, change=change, now=now)
    return Undone(freezing_code=await new_freezing_code(tx, world, account.recipient, now=now))


async def _tell(tx: Transaction, world: GateWorld, recipient: Recipient, *, change: EmailChange, now: datetime) -> None:
    """Both addresses hear of it, so that neither can be taken in silence; one that never proved itself hears nothing."""
    told = [change.former_email, *([change.new_email] if change.changed_at else [])]
    for email in told:
        notice = Notice(occasion=Occasion.EMAIL_RESTORED, recipient=replace(recipient, email=email), facts=Facts(at=now))
        await tell(tx, world, notice, now=now)

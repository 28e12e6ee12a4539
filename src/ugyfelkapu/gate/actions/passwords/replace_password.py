"""A new password comes into force, and what hung on the old one ends, in one transaction (`domain.md R7`, R15)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from ugyfelkapu.foundation.database import Transaction
from ugyfelkapu.gate.actions.mail.letter import Facts, Occasion
from ugyfelkapu.gate.actions.mail.tell import Notice, tell
from ugyfelkapu.gate.actions.sessions.tell_broker import tell_broker
from ugyfelkapu.gate.domain.device import Origin
from ugyfelkapu.gate.domain.password import former_passwords_kept, validity_days
from ugyfelkapu.gate.domain.policy import GatePolicy
from ugyfelkapu.gate.domain.sign_in import Account
from ugyfelkapu.gate.ports import GateWorld
from ugyfelkapu.gate.store import codes, passwords, sessions, sign_ins, standing_changes
from ugyfelkapu.identification import StandingEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPassword:
    """A password that passed every rule, as its hash, and how long its owner wants it to live."""

    encoded: str
    wished_days: int | None
    policy: GatePolicy
    origin: Origin


async def put_in_force(tx: Transaction, account: Account, new: NewPassword, *, now: datetime) -> None:
    """The new password alone is good from now on; half-done sign-ins and codes for the old one are gone."""
    days = validity_days(new.wished_days, policy=new.policy) or new.policy.password_validity_days
    await passwords.replace(tx, account.gate_id, new.encoded, expires_at=now + timedelta(days=days), now=now)
    await passwords.forget_old(tx, account.gate_id, kept=former_passwords_kept(new.policy))
    await codes.end(tx, codes.PASSWORD_RESET, account.gate_id)
    await sign_ins.end_of_gate(tx, account.gate_id)


async def end_other_sessions(tx: Transaction, account: Account, *, kept: str, now: datetime) -> None:
    """End the gate's sessions but one, and tell the broker of each."""
    for session_id in await sessions.end_of_gate(tx, account.gate_id, kept=kept, now=now):
        event = StandingEvent.SESSION_ENDED
        await standing_changes.add(tx, account.gate_id, event, session_id=session_id, now=now)


async def end_all_sessions(tx: Transaction, account: Account, *, now: datetime) -> None:
    """End everything that was begun with the former credentials, here and at the broker."""
    ended = await sessions.end_of_gate(tx, account.gate_id, kept="", now=now)
    await tell_broker(tx, account.gate_id, StandingEvent.CREDENTIALS_RESET, ended=ended, now=now)


async def tell_owner(tx: Transaction, world: GateWorld, account: Account, *, origin: Origin, now: datetime) -> None:
    """Say by mail that the password changed, when and from where (`domain.md R15`)."""
    facts = Facts(at=now, address=origin.address, description=origin.description)
    await tell(tx, world, Notice(occasion=Occasion.PASSWORD_CHANGED, recipient=account.recipient, facts=facts), now=now)

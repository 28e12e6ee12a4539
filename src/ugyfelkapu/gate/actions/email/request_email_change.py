"""A new e-mail address is asked for: a code goes to it, and the address in force is told how to stop it (`domain.md R9`).

Nobody learns whether the address is another gate's: it may be, and nothing is looked up (several gates may share one).
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import urlencode

from ugyfelkapu.foundation.database import Transaction
from ugyfelkapu.foundation.identifiers import identifier
from ugyfelkapu.foundation.policy import policy_at
from ugyfelkapu.foundation.throttle import Lane, Wait
from ugyfelkapu.gate.actions.journal.owner_journal import Activity, DataSet, OwnerEvent, note
from ugyfelkapu.gate.actions.mail.letter import Facts, Occasion
from ugyfelkapu.gate.actions.mail.tell import Notice, tell
from ugyfelkapu.gate.actions.passwords.mailed_code import new_code
from ugyfelkapu.gate.actions.sessions.live_session import running_session
from ugyfelkapu.gate.actions.sessions.tries import MAIL_WAIT, SHORT_WAIT, Tries
from ugyfelkapu.gate.domain.device import Origin
from ugyfelkapu.gate.domain.email import EmailAddress, EmailFault, email_of
from ugyfelkapu.gate.domain.policy import STANDING, GatePolicy
from ugyfelkapu.gate.domain.secret import SECRET_BYTES, SecretKind, made
from ugyfelkapu.gate.domain.sign_in import Account, Refused
from ugyfelkapu.gate.ports import GateWorld
from ugyfelkapu.gate.store import email_changes, standings
from ugyfelkapu.gate.store.email_changes import EmailChange

UNDO = "/undo-email"
FREE_CODES = 5
"""A gate sends so many codes to new addresses before it must wait: nobody's mailbox is filled from here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeSent:
    """A code is on its way to the new address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SameAddress:
    """The address is in force already."""


async def request_email_change(
    world: GateWorld, typed: str, origin: Origin
) -> CodeSent | SameAddress | EmailFault | Refused | Wait:
    """Keep the wish of whoever is freshly signed in; `GONE`: nobody is. The newest wish ends the ones before it."""
    running = await running_session(world, origin.session)
    if running is None or not running.fresh:
        return Refused.GONE
    email = email_of(typed)
    if isinstance(email, EmailFault):
        return email
    if email.casefold() == running.account.email.casefold():
        return SameAddress()
    now = world.clock.now()
    admitted = await _tries(running.account).take(world.database, now=now)
    if isinstance(admitted, Wait):
        return admitted
    async with world.database.transaction() as tx:
        return await _ask(tx, world, running.account, email=email, origin=origin)


async def _ask(
    tx: Transaction, world: GateWorld, account: Account, *, email: EmailAddress, origin: Origin
) -> CodeSent | Refused:
    now = world.clock.now()
    if not await standings.hold_active(tx, account.gate_id):
        return Refused.GONE
    policy = await policy_at(tx, STANDING, now=now)
    change = EmailChange(
        change_id=identifier(now),
        gate_id=account.gate_id,
        former_email=EmailAddress(account.email),
        new_email=email,
        asked_at=now,
        changed_at=None,
    )
    facts = Facts(at=now, address=origin.address, description=origin.description)
    await _send_code(tx, world, account, change=change, facts=facts)
    url = await undo_url(tx, world, change.change_id, policy=policy, now=now)
    told = replace(facts, new_email=email, undo_url=url)
    await tell(tx, world, Notice(occasion=Occasion.EMAIL_ASKED, recipient=account.recipient, facts=told), now=now)
    event = OwnerEvent(at=now, activity=Activity.ASK_FOR_EMAIL, data_set=DataSet.CONTACT, gate_id=account.gate_id)
    await note(tx, event)
    return CodeSent()


async def _send_code(tx: Transaction, world: GateWorld, account: Account, *, change: EmailChange, facts: Facts) -> None:
    policy = await policy_at(tx, STANDING, now=facts.at)
    until = facts.at + timedelta(hours=policy.confirmation_code_hours)
    code, digest = new_code(world, account.recipient, SecretKind.EMAIL_CODE)
    await email_changes.ask(tx, change, code=digest, expires_at=until)
    recipient = replace(account.recipient, email=change.new_email)
    told = replace(facts, code=code, until=until)
    await tell(tx, world, Notice(occasion=Occasion.EMAIL_CODE, recipient=recipient, facts=told), now=facts.at)


async def undo_url(tx: Transaction, world: GateWorld, change_id: str, *, policy: GatePolicy, now: datetime) -> str:
    """A link that takes the change back, good for the days of the policy from now."""
    secret, digest = made(SecretKind.EMAIL_UNDO_CODE, world.entropy.bytes(SECRET_BYTES))
    await email_changes.keep_undo(tx, change_id, digest, expires_at=now + timedelta(days=policy.email_undo_days))
    return f"{world.public_url}{UNDO}?{urlencode({'code': secret})}"


def _tries(account: Account) -> Tries:
    lane = Lane(key=f"gate/address/1/{account.gate_id}", free_tries=FREE_CODES, first_wait=SHORT_WAIT, longest_wait=MAIL_WAIT)
    return Tries(own=(lane,))

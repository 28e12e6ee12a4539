"""Forgotten password: everybody leaves the same wish, and the worker looks whether there is anything to send (`domain.md R8`).

So known and unknown cost the same statements and get the same page, also while mail is down.
"""

from datetime import datetime

from ugyfelkapu.foundation.database import Transaction
from ugyfelkapu.foundation.policy import policy_at
from ugyfelkapu.foundation.throttle import Wait
from ugyfelkapu.gate.actions.journal.owner_journal import Activity, DataSet, OwnerEvent, note
from ugyfelkapu.gate.actions.mail.letter import Facts, Occasion
from ugyfelkapu.gate.actions.mail.tell import Notice, tell
from ugyfelkapu.gate.actions.passwords import activation_code
from ugyfelkapu.gate.actions.sessions.tries import mail_tries
from ugyfelkapu.gate.domain.activation_code import code_expires_at, may_still_activate
from ugyfelkapu.gate.domain.device import Origin
from ugyfelkapu.gate.domain.email import EmailFault, email_of
from ugyfelkapu.gate.domain.gate import Standing
from ugyfelkapu.gate.domain.password import PasswordAge, age_of, renewable_until
from ugyfelkapu.gate.domain.policy import STANDING, GatePolicy
from ugyfelkapu.gate.domain.secret import SecretKind
from ugyfelkapu.gate.domain.sign_in import Account
from ugyfelkapu.gate.domain.username import fold_username
from ugyfelkapu.gate.ports import GateWorld
from ugyfelkapu.gate.store import password_wishes, sign_ins
from ugyfelkapu.gate.store.password_wishes import PasswordWish

LONGEST_EMAIL = 254


async def request_password_reset(world: GateWorld, *, username: str, email: str, origin: Origin) -> Wait | None:
    """Leave the wish; nothing of the answer depends on whether there is such a gate."""
    now = world.clock.now()
    wish = PasswordWish(
        username_folded=fold_username(username),
        email=_spelling(email),
        address=origin.address,
        description=origin.description,
        asked_at=now,
    )
    admitted = await mail_tries(wish.username_folded, wish.email, origin, now=now).take(world.database, now=now)
    if isinstance(admitted, Wait):
        return admitted
    async with world.database.transaction() as tx:
        await password_wishes.keep(tx, wish)
    return None


async def answer_password_wish(world: GateWorld) -> bool:
    """For the worker: answer the oldest wish; whether there was one. The wish and its mail are one transaction."""
    now = world.clock.now()
    async with world.database.transaction() as tx:
        wish = await password_wishes.take(tx)
        if wish is None:
            return False
        account = await sign_ins.find_account(tx, wish.username_folded, device=None)
        if account is None or _spelling(account.email) != wish.email:
            await _note(tx, "", outcome="unknown", now=now)
        else:
            await _note(tx, account.gate_id, outcome=await _send(tx, world, account, wish=wish, now=now), now=now)
        return True


async def _send(tx: Transaction, world: GateWorld, account: Account, *, wish: PasswordWish, now: datetime) -> str:
    policy = await policy_at(tx, STANDING, now=now)
    if account.standing is Standing.REGISTERED and may_still_activate(account.registered_at, policy=policy, now=now):
        await activation_code.issue_again(tx, world, account.recipient, registered_at=account.registered_at, now=now)
        return "activation_code"
    expires_at = account.password_expires_at
    if expires_at is None or not _may_renew(account.standing, expires_at, policy=policy, now=now):
        return "in_person_only"
    kind = SecretKind.PASSWORD_RESET_CODE
    until = code_expires_at(now, policy=policy)
    code = await activation_code.keep_code(tx, world, account.recipient, kind=kind, expires_at=until)
    told = min(until, renewable_until(expires_at, policy=policy))  # a code tried later is told why it does not help any more
    facts = Facts(at=wish.asked_at, code=code, until=told, address=wish.address, description=wish.description)
    await tell(tx, world, Notice(occasion=Occasion.PASSWORD_RESET, recipient=account.recipient, facts=facts), now=now)
    return "reset_code"


def _may_renew(standing: Standing, expires_at: datetime, *, policy: GatePolicy, now: datetime) -> bool:
    """Until the grace after expiry is over (`domain.md R7`)."""
    return standing is Standing.ACTIVE and age_of(expires_at, policy=policy, now=now) is not PasswordAge.LAPSED


async def _note(tx: Transaction, gate_id: str, *, outcome: str, now: datetime) -> None:
    event = OwnerEvent(
        at=now,
        activity=Activity.ASK_FOR_PASSWORD,
        data_set=DataSet.CONTACT,
        gate_id=gate_id,
        outcome=outcome,
        actor="",
    )
    await note(tx, event)


def _spelling(email: str) -> str:
    """The address as it is compared: exact, but for case, which mail servers ignore, and a domain's two spellings."""
    address = email_of(email)
    return (email.strip()[:LONGEST_EMAIL] if isinstance(address, EmailFault) else address).casefold()

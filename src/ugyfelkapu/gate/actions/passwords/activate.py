"""Activation: the code from the mail, and a password of the owner's own; at once the gate is open (`domain.md R5`)."""

from dataclasses import dataclass
from datetime import datetime

from ugyfelkapu.foundation.database import Transaction
from ugyfelkapu.foundation.policy import policy_at
from ugyfelkapu.foundation.throttle import Wait
from ugyfelkapu.gate.actions.journal.owner_journal import Activity, DataSet, OwnerEvent, note
from ugyfelkapu.gate.actions.mail.letter import Facts, Occasion
from ugyfelkapu.gate.actions.mail.tell import Notice, tell
from ugyfelkapu.gate.actions.passwords.choose_password import choose_password
from ugyfelkapu.gate.actions.passwords.redeem_code import CodeForm, GoodCode, look_at_code
from ugyfelkapu.gate.actions.passwords.replace_password import NewPassword, put_in_force
from ugyfelkapu.gate.actions.sessions.begin_session import know_device
from ugyfelkapu.gate.domain.activation_code import may_still_activate
from ugyfelkapu.gate.domain.gate import Standing
from ugyfelkapu.gate.domain.password import Choice, Weakness
from ugyfelkapu.gate.domain.policy import STANDING
from ugyfelkapu.gate.domain.secret import SecretKind
from ugyfelkapu.gate.domain.sign_in import Refused
from ugyfelkapu.gate.ports import GateWorld
from ugyfelkapu.gate.store import codes, gates, provisional_gates


@dataclass(frozen=True, slots=True, kw_only=True)
class Activated:
    """The gate is open; this browser is known to it."""

    device: str
    """The value of the `device` cookie."""
    waits_for_counter: bool = False
    """It is a provisional gate: the password is good from the day on which a counter confirms it (`domain.md R2`)."""


async def activate(world: GateWorld, form: CodeForm) -> Activated | Weakness | Refused | Wait:
    """Redeem the activation code and put the first password in force; a weak password leaves the code unused."""
    now = world.clock.now()
    good = await look_at_code(world, form, SecretKind.ACTIVATION_CODE, now=now)
    if not isinstance(good, GoodCode):
        return good
    policy = await policy_at(world.database.reader, STANDING, now=now)
    account = good.account
    if not may_still_activate(account.registered_at, policy=policy, now=now):
        return Refused.WRONG
    choice = Choice(
        password=form.new_password,
        again=form.new_password_again,
        second_factor=account.second_factor,
        username=account.username,
    )
    encoded = await choose_password(world, choice, gate_id=account.gate_id, current=None, policy=policy)
    if isinstance(encoded, Weakness | Refused):
        return encoded
    new = NewPassword(encoded=encoded, wished_days=form.wished_days, policy=policy, origin=form.origin)
    async with world.database.transaction() as tx:
        return await _open(tx, world, good, new=new, now=now)


async def _open(tx: Transaction, world: GateWorld, good: GoodCode, *, new: NewPassword, now: datetime) -> Activated | Refused:
    account = good.account
    if not await codes.redeem(tx, codes.ACTIVATION, good.digest, gate_id=account.gate_id, now=now):
        return Refused.WRONG
    provisional = account.standing is Standing.PROVISIONAL
    opens = provisional_gates.activate if provisional else gates.activate
    if not await opens(tx, account.gate_id, now=now):
        return Refused.WRONG
    await put_in_force(tx, account, new, now=now)
    await good.tries.forget(tx)
    facts = Facts(at=now, address=new.origin.address, description=new.origin.description)
    occasion = Occasion.PROVISIONAL_ACTIVATED if provisional else Occasion.ACTIVATED
    await tell(tx, world, Notice(occasion=occasion, recipient=account.recipient, facts=facts), now=now)
    await note(tx, OwnerEvent(at=now, activity=Activity.ACTIVATE, data_set=DataSet.CREDENTIALS, gate_id=account.gate_id))
    device = await know_device(tx, world, account, origin=new.origin, now=now)
    return Activated(device=device, waits_for_counter=provisional)

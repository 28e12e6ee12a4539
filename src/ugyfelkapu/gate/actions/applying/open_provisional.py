"""The worker opens the provisional gates that were asked for, and lets unfinished applications vanish (`domain.md R2`)."""

from dataclasses import replace
from datetime import datetime

from ugyfelkapu.foundation.database import Transaction
from ugyfelkapu.foundation.identifiers import identifier
from ugyfelkapu.foundation.outbox import post
from ugyfelkapu.foundation.policy import policy_at
from ugyfelkapu.gate.actions.applying.begin_at_home import home_recipient
from ugyfelkapu.gate.actions.journal.home_journal import DONE, Activity, note
from ugyfelkapu.gate.actions.mail.letter import Facts, Occasion, letter
from ugyfelkapu.gate.actions.passwords.activation_code import keep_code
from ugyfelkapu.gate.actions.registration import home_data
from ugyfelkapu.gate.domain.activation_code import code_expires_at, codes_over_since
from ugyfelkapu.gate.domain.gate import GateId
from ugyfelkapu.gate.domain.home_application import HomeApplication, HomeData
from ugyfelkapu.gate.domain.policy import STANDING
from ugyfelkapu.gate.domain.secret import SecretKind
from ugyfelkapu.gate.domain.username import Username
from ugyfelkapu.gate.ports import GateWorld
from ugyfelkapu.gate.store import home_applications, provisional_gates
from ugyfelkapu.gate.store.provisional_gates import ProvisionalGate

BATCH = 100


async def open_provisional(world: GateWorld) -> bool:
    """Answer the longest waiting wish; whether there was one. Gate, code and mail are one transaction."""
    now = world.clock.now()
    async with world.database.transaction() as tx:
        application = await home_applications.take_unanswered(tx, now=now)
        if application is None:
            return False
        data, gate_id = home_data.opened(world, application), GateId(identifier(now))
        if await provisional_gates.open_provisional(tx, _gate(data, gate_id), now=now):
            await home_applications.give_gate(tx, application.application_id, gate_id)
            await _send_code(tx, world, data, gate_id=gate_id, now=now)
            await note(tx, Activity.OPEN_PROVISIONAL, replace(application, gate_id=gate_id), outcome=DONE, at=now)
        else:
            mail = letter(world.public_url, Occasion.PROVISIONAL_NAME_TAKEN, home_recipient(data, gate_id), facts=Facts(at=now))
            await post(tx, mail, now=now)
            await note(tx, Activity.OPEN_PROVISIONAL, application, outcome="username_taken", at=now)
    return True


async def forget_unfinished(world: GateWorld) -> int:
    """Delete a batch of applications past their time, with the provisional gates that wait for nobody any more."""
    now = world.clock.now()
    reader = world.database.reader
    policy = await policy_at(reader, STANDING, now=now)
    since = codes_over_since(now, policy=policy)
    found = await home_applications.over(reader, answered_until=since, many=BATCH, now=now)
    return sum([await _forget(world, application, now=now) for application in found])


async def _forget(world: GateWorld, application: HomeApplication, *, now: datetime) -> bool:
    async with world.database.transaction() as tx:
        gone = await home_data.forget(tx, application)
        if gone:
            await note(tx, Activity.FORGET, application, outcome=DONE, at=now)
        return gone


async def _send_code(tx: Transaction, world: GateWorld, data: HomeData, *, gate_id: GateId, now: datetime) -> None:
    until = code_expires_at(now, policy=await policy_at(tx, STANDING, now=now))
    recipient = home_recipient(data, gate_id)
    code = await keep_code(tx, world, recipient, kind=SecretKind.ACTIVATION_CODE, expires_at=until)
    facts = Facts(at=now, code=code, until=until)
    await post(tx, letter(world.public_url, Occasion.PROVISIONAL, recipient, facts=facts), now=now)


def _gate(data: HomeData, gate_id: GateId) -> ProvisionalGate:
    return ProvisionalGate(gate_id=gate_id, username=Username(data.username), email=data.email, language=data.language)

"""At a sign-in the register is asked again when the copy is old (`domain.md R10`); a young copy costs not one statement.

Found: the new data count from now on. Dead, gone or ended: every gate ends and nobody is signed in. Silent: the sign-in goes on
with the last known data, and what it reaches is capped once they are too old (`begin_session`).
"""

import asyncio
from dataclasses import replace
from datetime import datetime

from ugyfelkapu.gate.actions.journal.register_journal import Activity, RegisterNote, note
from ugyfelkapu.gate.actions.registers.ask_register_again import ask_register_again
from ugyfelkapu.gate.actions.registers.take_over_person import Heard, Occurrence, TakenOver, take_over_person
from ugyfelkapu.gate.domain.person import Person
from ugyfelkapu.gate.domain.policy import GatePolicy
from ugyfelkapu.gate.domain.register_copy import CopyAge, copy_age
from ugyfelkapu.gate.domain.sign_in import Account
from ugyfelkapu.gate.ports import GateWorld, Gone, Known, Unavailable
from ugyfelkapu.gate.store import people

PATIENCE_SECONDS = 2.0
"""Somebody waits: longer than this no register is waited for."""


async def with_young_copy(world: GateWorld, account: Account, *, policy: GatePolicy, now: datetime) -> Account | None:
    """The account, with a copy as young as its register allows; `None`: the person lost every gate."""
    if copy_age(account.taken_over_at, policy=policy, now=now) is CopyAge.YOUNG:
        return account
    person = await people.by_id(world.database.reader, account.person_id)
    if person is None:
        return None
    answer = await _answer(world, person, now=now)
    if isinstance(answer, Unavailable):
        return account
    async with world.database.transaction() as tx:
        heard = Heard(person=person, answer=answer, occurrence=Occurrence.SIGN_IN)
        outcome = await take_over_person(tx, world, heard, now=now)
    if outcome is TakenOver.ENDED or isinstance(answer, Gone):
        return None
    if outcome is TakenOver.CONFLICT:
        return account
    return replace(account, taken_over_at=now, name=answer.person.identity.current_name)


async def _answer(world: GateWorld, person: Person, *, now: datetime) -> Known | Gone | Unavailable:
    """What the register says; that it was asked in vain is written down too."""
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            answer = await ask_register_again(world, person, reference=f"sign-in-{person.person_id}")
    except TimeoutError:
        answer = Unavailable(register=person.register, reason="no answer in time")
    if isinstance(answer, Unavailable):
        technical = {"reason": Occurrence.SIGN_IN.value, "register": answer.register.value, "why": answer.reason}
        entry = RegisterNote(activity=Activity.ASK_AGAIN, subject=person.person_id, outcome="unavailable", technical=technical)
        async with world.database.transaction() as tx:
            await note(tx, entry, at=now)
    return answer

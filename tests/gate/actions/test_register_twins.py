"""Whatever a register corrects, somebody stays one person, and the dead lose every gate (`domain.md` R10, R12, R14)."""

from dataclasses import replace
from datetime import date

import pytest

from tests.gate.actions.test_card_code_of_a_payer import applies, shows_code
from tests.gate.actions.test_register_events import MARRIED
from tests.gate.card_world import ListedCards, an_eid_world
from tests.gate.counter_world import Counter, a_person
from tests.gate.owner_world import Owner, an_owner
from tests.gate.standing_world import broken
from ugyfelkapu.gate.actions.applying.apply_online import OnlineRefused
from ugyfelkapu.gate.actions.applying.held_application import MustPay
from ugyfelkapu.gate.actions.applying.prove_by_code import CardProven
from ugyfelkapu.gate.actions.registers.take_over_person import Heard, Occurrence, TakenOver, take_over_person
from ugyfelkapu.gate.actions.standing.end_gate import Ending, end_gate
from ugyfelkapu.gate.domain.doer import SYSTEM
from ugyfelkapu.gate.domain.ending import EndCause
from ugyfelkapu.gate.domain.identity import PersonName, RegisteredPerson
from ugyfelkapu.gate.domain.person import Person, PersonId
from ugyfelkapu.gate.ports import Known
from ugyfelkapu.gate.store import people

CORRECTED = replace(
    a_person(),
    identity=replace(a_person().identity, mothers_birth_name=PersonName(family_name="Őri", given_name="Ágnes Mária")),
)


@pytest.fixture
async def owner(counter: Counter) -> Owner:
    """Somebody with an active gate."""
    return await an_owner(counter)


async def test_whom_the_register_corrected_is_the_same_person_online(owner: Owner) -> None:
    counter, cards = owner.counter, ListedCards()
    cards.know(CORRECTED)
    eid = an_eid_world(counter.world, cards)
    proven = await shows_code(eid)
    assert isinstance(proven, CardProven)
    outcome = await applies(eid, proven.secret)
    assert isinstance(outcome, MustPay | OnlineRefused), "a further gate, and no first one"
    assert len(await counter.rows("person")) == 1


async def heard_of(owner: Owner, person: RegisteredPerson) -> TakenOver:
    """What becomes of a register's answer about the owner."""
    counter = owner.counter
    asked = await the_person(owner)
    answer = Known(register=asked.register, record=asked.record, person=person)
    async with counter.world.database.transaction() as tx:
        heard = Heard(person=asked, answer=answer, occurrence=Occurrence.EVENT)
        return await take_over_person(tx, counter.world, heard, now=counter.now)


async def the_person(owner: Owner) -> Person:
    sql = "SELECT person_id FROM gate WHERE username = :username"
    row = await owner.counter.world.database.reader.one(sql, username=owner.username)
    found = await people.by_id(owner.counter.world.database.reader, PersonId(row.text("person_id")))
    assert found is not None
    return found


async def test_the_dead_lose_their_gates_though_the_register_gives_them_anothers_data(owner: Owner) -> None:
    other = a_person(number="765432BA", born=date(1985, 5, 5))
    await owner.counter.registers_person(other, "masik85")
    assert await heard_of(owner, other) is TakenOver.CONFLICT
    assert await heard_of(owner, replace(other, deceased=True)) is TakenOver.ENDED
    standings = {row.text("username"): row.text("standing") for row in await owner.counter.rows("gate")}
    assert standings == {owner.username: "terminated", "masik85": "registered"}


async def test_nothing_readable_comes_back_of_somebody_whose_gate_ended_while_the_register_was_asked(owner: Owner) -> None:
    counter, gate_id, asked = owner.counter, await owner.gate_id(), await the_person(owner)
    async with counter.world.database.transaction() as tx:
        await end_gate(tx, counter.world, gate_id, ending=Ending(by=SYSTEM, cause=EndCause.OWNERS_REQUEST), now=counter.now)
    answer = Known(register=asked.register, record=asked.record, person=MARRIED)
    async with counter.world.database.transaction() as tx:
        heard = Heard(person=asked, answer=answer, occurrence=Occurrence.EVENT)
        assert await take_over_person(tx, counter.world, heard, now=counter.now) is TakenOver.UNCHANGED
    [row] = await counter.rows("person")
    assert not row.text("family_name")
    assert not await broken(counter)

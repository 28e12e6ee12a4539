"""A gate opened without a clerk, once somebody proved who they are (`domain.md R2`)."""

from dataclasses import replace
from datetime import date

import pytest

from tests.gate.counter_world import Counter, a_person, record_of
from tests.gate.standing_world import broken
from ugyfelkapu.gate.actions.applying.apply_online import OnlineRefused, Proven, apply_online
from ugyfelkapu.gate.actions.applying.held_application import MustPay
from ugyfelkapu.gate.actions.registration import wish
from ugyfelkapu.gate.actions.registration.open_gate import Opened
from ugyfelkapu.gate.actions.registration.wish import UsernameTaken, Wish, WishFaults
from ugyfelkapu.gate.domain.counter_case import Answer
from ugyfelkapu.gate.domain.identity import Register, RegisteredPerson
from ugyfelkapu.gate.domain.registration import LEVELS, RefusalReason, RegistrationWay

ONLINE = [way for way in RegistrationWay if way is not RegistrationWay.COUNTER]


async def applies(
    counter: Counter, person: RegisteredPerson, way: RegistrationWay = RegistrationWay.EID_CODE, username: str = "otthonrol1"
) -> Opened | MustPay | WishFaults | OnlineRefused:
    """Somebody whom a register answered for asks for a gate."""
    read = wish.read(wish.Typed(username=username, email="otthon@example.hu", language="hu"))
    assert isinstance(read, Wish)
    answer = Answer(register=Register.SZL, person=person, record=record_of(person))
    async with counter.world.database.transaction() as tx:
        return await apply_online(tx, counter.world, Proven(way=way, answer=answer), wish=read, now=counter.now)


@pytest.mark.parametrize("way", ONLINE)
async def test_the_level_of_the_gate_follows_the_way(counter: Counter, way: RegistrationWay) -> None:
    outcome = await applies(counter, a_person(), way)
    assert isinstance(outcome, Opened)
    assert (outcome.gate.registered_level, outcome.gate.registered_way) == (LEVELS[way], way)
    assert outcome.receipt.registrar is None
    assert ("register_online", "done") in await counter.journal()
    assert not await broken(counter)


async def test_a_second_gate_is_refused_where_nothing_can_be_paid_online(counter: Counter) -> None:
    await applies(counter, a_person())
    outcome = await applies(counter, a_person(), username="otthonrol2")
    assert isinstance(outcome, OnlineRefused)
    assert outcome.reason is RefusalReason.HAS_GATE
    assert len(await counter.rows("gate")) == 1


async def test_a_taken_name_is_told_with_others_and_leaves_nobody_behind(counter: Counter) -> None:
    await counter.registers_person(a_person("Más", born=date(1970, 1, 1)), "otthonrol1")
    outcome = await applies(counter, a_person(number="654321AB"))
    assert isinstance(outcome, WishFaults)
    assert isinstance(outcome.username, UsernameTaken)
    assert len(await counter.rows("person")) == 1


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"deceased": True}, RefusalReason.DECEASED),
        ({"document_valid_until": date(2000, 1, 1)}, RefusalReason.DOCUMENT_EXPIRED),
    ],
)
async def test_what_stands_against_a_gate_at_a_counter_stands_against_it_online(
    counter: Counter, changed: dict[str, object], reason: RefusalReason
) -> None:
    outcome = await applies(counter, replace(a_person(), **changed))  # type: ignore[arg-type]  # each value is of its field
    assert outcome == OnlineRefused(reason=reason)
    assert not await counter.rows("person")
    assert ("apply_online", reason) in await counter.journal()

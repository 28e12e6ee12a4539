"""Registration by card number and code: guessed in vain, used up once, healed after a crash (`domain.md R2`)."""

import asyncio
from datetime import date

import pytest

from tests.gate.card_world import CODE, ListedCards, an_eid_world
from tests.gate.counter_world import Counter, a_person
from tests.gate.standing_world import broken
from ugyfelkapu.foundation.throttle import Wait
from ugyfelkapu.gate.actions.applying.apply_online import OnlineRefused
from ugyfelkapu.gate.actions.applying.prove_by_code import CardProven, TypedCode, Underway, prove_by_code
from ugyfelkapu.gate.actions.applying.settle_application import (
    CodeLost,
    NoApplication,
    OnItsWay,
    Settled,
    apply_with_card,
    name_of,
    settle_left_behind,
)
from ugyfelkapu.gate.actions.registration.open_gate import Opened
from ugyfelkapu.gate.actions.registration.wish import Typed, UsernameTaken, WishFaults
from ugyfelkapu.gate.actions.upkeep.purge_expired import purge_expired
from ugyfelkapu.gate.domain.eid import CodeRefused
from ugyfelkapu.gate.domain.registration import RefusalReason, RegistrationWay
from ugyfelkapu.gate.ports import EidWorld, Unavailable
from ugyfelkapu.identification import AssuranceLevel

CARD = "123456AB"
MANY = 20
BROWSER = b"b" * 32


@pytest.fixture
def cards() -> ListedCards:
    cards = ListedCards()
    cards.know(a_person(number=CARD))
    return cards


@pytest.fixture
def eid(counter: Counter, cards: ListedCards) -> EidWorld:
    return an_eid_world(counter.world, cards)


def typed(code: str = CODE, *, card: str = CARD, network: str = "192.0.2.0/24") -> TypedCode:
    return TypedCode(card_number=card, code=code, network=network, browser_digest=BROWSER)


async def proven(eid: EidWorld, code: TypedCode | None = None) -> str:
    """Somebody's secret after the proof."""
    outcome = await prove_by_code(eid, code or typed())
    assert isinstance(outcome, CardProven), outcome
    return outcome.secret


async def applies(eid: EidWorld, secret: str, username: str = "kartyaskati") -> Settled:
    return await apply_with_card(eid, secret, Typed(username=username, email="kati@example.hu", language="hu"))


async def test_a_right_code_opens_a_gate_of_substantial_level_and_is_used_up(
    counter: Counter, eid: EidWorld, cards: ListedCards
) -> None:
    outcome = await applies(eid, await proven(eid))
    assert isinstance(outcome, Opened)
    assert outcome.gate.registered_level is AssuranceLevel.SUBSTANTIAL
    assert outcome.gate.registered_way is RegistrationWay.EID_CODE
    assert list(cards.used_by) == [CARD]
    assert not await counter.rows("card_application")
    assert {("prove_online", "done"), ("register_online", "done")} <= set(await counter.journal())
    assert not await broken(counter)


async def test_number_and_code_may_be_typed_with_spaces_and_hyphens(eid: EidWorld) -> None:
    assert await proven(eid, typed("12345 678-90", card="123456 ab"))


async def test_the_code_is_not_used_up_by_the_proof(eid: EidWorld, cards: ListedCards) -> None:
    await proven(eid)
    assert not cards.used_by


async def test_a_used_code_opens_nothing_again(eid: EidWorld) -> None:
    await applies(eid, await proven(eid))
    assert await prove_by_code(eid, typed()) is CodeRefused.USED_UP


@pytest.mark.parametrize("code", ["0000000000", "12345", "not a code", "1" * 300])
async def test_a_wrong_code_and_an_unknown_card_are_refused_alike(counter: Counter, eid: EidWorld, code: str) -> None:
    assert await prove_by_code(eid, typed(code)) is CodeRefused.WRONG
    assert await prove_by_code(eid, typed(code, card="999999XY")) is CodeRefused.WRONG
    assert (await counter.journal()).count(("apply_online", "wrong")) == 2


async def test_guesses_at_a_card_are_limited_known_or_not(eid: EidWorld) -> None:
    for card in (CARD, "999999XY"):
        outcomes = [await prove_by_code(eid, typed(f"{number:010}", card=card)) for number in range(8)]
        assert isinstance(outcomes[-1], Wait)
        assert outcomes.count(CodeRefused.WRONG) == 6


async def test_guesses_of_a_shut_lane_do_not_reach_the_register(eid: EidWorld, cards: ListedCards) -> None:
    for number in range(20):
        await prove_by_code(eid, typed(f"{number:010}"))
    assert len(cards.proofs) == 6


async def test_a_silent_register_is_said_and_nothing_is_kept(counter: Counter, eid: EidWorld, cards: ListedCards) -> None:
    cards.is_silent = True
    assert isinstance(await prove_by_code(eid, typed()), Unavailable)
    assert not await counter.rows("card_application")


async def test_what_is_kept_between_is_sealed(counter: Counter, eid: EidWorld) -> None:
    await proven(eid)
    (row,) = await counter.rows("card_application")
    assert "Kovács".encode() not in row.blob("answer")
    assert CARD.encode() not in row.blob("answer")


async def test_of_many_submissions_one_opens_a_gate(counter: Counter, eid: EidWorld) -> None:
    secret = await proven(eid)
    outcomes = await asyncio.gather(*(applies(eid, secret) for _ in range(MANY)))
    assert sum(isinstance(outcome, Opened) for outcome in outcomes) == 1
    assert len(await counter.rows("gate")) == 1
    assert len(await counter.rows("outbox")) == 1


async def test_of_many_browsers_with_one_code_one_opens_a_gate(counter: Counter, eid: EidWorld) -> None:
    networks = [f"192.0.{number}.0/24" for number in range(MANY)]
    proofs = await asyncio.gather(*(prove_by_code(eid, typed(network=network)) for network in networks))
    secrets = [proof.secret for proof in proofs if isinstance(proof, CardProven)]
    outcomes = await asyncio.gather(*(applies(eid, secret, f"kartyas{n}") for n, secret in enumerate(secrets)))
    assert sum(isinstance(outcome, Opened) for outcome in outcomes) <= 1
    assert len(await counter.rows("gate")) == sum(isinstance(outcome, Opened) for outcome in outcomes)


async def test_a_newer_browser_with_the_code_ends_the_older_one(eid: EidWorld) -> None:
    older, newer = await proven(eid), await proven(eid)
    assert isinstance(await applies(eid, older), NoApplication)
    assert isinstance(await applies(eid, newer), Opened)


async def test_a_code_held_elsewhere_since_is_lost(counter: Counter, eid: EidWorld, cards: ListedCards) -> None:
    secret = await proven(eid)
    cards.held_by[CARD] = "another gate's reference"
    assert isinstance(await applies(eid, secret), CodeLost)
    assert not await counter.rows("gate")
    assert not await counter.rows("card_application")


async def test_a_register_that_falls_silent_delays_the_gate_and_does_not_lose_it(
    counter: Counter, eid: EidWorld, cards: ListedCards
) -> None:
    secret = await proven(eid)
    cards.falls_silent_after_use = True
    assert isinstance(await applies(eid, secret), OnItsWay)
    assert cards.used_by, "used up, but the answer was lost"
    assert not await counter.rows("gate")
    cards.falls_silent_after_use = False
    counter.clock.advance(minutes=1)
    assert await settle_left_behind(eid) == 1
    assert len(await counter.rows("gate")) == 1
    assert len(set(cards.uses)) == 1, "asked again with the same reference"
    assert not await counter.rows("card_application")
    assert await settle_left_behind(eid) == 0


async def test_nothing_is_settled_by_the_worker_while_the_applicant_waits(eid: EidWorld, cards: ListedCards) -> None:
    secret = await proven(eid)
    cards.is_silent = True
    await applies(eid, secret)
    assert await settle_left_behind(eid) == 0


async def test_while_it_is_settled_the_same_card_begins_nothing_new(eid: EidWorld, cards: ListedCards) -> None:
    secret = await proven(eid)
    cards.falls_silent_after_use = True
    await applies(eid, secret)
    assert isinstance(await prove_by_code(eid, typed()), Underway)
    assert isinstance(await name_of(eid, secret), OnItsWay)


async def test_a_name_taken_in_between_leaves_the_code_with_its_holder(
    counter: Counter, eid: EidWorld, cards: ListedCards
) -> None:
    secret = await proven(eid)
    cards.falls_silent_after_use = True
    await applies(eid, secret, "gyorsabb")
    await counter.registers_person(a_person("Más", number="555555CC", born=date(1970, 1, 1)), "gyorsabb")
    cards.falls_silent_after_use = False
    counter.clock.advance(minutes=1)
    await settle_left_behind(eid)
    counter.clock.advance(days=2)
    again = await proven(eid)
    assert isinstance(await applies(eid, again, "lassabb"), Opened)


async def test_a_taken_name_is_told_before_the_code_is_used_up(counter: Counter, eid: EidWorld, cards: ListedCards) -> None:
    await counter.registers_person(a_person("Más", number="555555CC", born=date(1970, 1, 1)), "foglaltnev")
    outcome = await applies(eid, await proven(eid), "foglaltnev")
    assert isinstance(outcome, WishFaults)
    assert isinstance(outcome.username, UsernameTaken)
    assert not cards.used_by


async def test_whoever_has_a_gate_keeps_their_code(counter: Counter, eid: EidWorld, cards: ListedCards) -> None:
    await counter.registers_person(a_person(number=CARD))
    outcome = await applies(eid, await proven(eid))
    assert isinstance(outcome, OnlineRefused)
    assert outcome.reason is RefusalReason.HAS_GATE
    assert not cards.used_by
    assert not await counter.rows("card_application")


async def test_nobody_goes_on_after_half_an_hour(counter: Counter, eid: EidWorld) -> None:
    secret = await proven(eid)
    counter.clock.advance(minutes=29)
    assert await name_of(eid, secret)
    counter.clock.advance(minutes=1)
    assert await name_of(eid, secret) is None
    assert isinstance(await applies(eid, secret), NoApplication)
    await purge_expired(counter.world)
    assert not await counter.rows("card_application")

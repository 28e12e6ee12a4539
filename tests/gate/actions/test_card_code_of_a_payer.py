"""The code of an eID card pays for one gate, and is not lost with an application that came to nothing (`domain.md` R2, R11)."""

from dataclasses import replace

import pytest

from tests.gate.card_world import CODE, ListedCards, an_eid_world
from tests.gate.counter_world import Counter, a_person
from tests.gate.payment_world import PayingTown, a_paying_town
from tests.gate.standing_world import broken
from ugyfelkapu.gate.actions.applying.apply_online import OnlineRefused
from ugyfelkapu.gate.actions.applying.held_application import PAYMENT_PAGE, MustPay
from ugyfelkapu.gate.actions.applying.prove_by_code import AwaitsPayment, CardProven, TypedCode, prove_by_code
from ugyfelkapu.gate.actions.applying.settle_application import OnItsWay, Settled, apply_with_card, name_of, settle_left_behind
from ugyfelkapu.gate.actions.registration.wish import Typed
from ugyfelkapu.gate.actions.upkeep.purge_expired import purge_expired
from ugyfelkapu.gate.domain.eid import CodeRefused
from ugyfelkapu.gate.domain.registration import RefusalReason
from ugyfelkapu.gate.ports import EidWorld

CARD = a_person().document.document_number


@pytest.fixture
async def town(counter: Counter) -> PayingTown:
    """Somebody has a gate, and an eID card with a code."""
    await counter.registers_person(a_person())
    return a_paying_town(counter)


@pytest.fixture
def eid(town: PayingTown) -> EidWorld:
    cards = ListedCards()
    cards.know(a_person())
    return an_eid_world(town.counter.world, cards)


async def shows_code(eid: EidWorld) -> CardProven | object:
    return await prove_by_code(eid, TypedCode(card_number=CARD, code=CODE, network="192.0.2.0/24", browser_digest=b"b" * 32))


async def applies(eid: EidWorld, secret: str, username: str = "masodik80") -> Settled:
    return await apply_with_card(eid, secret, Typed(username=username, email="eva2@example.hu", language="hu"))


async def applied(town: PayingTown, eid: EidWorld, username: str = "masodik80") -> str:
    """The key of a payment that somebody came to by their card's code."""
    town.counter.clock.advance(milliseconds=1)
    proven = await shows_code(eid)
    assert isinstance(proven, CardProven), proven
    outcome = await applies(eid, proven.secret, username)
    assert isinstance(outcome, MustPay), outcome
    assert isinstance(await name_of(eid, proven.secret), OnItsWay)
    assert isinstance(await applies(eid, proven.secret, "harmadik80"), OnItsWay), "one code, one application"
    return outcome.address.removeprefix(f"{PAYMENT_PAGE}/")


async def test_while_its_application_waits_for_the_payment_a_code_opens_no_other(town: PayingTown, eid: EidWorld) -> None:
    await applied(town, eid)
    waits = await shows_code(eid)
    assert isinstance(waits, AwaitsPayment)
    assert (waits.until - town.counter.now).days <= 1
    assert not await broken(town.counter)


async def test_a_paid_gate_has_used_the_code_up(town: PayingTown, eid: EidWorld) -> None:
    await town.decides(await applied(town, eid))
    assert await town.gates() == 2
    assert not await town.counter.rows("card_application")
    assert await shows_code(eid) is CodeRefused.USED_UP
    assert not await broken(town.counter)


async def test_an_application_that_nobody_paid_for_gives_its_code_back_and_nothing_purges_it_before(
    town: PayingTown, eid: EidWorld
) -> None:
    key = await applied(town, eid)
    await town.page(key)
    town.counter.clock.advance(hours=24)
    await purge_expired(town.counter.world)
    await town.works()
    await town.decides(await applied(town, eid, "harmadik80"))
    assert {row.text("username") for row in await town.counter.rows("gate")} == {"kovacseva80", "harmadik80"}
    assert not await broken(town.counter)


async def test_a_name_taken_while_its_applicant_paid_leaves_the_code_good(town: PayingTown, eid: EidWorld) -> None:
    url = await town.page(await applied(town, eid))
    other = a_person("Tóth", number="654321BA", born=a_person().identity.birth_date.replace(year=1990, day=1))
    await town.counter.registers_person(other, "masodik80")
    await town.payer.post(url, data={"decision": "pay"})
    await town.calls_arrive()
    await town.decides(await applied(town, eid, "harmadik80"))
    assert await town.gates() == 3
    assert not await broken(town.counter)


@pytest.mark.parametrize("mischief", [{"amount": 1}, {"currency": "EUR"}])
async def test_money_that_differed_leaves_the_code_good(town: PayingTown, eid: EidWorld, mischief: dict[str, object]) -> None:
    town.switch(**mischief)
    await town.decides(await applied(town, eid))
    assert isinstance(await shows_code(eid), CardProven)


async def given_back(town: PayingTown, eid: EidWorld) -> str:
    """The browser's secret of somebody who did not pay, whose code is theirs again."""
    town.counter.clock.advance(milliseconds=1)
    proven = await shows_code(eid)
    assert isinstance(proven, CardProven), proven
    assert isinstance(await applies(eid, proven.secret), MustPay)
    town.counter.clock.advance(hours=25)
    await town.works()
    return proven.secret


async def test_a_used_code_opens_no_gate_of_somebody_who_died_since(town: PayingTown, eid: EidWorld) -> None:
    """The register is asked again, however long ago it answered for the code."""
    secret = await given_back(town, eid)
    card_register(eid).know(replace(a_person(), deceased=True))
    town.counter.clock.advance(days=40)
    assert await applies(eid, secret, "halott80") == OnlineRefused(reason=RefusalReason.DECEASED)
    assert not await town.counter.world.database.reader.all("SELECT * FROM card_application")
    assert not await town.counter.world.database.reader.all("SELECT * FROM gate WHERE username = 'halott80'")


async def test_a_used_code_opens_no_gate_where_the_register_has_nobody_any_more(town: PayingTown, eid: EidWorld) -> None:
    secret = await given_back(town, eid)
    card_register(eid).people.clear()
    assert await applies(eid, secret) == OnlineRefused(reason=RefusalReason.NOT_FOUND)
    assert not await town.counter.world.database.reader.all("SELECT * FROM card_application")


async def test_a_used_code_waits_for_a_register_that_is_silent(town: PayingTown, eid: EidWorld) -> None:
    secret = await given_back(town, eid)
    card_register(eid).is_silent = True
    assert isinstance(await applies(eid, secret), OnItsWay)
    card_register(eid).is_silent = False
    town.counter.clock.advance(minutes=1)
    assert await settle_left_behind(eid) == 1


def card_register(eid: EidWorld) -> ListedCards:
    assert isinstance(eid.register, ListedCards)
    return eid.register

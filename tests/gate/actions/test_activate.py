"""Activation: one code, five days, one password (`domain.md R5`)."""

import asyncio
from datetime import timedelta

from tests.gate.counter_world import Counter
from tests.gate.owner_world import PASSWORD, a_registered_owner, an_owner
from ugyfelkapu.foundation.page.catalogue import Language
from ugyfelkapu.foundation.page.wording import moment
from ugyfelkapu.gate.actions.passwords.activate import Activated
from ugyfelkapu.gate.actions.sessions.begin_session import SignedIn
from ugyfelkapu.gate.actions.standing.delete_unactivated import delete_unactivated
from ugyfelkapu.gate.domain.password import Weakness
from ugyfelkapu.gate.domain.sign_in import Refused


async def test_the_mailed_code_opens_the_gate_and_works_once(counter: Counter) -> None:
    owner = await a_registered_owner(counter)
    code = await owner.code()
    assert isinstance(await owner.activates(code), Activated)
    assert await owner.activates(code) is Refused.WRONG
    assert isinstance(await owner.tries(PASSWORD), SignedIn)


async def test_a_code_is_good_in_its_last_second_and_not_after(counter: Counter) -> None:
    owner = await a_registered_owner(counter)
    other = await a_registered_owner(counter, "nagyistvan", number="234567AB")
    early, late = await owner.codes()
    owner.clock.advance(days=5, seconds=-1)
    assert isinstance(await owner.activates(early), Activated)
    owner.clock.advance(seconds=1)
    assert await other.activates(late) is Refused.WRONG


async def test_a_code_opens_no_other_gate(counter: Counter) -> None:
    owner = await a_registered_owner(counter)
    code = await owner.code()
    await a_registered_owner(counter, "nagyistvan", number="234567AB")
    assert await owner.activates(code, username="nagyistvan") is Refused.WRONG
    assert isinstance(await owner.activates(code), Activated)


async def test_a_code_may_be_typed_carelessly(counter: Counter) -> None:
    owner = await a_registered_owner(counter)
    typed = (await owner.code()).removeprefix("A-").replace("-", " ").lower().replace("0", "o").replace("1", "i")
    assert isinstance(await owner.activates(f"  {typed} "), Activated)


async def test_a_weak_password_leaves_the_code_unused(counter: Counter) -> None:
    owner = await a_registered_owner(counter)
    code = await owner.code()
    assert await owner.activates(code, password="rövid") is Weakness.TOO_SHORT
    assert isinstance(await owner.activates(code), Activated)


async def test_of_twenty_simultaneous_redemptions_one_wins(counter: Counter) -> None:
    owner = await a_registered_owner(counter)
    code = await owner.code()
    outcomes = await asyncio.gather(*(owner.activates(code, network=f"198.51.{number}.0/24") for number in range(20)))
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Activated"] + ["Refused"] * 19


async def test_a_forgotten_password_sends_a_new_code_until_the_sixtieth_day(counter: Counter) -> None:
    owner = await a_registered_owner(counter)
    first = await owner.code()
    owner.clock.advance(days=60, seconds=-1)
    await owner.forgets()
    second = await owner.code()
    assert second != first
    assert isinstance(await owner.activates(second), Activated)


async def test_a_late_code_is_good_for_no_longer_than_its_registration_and_says_so(counter: Counter) -> None:
    owner = await a_registered_owner(counter)
    registered_at = (await counter.rows("gate"))[0].instant("registered_at")
    for day, last in ((54, 59), (55, 60), (59, 60)):
        owner.clock.instant = registered_at + timedelta(days=day, milliseconds=-1)  # asking takes a millisecond
        await owner.forgets()
        end = registered_at + timedelta(days=last)
        assert moment(end, Language.HU) in (await owner.mails())[0].text("text_body")
        codes = await counter.world.database.reader.all("SELECT expires_at FROM activation_code ORDER BY issued_at DESC")
        assert codes[0].instant("expires_at") == end


async def test_after_the_sixtieth_day_a_registration_can_no_longer_be_activated(counter: Counter) -> None:
    owner = await a_registered_owner(counter)
    owner.clock.advance(days=60, seconds=-1)
    await owner.forgets()
    code = await owner.code()
    owner.clock.advance(seconds=1)
    assert await owner.activates(code) is Refused.WRONG


async def test_an_unactivated_registration_is_deleted_with_its_data_and_an_active_one_is_not(counter: Counter) -> None:
    await an_owner(counter)
    await a_registered_owner(counter, "nagyistvan", number="234567AB")
    counter.clock.advance(days=60, seconds=-1)
    assert await delete_unactivated(counter.world) == 0
    counter.clock.advance(seconds=1)
    assert await delete_unactivated(counter.world) == 1
    assert [row.text("username") for row in await counter.rows("gate")] == ["kovacseva80"]
    assert len(await counter.rows("person")) == 1
    assert await counter.rows("activation_code") == []

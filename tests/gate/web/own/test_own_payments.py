"""What the owner paid, how, under which number, and what became of it (`domain.md` R11, R15)."""

import re
from dataclasses import replace

import pytest

from tests.gate.actions.test_fee import a_confirmed_case, asks, cash
from tests.gate.owner_world import Owner, an_owner
from tests.gate.payment_world import PayingTown, a_paying_town
from tests.gate.web.own.test_own_pages import signs_in
from tests.gate.web.signin.browser import Browser, page_of
from ugyfelkapu.gate.actions.counter.hand_back_fee import HandedBack, hand_back_fee
from ugyfelkapu.gate.actions.counter.register_at_counter import Registered
from ugyfelkapu.gate.actions.counter.till_day import open_money_of
from ugyfelkapu.gate.domain.payment import PaymentWay, TillNumber

PATH = "/own/payments"


@pytest.fixture
def town(owner: Owner) -> PayingTown:
    return a_paying_town(owner.counter)


def shown(text: str) -> list[tuple[str, ...]]:
    """Amount, way, number and fate of each payment."""
    values = [re.sub(r"<[^>]+>", "", value).strip() for value in re.findall(r"<dd[^>]*>(.*?)</dd>", text, re.DOTALL)]
    return [tuple(values[start + 1 : start + 5]) for start in range(0, len(values), 5)]


async def test_without_a_payment_the_page_says_so(owner: Owner, browser: Browser) -> None:
    page = await (await signs_in(browser)).opens(PATH)
    assert page_of(page) == "own-payments"
    assert "Önnek nincs befizetése." in page.text
    assert "payment" in {row.text("data_set") for row in await owner.counter.rows("journal")}, "looking is in the journal"


async def test_each_payment_says_how_under_which_number_and_what_became_of_it(
    owner: Owner, browser: Browser, town: PayingTown
) -> None:
    counter = owner.counter
    by_card = replace(cash("T-7"), way=PaymentWay.CARD_TERMINAL)
    assert isinstance(await asks(counter, await a_confirmed_case(counter), by_card, "harmadik80"), Registered)
    counter.clock.advance(seconds=1)
    await asks(counter, await a_confirmed_case(counter), cash("P-8"), owner.username)
    counter.clock.advance(seconds=1)
    await town.decides(await town.must_pay("negyedik80"))
    opened = (await town.payment()).text("payment_id")
    counter.clock.advance(seconds=1)
    town.switch(amount=1)
    await town.decides(await town.must_pay("otodik80"))
    returned = (await town.payment()).text("payment_id")
    page = await (await signs_in(browser)).opens(PATH)
    assert shown(page.text) == [
        ("3\xa0000 Ft", "bankkártyával, online", returned, "Visszafizetjük"),
        ("3\xa0000 Ft", "bankkártyával, online", opened, "Ügyfélkapu nyílt belőle"),
        ("3\xa0000 Ft", "készpénzzel, személyesen", "P-8", "Megérkezett, ügyfélkapu még nem nyílt belőle"),
        ("3\xa0000 Ft", "bankkártyával, személyesen", "T-7", "Ügyfélkapu nyílt belőle"),
    ]
    await town.works(seconds=1)
    (money,) = await open_money_of(counter.world, counter.clerk)
    done = await hand_back_fee(counter.world, counter.clerk, money.payment_id, number=TillNumber("S-1"), now=counter.now)
    assert done is HandedBack.DONE
    fates = [fate for _, _, _, fate in shown((await browser.opens(PATH)).text)]
    assert fates[0].startswith("Visszafizettük: 2026. november 22.")
    assert fates[2].startswith("Személyesen visszaadták: 2026. november 22.")


async def test_nobody_sees_what_others_paid_nor_what_nobody_paid(owner: Owner, browser: Browser, town: PayingTown) -> None:
    stranger = await an_owner(owner.counter, "idegenkapu", number="765432CD")
    await town.page(await town.must_pay("masodik80"))
    assert stranger.username != owner.username
    assert not shown((await (await signs_in(browser)).opens(PATH)).text), "asked for, and not paid"
    await town.decides(await town.must_pay("harmadik80"))
    assert len(shown((await browser.opens(PATH)).text)) == 1
    await signs_in(browser, "idegenkapu")
    assert "Önnek nincs befizetése." in (await browser.opens(PATH)).text


@pytest.mark.parametrize(("language", "title"), [("hu", "Befizetései"), ("en", "Your payments"), ("de", "Ihre Zahlungen")])
async def test_the_payments_speak_every_language(
    owner: Owner, browser: Browser, town: PayingTown, language: str, title: str
) -> None:
    assert owner.username
    await town.decides(await town.must_pay())
    page = await (await signs_in(browser)).opens(f"{PATH}?lang={language}")
    assert title in page.text
    assert len(shown(page.text)) == 1

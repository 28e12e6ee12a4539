"""The till's pages: what was booked, the return of money that opened nothing, and the end of the day (`domain.md R11`)."""

import re

import pytest

from tests.gate.counter_world import an_appointment
from tests.gate.web.counter.conftest import Browser
from tests.gate.web.counter.test_further_gate import CASH, FREE, NEW
from tests.gate.web.counter.test_service_pages import confirmed, name_of
from ugyfelkapu.gate.domain.office import BodyKind

TILL = "/counter/till"
CLOSING = {
    "cash_forints": "3 000",
    "sales_count": "0",
    "sales_forints": "0",
    "refunds_count": "0",
    "refunds_forints": "0",
}


async def money_that_opened_nothing(clerk: Browser) -> str:
    """The fee was taken, and the name has a holder: the page of the case."""
    case = await confirmed(clerk)
    await clerk.send(f"{case}/further-gate", **(NEW | {"username": "kovacseva80"}), **CASH)
    return case


async def return_page(clerk: Browser) -> str:
    """The address of the one open sum."""
    found = re.search(rf'href="({TILL}/[^"]+)"', (await clerk.open(TILL)).text)
    assert found
    return found[1]


async def test_an_empty_day_says_so(clerk: Browser) -> None:
    page = await clerk.open(TILL)
    assert name_of(page) == "counter-till"
    assert "Ma még nem vett át" in page.text


async def test_a_fee_that_was_taken_stands_in_the_day_and_is_not_typed_again(clerk: Browser) -> None:
    case = await money_that_opened_nothing(clerk)
    page = await clerk.open(f"{case}/further-gate")
    assert "a bizonylat száma P-2026/0042" in page.text
    assert 'value="P-2026/0042"' in page.text
    day = (await clerk.open(TILL)).text
    assert "P-2026/0042" in day
    assert "3\xa0000 Ft" in day
    assert "díj, amelyből nem nyílt ügyfélkapu" in (await clerk.open("/counter")).text


async def test_money_is_handed_back_once_from_its_own_page(clerk: Browser) -> None:
    await money_that_opened_nothing(clerk)
    path = await return_page(clerk)
    assert name_of(await clerk.open(path)) == "counter-hand-back"
    for number in ("", "<script>", "P-2026/0042"):
        again = await clerk.send(path, return_receipt_number=number)
        assert name_of(again) == "counter-hand-back"
        assert 'href="#return_receipt_number"' in again.text
    done = await clerk.send(path, return_receipt_number="s-1")
    assert done.headers["location"] == f"{TILL}?notice=handed-back"
    twice = await clerk.send(path, return_receipt_number="s-2")
    assert twice.headers["location"] == f"{TILL}?notice=not-open"
    assert (await clerk.open(path)).headers["location"] == f"{TILL}?notice=not-open"
    page = (await clerk.open(done.headers["location"])).text
    assert 'role="status"' in page
    assert "S-1" in page
    assert "S-2" not in page
    assert "díj, amelyből nem nyílt ügyfélkapu" not in (await clerk.open("/counter")).text


async def test_money_taken_by_yesterdays_rule_leads_to_its_return(clerk: Browser) -> None:
    case = await confirmed(clerk)
    async with clerk.counter.world.database.transaction() as tx:
        await tx.execute(FREE)
    page = await clerk.send(f"{case}/further-gate", **NEW, **CASH)
    assert f'href="{await return_page(clerk)}"' in page.text
    await clerk.send(f"{case}/further-gate", **NEW)
    assert len(await clerk.counter.rows("gate")) == 2, "the free gate opens"
    assert await return_page(clerk), "and the money is still to be handed back"


async def test_a_case_that_was_closed_meanwhile_leads_to_the_till(clerk: Browser) -> None:
    case = await confirmed(clerk)
    await clerk.send(f"{case}/close")
    answer = await clerk.send(f"{case}/further-gate", **NEW, **CASH)
    assert answer.headers["location"] == TILL
    assert "P-2026/0042" in (await clerk.open(await return_page(clerk))).text


async def test_the_day_is_closed_with_what_was_counted(clerk: Browser) -> None:
    answer = await clerk.send(TILL, **CLOSING)
    assert answer.headers["location"] == f"{TILL}?notice=closed"
    assert "A napot már lezárta" in (await clerk.open(TILL)).text
    assert [row.number("cash_forints") for row in await clerk.counter.rows("till_closing")] == [3000]
    await clerk.send(TILL, **(CLOSING | {"cash_forints": "-3000"}))
    assert {row.number("cash_forints") for row in await clerk.counter.rows("till_closing")} == {3000, -3000}


@pytest.mark.parametrize("field", CLOSING)
@pytest.mark.parametrize("typed", ["", "x", "1,5", "1" * 10, "٣", "--1"])
async def test_what_is_no_whole_number_is_said_at_its_field(clerk: Browser, field: str, typed: str) -> None:
    page = await clerk.send(TILL, **(CLOSING | {field: typed}))
    assert name_of(page) == "counter-till"
    assert f'href="#{field}"' in page.text
    assert not await clerk.counter.rows("till_closing")


async def test_no_terminal_has_less_than_nothing(clerk: Browser) -> None:
    page = await clerk.send(TILL, **(CLOSING | {"sales_forints": "-3000"}))
    assert 'href="#sales_forints"' in page.text


async def test_the_money_of_another_body_is_not_there(clerk: Browser) -> None:
    await money_that_opened_nothing(clerk)
    path = await return_page(clerk)
    clerk.client.cookies.clear()
    await clerk.sign_in(await an_appointment(clerk.counter.world, "ado1234", kind=BodyKind.CONSULATE))
    assert (await clerk.open(path)).headers["location"] == f"{TILL}?notice=not-open"
    await clerk.send(path, return_receipt_number="s-1")
    assert not [row for row in await clerk.counter.rows("till_entry") if row.text("kind") == "handed_back"]


@pytest.mark.parametrize(("language", "title"), [("hu", "Pénztár"), ("en", "Till"), ("de", "Kasse")])
async def test_the_till_speaks_every_language(clerk: Browser, language: str, title: str) -> None:
    await money_that_opened_nothing(clerk)
    path = await return_page(clerk)
    for address in (TILL, path, "/counter"):
        page = await clerk.open(f"{address}?lang={language}")
        assert page.status_code == 200
    assert title in (await clerk.open(TILL)).text

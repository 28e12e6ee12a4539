"""A further gate at the counter: its fee is said before anything is typed; unpaid it stays closed (`domain.md R11`)."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from tests.gate.counter_world import a_person
from tests.gate.web.counter.conftest import Browser
from tests.gate.web.counter.test_service_pages import case_of, confirmed, name_of

FREE = "INSERT INTO policy (name, effective_on, value, source) VALUES ('further_gate_fee_forints', '2026-01-01', '0', 'test')"
NEW = {"username": "masodikkapu", "email": "eva.masik@example.hu", "language": "de"}


async def test_the_fee_is_said_first_and_unpaid_nothing_opens(clerk: Browser) -> None:
    case = await confirmed(clerk)
    assert f'href="{case}/further-gate"' in (await clerk.open(case)).text
    page = await clerk.open(f"{case}/further-gate")
    assert name_of(page) == "counter-further-gate"
    assert "3\xa0000 Ft" in page.text
    refused = await clerk.send(f"{case}/further-gate", **NEW)
    assert name_of(refused) == "counter-further-gate"
    assert 'role="alert"' in refused.text
    assert 'value="masodikkapu"' in refused.text, "nothing typed is lost"
    assert len(await clerk.counter.rows("gate")) == 1


async def test_on_a_day_when_every_gate_is_free_a_further_one_opens_once(clerk: Browser) -> None:
    case = await confirmed(clerk)
    async with clerk.counter.world.database.transaction() as tx:
        await tx.execute(FREE)
    answers = [await clerk.send(f"{case}/further-gate", **NEW) for _ in range(2)]
    assert {answer.headers["location"] for answer in answers} == {answers[0].headers["location"]}
    assert answers[0].headers["location"].startswith("/counter/receipts/")
    gates = await clerk.counter.rows("gate")
    assert {row.text("username") for row in gates} == {"kovacseva80", "masodikkapu"}
    assert len({row.text("person_id") for row in gates}) == 1


async def test_the_name_of_ones_own_other_gate_is_taken_too(clerk: Browser) -> None:
    case = await confirmed(clerk)
    async with clerk.counter.world.database.transaction() as tx:
        await tx.execute(FREE)
    page = await clerk.send(f"{case}/further-gate", **NEW | {"username": "KovacsEva80"})
    assert name_of(page) == "counter-further-gate"
    assert 'role="alert"' in page.text
    assert len(await clerk.counter.rows("gate")) == 1


async def test_without_a_confirmed_owner_the_page_leads_back_to_the_case(clerk: Browser) -> None:
    stranger = await case_of(clerk, a_person(number="777777ZZ", born=a_person().identity.birth_date.replace(year=1960)))
    for answer in (await clerk.open(f"{stranger}/further-gate"), await clerk.send(f"{stranger}/further-gate", **NEW)):
        assert answer.headers["location"] == stranger
    await clerk.counter.registers_person(a_person())
    unconfirmed = await case_of(clerk)
    assert (await clerk.open(f"{unconfirmed}/further-gate")).headers["location"] == unconfirmed
    await clerk.send(f"{unconfirmed}/further-gate", **NEW)
    assert len(await clerk.counter.rows("gate")) == 1


CASH = {"payment_way": "cash", "payment_receipt_number": "p-2026/0042", "fee_forints": "3000"}


async def test_a_gate_paid_in_cash_opens_and_its_receipt_says_what_was_paid(clerk: Browser) -> None:
    case = await confirmed(clerk)
    answer = await clerk.send(f"{case}/further-gate", **NEW, **CASH)
    receipt = answer.headers["location"]
    page = await clerk.open(receipt)
    assert "3\xa0000 Ft, készpénz, bizonylat: P-2026/0042" in page.text
    pdf = await clerk.open(f"{receipt}/receipt.pdf")
    text = PdfReader(BytesIO(pdf.content)).pages[0].extract_text()
    assert "P-2026/0042" in text
    again = await clerk.send(f"{case}/further-gate", **NEW, **CASH)
    assert again.headers["location"] == receipt, "sent twice, it pays once"
    assert len(await clerk.counter.rows("payment")) == 1


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({"payment_way": ""}, "payment_way"),
        ({"payment_way": "online"}, "payment_way"),
        ({"payment_receipt_number": ""}, "payment_receipt_number"),
        ({"payment_receipt_number": "<script>"}, "payment_receipt_number"),
        ({"certificate_number": "HK-0000-0000-0000"}, "certificate_number"),
    ],
)
async def test_what_is_missing_about_the_payment_is_said_at_its_field(
    clerk: Browser, changed: dict[str, str], wrong: str
) -> None:
    case = await confirmed(clerk)
    page = await clerk.send(f"{case}/further-gate", **NEW, **(CASH | changed))
    assert f'href="#{wrong}"' in page.text
    assert len(await clerk.counter.rows("gate")) == 1


@pytest.mark.parametrize("forints", ["2999", "", "-3000", "9" * 30, "3000.0"])
async def test_an_amount_that_is_not_the_fee_opens_nothing(clerk: Browser, forints: str) -> None:
    case = await confirmed(clerk)
    page = await clerk.send(f"{case}/further-gate", **NEW, **(CASH | {"fee_forints": forints}))
    assert name_of(page) == "counter-further-gate"
    assert len(await clerk.counter.rows("gate")) == 1


async def test_money_taken_on_the_last_day_of_the_fee_is_handed_back(clerk: Browser) -> None:
    case = await confirmed(clerk)
    async with clerk.counter.world.database.transaction() as tx:
        await tx.execute(FREE)
    page = await clerk.send(f"{case}/further-gate", **NEW, **CASH)
    assert 'role="alert"' in page.text
    assert "Adja vissza a pénzt" in page.text
    assert len(await clerk.counter.rows("gate")) == 1


async def test_a_receipt_number_that_was_used_is_said_at_its_field(clerk: Browser) -> None:
    await clerk.send(f"{await confirmed(clerk)}/further-gate", **NEW, **CASH)
    case = await case_of(clerk)
    await clerk.send(f"{case}/confirm", data_match="yes", face_match="yes")
    page = await clerk.send(f"{case}/further-gate", **(NEW | {"username": "harmadikkapu"}), **CASH)
    assert 'href="#payment_receipt_number"' in page.text
    assert len(await clerk.counter.rows("gate")) == 2

"""The services of a counter on a gate, driven as a browser without JavaScript drives them."""

import re
from dataclasses import replace
from io import BytesIO

import httpx
import pytest
from pypdf import PdfReader

from tests.gate.counter_world import CLERKS_IDENTITY, a_person, an_appointment
from tests.gate.web.counter.conftest import Browser
from ugyfelkapu.gate.domain.identity import RegisteredPerson

PERSON = a_person()
CODE = re.compile(r"\b[AR](?:-[0-9A-Z]{4}){3}\b")
NO_VIEW, PRINT = 32, 4


def name_of(page: httpx.Response) -> str:
    return page.text.split('data-page="')[1].split('"')[0]


async def case_of(clerk: Browser, person: RegisteredPerson = PERSON) -> str:
    clerk.counter.registers.know(person)
    return (await clerk.look_up(person)).headers["location"]


async def confirmed(clerk: Browser) -> str:
    """A case of somebody with a gate, confirmed."""
    await clerk.counter.registers_person(PERSON)
    case = await case_of(clerk)
    assert (await clerk.send(f"{case}/confirm", data_match="yes", face_match="yes")).headers["location"] == case
    return case


async def service(clerk: Browser, case: str, name: str) -> str:
    """The address of a service, as the page gives it."""
    page = await clerk.open(case)
    assert name_of(page) == "counter-services"
    found = re.search(rf'href="({case}/gates/[^/]+/{name})"', page.text)
    assert found, page.text
    return found[1]


async def outbox(clerk: Browser) -> list[str]:
    return [row.text("recipient") for row in await clerk.counter.rows("outbox")]


async def test_until_it_is_confirmed_who_stands_there_nothing_of_the_gate_is_shown(clerk: Browser) -> None:
    await clerk.counter.registers_person(PERSON)
    case = await case_of(clerk)
    for page in (await clerk.open(case), await clerk.send(f"{case}/confirm", data_match="yes")):
        assert name_of(page) == "counter-case-owner"
        assert "kovacseva80" not in page.text
        assert "eva@example.hu" not in page.text
    assert 'role="alert"' in page.text
    await clerk.send(f"{case}/confirm", data_match="yes", face_match="yes")
    page = await clerk.open(case)
    assert "kovacseva80" in page.text


async def test_a_reset_wants_a_reason_and_sends_one_mail(clerk: Browser) -> None:
    case = await confirmed(clerk)
    before = len(await outbox(clerk))
    form = await service(clerk, case, "reset_password")
    for reason in ("", "factor_lost", "nonsense"):
        page = await clerk.send(form, reason=reason)
        assert name_of(page) == "counter-service"
        assert 'role="alert"' in page.text
    for _ in range(2):
        answer = await clerk.send(form, reason="forgotten")
        assert answer.headers["location"].startswith(case)
    assert len(await outbox(clerk)) == before + 1
    assert "A kód elment" in (await clerk.open(case)).text


@pytest.mark.parametrize(
    ("email", "again"), [("", ""), ("nem cím", "nem cím"), ("uj@example.hu", "uj@example.com"), ("uj@example.hu", "")]
)
async def test_an_address_is_typed_twice_alike(clerk: Browser, email: str, again: str) -> None:
    form = await service(clerk, await confirmed(clerk), "change_email")
    page = await clerk.send(form, email=email, email_again=again, reason="address_dead")
    assert 'role="alert"' in page.text
    assert (await clerk.counter.rows("gate"))[0].text("email") == "eva@example.hu"


async def test_a_new_address_is_shown_at_once_and_both_are_told(clerk: Browser) -> None:
    case = await confirmed(clerk)
    form = await service(clerk, case, "change_email")
    answer = await clerk.send(form, email="uj@example.hu", email_again=" uj@EXAMPLE.hu", reason="address_lost")
    assert answer.status_code == 303
    assert "uj@example.hu" in (await clerk.open(case)).text
    assert {"eva@example.hu", "uj@example.hu"} <= set(await outbox(clerk))


async def test_the_paper_shows_its_code_in_print_alone_and_comes_once(clerk: Browser) -> None:
    case = await confirmed(clerk)
    form = await service(clerk, case, "print_code")
    made = await clerk.send(form, reason="no_mail")
    assert made.headers["location"].startswith(case)
    page = await clerk.open(case)
    assert not CODE.search(page.text)
    paper = await clerk.send(f"{form}/paper")
    assert paper.headers["content-type"] == "application/pdf"
    assert paper.headers["cache-control"] == "no-store"
    [sheet] = PdfReader(BytesIO(paper.content)).pages
    assert not CODE.search(sheet.extract_text())
    assert "Kovács-Szabó Éva Anna" in sheet.extract_text()
    [annotation] = [each.get_object() for each in sheet.annotations or ()]
    assert annotation["/F"] & NO_VIEW
    assert annotation["/F"] & PRINT
    again = await clerk.send(f"{form}/paper")
    assert (again.status_code, again.headers["location"]) == (303, case)
    assert (await clerk.open(f"{form}/paper")).headers["location"] == case


async def test_a_gate_without_a_second_step_says_so(clerk: Browser) -> None:
    case = await confirmed(clerk)
    async with clerk.counter.world.database.transaction() as tx:
        await tx.execute("UPDATE gate SET standing = 'active'")
    page = await clerk.open(await service(clerk, case, "remove_factor"))
    assert "nincs második lépés" in page.text


async def test_a_case_that_ended_leads_nowhere(clerk: Browser) -> None:
    case = await confirmed(clerk)
    form = await service(clerk, case, "reset_password")
    assert (await clerk.send(f"{case}/close")).headers["location"] == "/counter"
    for answer in (await clerk.open(form), await clerk.send(form, reason="forgotten"), await clerk.open(case)):
        assert answer.status_code == 404
        assert name_of(answer) == "counter-case-closed"


async def test_a_colleague_finds_neither_the_form_nor_the_paper(clerk: Browser) -> None:
    case = await confirmed(clerk)
    form = await service(clerk, case, "print_code")
    await clerk.send(form, reason="no_mail")
    await clerk.send("/counter/sign-out")
    await clerk.sign_in(await an_appointment(clerk.counter.world, "masik22"))
    assert (await clerk.open(form)).status_code == 404
    assert (await clerk.send(form, reason="no_mail")).status_code == 404
    assert (await clerk.send(f"{form}/paper")).status_code == 303
    assert (await clerk.counter.rows("printed_code"))[0].blob_or_none("sealed") is not None


async def test_a_clerk_is_told_that_the_case_is_their_own(clerk: Browser) -> None:
    page = await clerk.look_up(replace(PERSON, identity=CLERKS_IDENTITY))
    assert "A saját ügyében nem járhat el" in page.text
    assert clerk.counter.registers.asked == []


@pytest.mark.parametrize("language", ["hu", "en", "de"])
async def test_every_page_of_a_service_speaks_every_language(clerk: Browser, language: str) -> None:
    case = await confirmed(clerk)
    forms = [await service(clerk, case, name) for name in ("reset_password", "change_email", "print_code")]
    for path in (case, *forms):
        page = await clerk.open(f"{path}?lang={language}")
        assert f'<html lang="{language}"' in page.text
        assert not re.search(r">\s*counter\.", page.text)


async def test_an_unknown_service_is_no_page(clerk: Browser) -> None:
    case = await confirmed(clerk)
    assert (await clerk.open((await service(clerk, case, "print_code")).replace("print_code", "terminate"))).status_code == 404

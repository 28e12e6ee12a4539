"""The counter's pages, driven as a browser without JavaScript drives them (`domain.md R4`)."""

from io import BytesIO

import httpx
import pytest
from pypdf import PdfReader

from tests.gate.counter_world import PORTRAIT, a_person, an_appointment
from tests.gate.web.counter.conftest import Browser, document_fields
from ugyfelkapu.gate.domain.identity import Register
from ugyfelkapu.gate.domain.office import BodyKind, ClerkRole
from ugyfelkapu.gate.ports import Differs, Unavailable

PERSON = a_person()


def name_of(page: httpx.Response) -> str:
    return page.text.split('data-page="')[1].split('"')[0]


async def opened_case(clerk: Browser) -> str:
    clerk.counter.registers.know(PERSON)
    return (await clerk.look_up(PERSON)).headers["location"]


async def registered(clerk: Browser, *, language: str = "hu") -> str:
    case = await opened_case(clerk)
    answer = await clerk.send(
        case, data_match="yes", face_match="yes", username="kovacseva80", email="eva@example.hu", language=language
    )
    assert answer.status_code == 303
    return answer.headers["location"]


async def test_the_way_from_sign_in_to_receipt(clerk: Browser) -> None:
    assert name_of(await clerk.open("/counter")) == "counter"
    assert name_of(await clerk.open("/counter/register")) == "counter-register"
    assert name_of(await clerk.open(await opened_case(clerk))) == "counter-case"
    receipt = await clerk.open(await registered(clerk))
    assert name_of(receipt) == "counter-receipt"
    assert "Kovács-Szabó Éva Anna" in receipt.text
    assert "kovacseva80" in (await clerk.open("/counter")).text


@pytest.mark.parametrize(
    ("language", "name"),
    [("hu", "Kovács-Szabó Éva Anna"), ("en", "Éva Anna Kovács-Szabó"), ("de", "Éva Anna Kovács-Szabó")],
)
async def test_the_receipt_as_pdf_speaks_the_applicants_language(clerk: Browser, language: str, name: str) -> None:
    path = await registered(clerk, language=language)
    document = await clerk.open(f"{path}/receipt.pdf?lang=hu")
    text = PdfReader(BytesIO(document.content)).pages[0].extract_text()
    for part in (name, "eva@example.hu", path.rpartition("/")[2]):
        assert part in text


async def test_what_people_are_called_is_never_typst_code(clerk: Browser) -> None:
    person = a_person("#panic(1) $x$ *Nagy* <a> \\ // Nguyễn")
    clerk.counter.registers.know(person)
    case = (await clerk.look_up(person)).headers["location"]
    done = await clerk.send(case, data_match="yes", face_match="yes", username="nguyen80", email="n@example.hu", language="hu")
    document = await clerk.open(f"{done.headers['location']}/receipt.pdf")
    assert document.status_code == 200
    assert "#panic(1) $x$ *Nagy* <a> \\ //" in PdfReader(BytesIO(document.content)).pages[0].extract_text()


async def test_a_refusal_shows_the_form_again_with_what_was_typed(clerk: Browser) -> None:
    clerk.counter.registers.answers["123456AB"] = Differs(register=Register.SZL, fields=("birth_place",))
    page = await clerk.look_up(PERSON)
    assert name_of(page) == "counter-register"
    assert 'role="alert"' in page.text
    assert "A nyilvántartásban más adat szerepel" in page.text
    for value in document_fields(PERSON).values():
        assert value in page.text


async def test_a_silent_register_is_told_plainly(clerk: Browser) -> None:
    clerk.counter.registers.answers["123456AB"] = Unavailable(register=Register.SZL, reason="timeout")
    page = await clerk.look_up(PERSON)
    assert page.status_code == 200
    assert "A nyilvántartás most nem válaszol" in page.text


async def test_somebody_with_a_gate_is_told_since_when_but_not_the_name(clerk: Browser) -> None:
    await registered(clerk)
    page = await clerk.open((await clerk.look_up(PERSON)).headers["location"])
    assert name_of(page) == "counter-case-owner"
    assert "2026. november 22." in page.text
    assert "kovacseva80" not in page.text


async def test_birth_names_left_empty_are_the_names_borne(clerk: Browser) -> None:
    await clerk.look_up(PERSON, birth_family_name="", birth_given_name="")
    [question] = clerk.counter.registers.asked
    assert question.identity.birth_name == PERSON.identity.current_name


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("document_type", "library_card"),
        ("document_number", "?"),
        ("citizenship", "ZZZ"),
        ("family_name", ""),
        ("mothers_given_name", "\u202e"),
        ("birth_family_name", ""),
        ("birth_place", "x" * 121),
        ("birth_date_day", "31"),
        ("birth_date_month", "2.0"),
        ("birth_date_year", "2027"),
        ("birth_date_year", "\u0661\u0669\u0668\u0660"),
    ],
)
async def test_a_field_that_will_not_do_is_named_and_no_register_asked(clerk: Browser, field: str, value: str) -> None:
    page = await clerk.look_up(PERSON, **{field: value})
    assert name_of(page) == "counter-register"
    shown = "birth_date" if field.startswith("birth_date") else field
    assert f'href="#{shown}"' in page.text
    assert clerk.counter.registers.asked == []


async def test_an_incomplete_case_stays_open_with_what_was_entered(clerk: Browser) -> None:
    case = await opened_case(clerk)
    page = await clerk.send(case, data_match="yes", username="a-b", email="eva@example.hu", language="de")
    assert name_of(page) == "counter-case"
    assert 'value="a-b"' in page.text
    assert 'value="eva@example.hu"' in page.text
    assert 'href="#face_match"' in page.text
    assert 'href="#data_match"' not in page.text


async def test_a_case_sent_twice_leads_to_one_receipt(clerk: Browser) -> None:
    case = await opened_case(clerk)
    fields = {"data_match": "yes", "face_match": "yes", "username": "kovacseva80", "email": "eva@example.hu"}
    places = [(await clerk.send(case, **fields)).headers["location"] for _ in range(2)]
    assert places[0] == places[1]


async def test_a_clerks_no_closes_the_case(clerk: Browser) -> None:
    case = await opened_case(clerk)
    assert name_of(await clerk.send(f"{case}/refuse")) == "counter-case"
    assert name_of(await clerk.send(f"{case}/refuse", reason="face_differs")) == "counter-case-closed"
    assert (await clerk.open(case)).status_code == 404
    assert (await clerk.send(f"{case}/refuse", reason="withdrawn")).headers["location"] == "/counter"


async def test_changing_the_language_after_a_refused_form_finds_the_case_again(clerk: Browser) -> None:
    case = await opened_case(clerk)
    assert (await clerk.open(f"{case}/refuse?lang=en")).headers["location"] == case


async def test_portrait_and_signature_pass_through_uncached(clerk: Browser) -> None:
    case = await opened_case(clerk)
    image = await clerk.open(f"{case}/portrait")
    assert image.content == PORTRAIT
    assert image.headers["cache-control"] == "no-store"
    assert image.headers["content-type"] == "image/png"
    clerk.counter.registers.answers.clear()
    assert (await clerk.open(f"{case}/signature")).status_code == 404


@pytest.mark.parametrize("path", ["/counter", "/counter/register", "/counter/cases/1", "/counter/receipts/1"])
async def test_without_a_session_every_page_leads_to_the_sign_in(browser: Browser, path: str) -> None:
    assert (await browser.open(path)).headers["location"] == "/counter/sign-in"


async def test_a_password_alone_opens_nothing(browser: Browser) -> None:
    await browser.send("/counter/sign-in", username="szilagyi1", password=browser.counter.secrets.password)
    assert (await browser.open("/counter")).headers["location"] == "/counter/sign-in"


async def test_an_idle_clerk_signs_in_again(clerk: Browser) -> None:
    clerk.counter.clock.advance(minutes=15)
    assert (await clerk.open("/counter")).headers["location"] == "/counter/sign-in"


async def test_signing_out_ends_the_session(clerk: Browser) -> None:
    cookie = clerk.client.cookies["clerk_session"]
    await clerk.send("/counter/sign-out")
    clerk.client.cookies.set("clerk_session", cookie)
    assert (await clerk.open("/counter")).headers["location"] == "/counter/sign-in"


async def test_a_wrong_password_is_a_plain_sentence_and_too_many_are_a_wait(browser: Browser) -> None:
    for _ in range(6):
        page = await browser.send("/counter/sign-in", username="szilagyi1", password="wrong")
        assert page.status_code == 200
        assert 'role="alert"' in page.text
    page = await browser.send("/counter/sign-in", username="szilagyi1", password="wrong")
    assert page.status_code == 429
    assert int(page.headers["retry-after"]) >= 1


async def test_an_administrator_sees_who_works_where_and_registers_nobody(browser: Browser) -> None:
    administrator = await an_appointment(
        browser.counter.world, "admin123", role=ClerkRole.ADMINISTRATOR, kind=BodyKind.OPERATOR
    )
    await browser.sign_in(administrator)
    page = await browser.open("/counter")
    assert name_of(page) == "counter"
    assert "szilagyi1" in page.text
    for answer in (await browser.open("/counter/register"), await browser.look_up(PERSON)):
        assert (answer.status_code, answer.headers["location"]) == (303, "/counter")
    assert await browser.counter.rows("counter_case") == []


async def test_a_colleagues_case_and_receipt_are_not_found(clerk: Browser) -> None:
    case, receipt = await opened_case(clerk), ""
    receipt = await registered(clerk)
    await clerk.send("/counter/sign-out")
    await clerk.sign_in(await an_appointment(clerk.counter.world, "masik22"))
    assert (await clerk.open(case)).status_code == 404
    assert (await clerk.open(receipt)).status_code == 404
    assert (await clerk.open(f"{receipt}/receipt.pdf")).status_code == 404


async def test_a_form_without_its_token_changes_nothing(clerk: Browser) -> None:
    case = await opened_case(clerk)
    answer = await clerk.client.post(case, data={"data_match": "yes", "face_match": "yes", "username": "abcd"})
    assert answer.status_code == 403
    assert await clerk.counter.rows("gate") == []


@pytest.mark.parametrize("language", ["hu", "en", "de"])
async def test_every_page_speaks_every_language(clerk: Browser, language: str) -> None:
    case = await opened_case(clerk)
    for path in ("/counter", "/counter/register", case, "/counter/cases/none"):
        page = await clerk.open(f"{path}?lang={language}")
        assert f'<html lang="{language}"' in page.text
        assert "counter." not in page.text.replace("counter.css", "")

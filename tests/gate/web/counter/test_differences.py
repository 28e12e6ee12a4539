"""Data that differ between document and register: shown side by side, marked, and with what the clerk does about each."""

from dataclasses import replace

import httpx
import pytest

from tests.broker.people import text_of
from tests.gate.counter_world import a_person, found
from tests.gate.web.counter.conftest import Browser
from tests.gate.web.counter.test_foreigner import FOREIGNER
from tests.gate.web.counter.test_service_pages import name_of
from ugyfelkapu.gate.domain.identity import DocumentType, PersonName, Register, RegisteredPerson
from ugyfelkapu.gate.ports import Differs


async def differs(clerk: Browser, person: RegisteredPerson, *fields: str, register: Register = Register.SZL) -> httpx.Response:
    clerk.counter.registers.answers[person.document.document_number] = Differs(register=register, fields=fields)
    return await clerk.look_up(person)


async def seen(clerk: Browser, person: RegisteredPerson, held: RegisteredPerson) -> str:
    """The page of the case that opens although the spellings differ, since the register said that it is the person."""
    clerk.counter.registers.answers[person.document.document_number] = found(held)
    answer = await clerk.look_up(person)
    return text_of(await clerk.open(answer.headers["location"]))


def with_name(person: RegisteredPerson, family_name: str, given_name: str) -> RegisteredPerson:
    name = PersonName(family_name=family_name, given_name=given_name)
    return replace(person, identity=replace(person.identity, current_name=name))


@pytest.mark.parametrize(
    ("typed", "held", "told"),
    [
        (("Kovacs", "Eva"), ("Kovács", "Éva"), "Csak ékezet, kötőjel"),
        (("Mueller", "Éva"), ("Müller", "Éva"), "más betűkkel átírva"),
        (("Wei", "Chen"), ("Chen", "Wei"), "fel van cserélve"),
        (("Suharto", ""), ("Suharto", "Haji"), "Ha az okmány egyetlen nevet mutat, fogadja el"),
        (("Nagy", "Éva"), ("Kovács", "Éva"), "Ez más név. Utasítsa el"),
    ],
)
async def test_an_open_case_says_what_to_do_about_each_difference(
    clerk: Browser, typed: tuple[str, str], held: tuple[str, str], told: str
) -> None:
    page = await seen(clerk, with_name(FOREIGNER, *typed), with_name(FOREIGNER, *held))
    assert "Eltérések és teendők" in page
    assert told in page


async def test_a_case_without_differences_says_nothing_of_them(clerk: Browser) -> None:
    assert "Eltérések és teendők" not in await seen(clerk, a_person(), a_person())


async def test_a_missing_mothers_name_and_another_place_are_told(clerk: Browser) -> None:
    identity = replace(
        FOREIGNER.identity, mothers_birth_name=PersonName(family_name="Siti", given_name="Rahma"), birth_place="Jogjakarta"
    )
    page = await seen(clerk, FOREIGNER, replace(FOREIGNER, identity=identity))
    assert "Külföldi okmányon gyakran hiányzik" in page
    assert "régi vagy más nyelvű neve" in page


async def test_what_a_register_holds_otherwise_is_marked_beside_what_was_typed_and_its_own_spelling_stays_there(
    clerk: Browser,
) -> None:
    page = await differs(clerk, FOREIGNER, "current_name", "mothers_birth_name", "birth_date", register=Register.ISZL)
    assert name_of(page) == "counter-register"
    text = text_of(page)
    for told in (
        "Ezek az adatok térnek el",
        "azt nem árulja el, mi áll benne",
        "Suharto",
        "(üres)",
        "1980. február 29.",
        "Egyetlen név állhat",
        "géppel olvasható sora",
        "Kérdezze meg az ügyfelet",
        "Melyik szám a nap",
        "az idegenrendészeti hatóságnál",
        "Ha az okmány kétséges",
    ):
        assert told in text, told
    assert page.text.count("Ez eltér a nyilvántartástól.") == 5, "two names of two parts each, and the date"
    assert 'value="Suharto"' in page.text, "nothing is typed twice"
    assert not await clerk.counter.rows("counter_case")


@pytest.mark.parametrize(
    ("register", "told"),
    [(Register.SZL, "bármely kormányablakban"), (Register.NYT3, "(3NYT) vezető szervnél")],
)
async def test_who_can_put_it_right_depends_on_the_register(clerk: Browser, register: Register, told: str) -> None:
    assert told in text_of(await differs(clerk, a_person(), "birth_place", register=register))


async def test_another_citizenship_than_the_registers_is_marked_with_the_rest(clerk: Browser) -> None:
    clerk.counter.registers.answers[FOREIGNER.document.document_number] = found(replace(FOREIGNER, citizenship="MYS"))
    page = await clerk.look_up(FOREIGNER)
    assert "Több állampolgárság esetén" in text_of(page)
    assert "Indonézia" in page.text.partition("<dl")[2].partition("</dl>")[0]
    assert "Malajzia" not in page.text.partition("<dl")[2].partition("</dl>")[0], "the register's is not told"


async def test_which_documents_are_accepted_stands_on_the_page_of_the_look_up_and_opens_when_one_is_not(clerk: Browser) -> None:
    text = text_of(await clerk.open("/counter/register"))
    for told in (
        "Magyar állampolgár Személyazonosító igazolvány, Útlevél, Vezetői engedély (kártya).",
        "EGT-tagállam vagy Svájc állampolgára Személyazonosító igazolvány, Útlevél.",
        "Más állam polgára vagy hontalan Útlevél.",
        "E-mail-cím mindenkinek kell",
    ):
        assert told in text, told
    opened = '<details class="govuk-details" open>'
    assert opened not in (await clerk.open("/counter/register")).text
    refused = await clerk.look_up(FOREIGNER, document_type=DocumentType.ID_CARD)
    assert opened in refused.text
    assert 'role="alert"' in refused.text

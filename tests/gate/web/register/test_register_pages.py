"""The ways in, in plain words; the form from home says the same whoever is known (`domain.md R2`, `security.md` 7)."""

import re

import pytest

from tests.gate.counter_world import Counter, a_person
from tests.gate.owner_world import an_owner
from tests.gate.web.counter.conftest import document_fields
from tests.gate.web.signin.browser import Browser, page_of
from ugyfelkapu.gate.actions.applying.open_provisional import open_provisional

FORMS = ("/register/prefilled", "/register/provisional")
REFERENCE = re.compile(r"\bP(?:-[0-9A-Z]{4}){3}\b")
FILLED = document_fields(a_person()) | {"username": "ujkapu2026", "email": "uj@example.hu"}


async def test_the_hub_leads_to_what_can_be_begun_at_home(browser: Browser) -> None:
    page = await browser.opens("/register")
    assert page_of(page) == "register"
    for path in FORMS:
        assert f'href="{path}"' in page.text


@pytest.mark.parametrize("path", FORMS)
async def test_the_reference_is_shown_as_text_and_as_a_picture_to_the_browser_that_asked(browser: Browser, path: str) -> None:
    answer = await browser.sends(path, **FILLED)
    assert answer.status_code == 303
    page = await browser.opens(answer.headers["location"])
    assert page_of(page) == "register-reference"
    assert REFERENCE.search(page.text)
    picture = await browser.opens("/register/reference.svg")
    assert picture.headers["content-type"] == "image/svg+xml"
    assert "no-store" in picture.headers["cache-control"]


@pytest.mark.parametrize("path", FORMS)
async def test_known_and_unknown_get_the_same_answer_and_the_same_letters_at_once(
    counter: Counter, browser: Browser, path: str
) -> None:
    owner = await an_owner(counter)
    seen = set()
    for username, email in (("kovacseva80", "eva@example.hu"), ("senkisenki", "senki@example.hu")):
        before = len(await counter.rows("outbox"))
        answer = await browser.sends(path, **FILLED | {"username": username, "email": email})
        page = await browser.opens(answer.headers["location"])
        told = REFERENCE.sub("", page.text)
        seen.add((answer.status_code, answer.headers["location"], told, len(await counter.rows("outbox")) - before))
    assert len(seen) == 1
    assert owner.username == "kovacseva80"


async def test_from_the_form_to_a_password_that_waits_for_its_counter(counter: Counter, browser: Browser) -> None:
    await browser.sends("/register/provisional", **FILLED)
    assert await open_provisional(counter.world)
    letters = " ".join(row.text("text_body") for row in await counter.rows("outbox"))
    code = re.search(r"\bA(?:-[0-9A-Z]{4}){3}\b", letters)
    assert code
    password = {"new_password": "hosszú téli estéken", "new_password_again": "hosszú téli estéken"}
    answer = await browser.sends("/activate", username="ujkapu2026", code=code[0], **password)
    assert answer.headers["location"] == "/register/provisional/ready"
    assert page_of(await browser.opens(answer.headers["location"])) == "register-provisional-ready"
    refused = await browser.sends("/sign-in", username="ujkapu2026", password=password["new_password"])
    assert page_of(refused) == "sign-in"
    assert "megerősítésre vár" in refused.text
    assert await counter.rows("gate_session") == []


@pytest.mark.parametrize("path", FORMS)
async def test_faults_are_told_at_once_and_nothing_is_kept(counter: Counter, browser: Browser, path: str) -> None:
    wrong = {"citizenship": "USA", "username": "ab", "email": "nem cím", "birth_date_year": "1700"}
    page = await browser.sends(path, **FILLED | wrong)
    assert page_of(page) == path.strip("/").replace("/", "-")
    for field in ("username", "email", "birth_date"):
        assert f'href="#{field}"' in page.text
    assert not await counter.rows("application_from_home")
    licence = await browser.sends(path, **FILLED | {"citizenship": "DEU", "document_type": "driving_licence"})
    assert 'href="#document_type"' in licence.text


@pytest.mark.parametrize("path", FORMS)
async def test_a_foreigner_may_have_no_mothers_name_and_a_single_name(counter: Counter, browser: Browser, path: str) -> None:
    nameless = {"mothers_family_name": "", "mothers_given_name": "", "given_name": "", "birth_given_name": ""}
    foreign = {"citizenship": "IDN", "document_type": "passport"}
    assert (await browser.sends(path, **FILLED | nameless)).status_code == 200, "a Hungarian has both"
    assert (await browser.sends(path, **FILLED | nameless | foreign)).status_code == 303
    assert len(await counter.rows("application_from_home")) == 1


async def test_one_address_gets_only_so_many_letters(browser: Browser) -> None:
    answers = [(await browser.sends("/register/prefilled", **FILLED)).status_code for _ in range(8)]
    assert answers[0] == 303
    assert answers[-1] == 429


async def test_without_a_reference_of_its_own_a_browser_sees_none(browser: Browser) -> None:
    assert page_of(await browser.opens("/register/reference")) == "register"
    assert (await browser.opens("/register/reference.svg")).status_code == 404


@pytest.mark.parametrize("path", FORMS)
async def test_all_that_is_missing_is_told_in_the_order_of_the_page(browser: Browser, path: str) -> None:
    page = await browser.sends(path, **dict.fromkeys(FILLED, "") | {"citizenship": "HUN", "document_type": "id_card"})
    asked = re.findall(r'href="#([a-z_]+)"', page.text.partition('role="alert"')[2].partition("<form")[0])
    fields = re.findall(r'name="([a-z_]+)"', page.text.partition("<form")[2])
    places = [next(place for place, name in enumerate(fields) if name.startswith(each)) for each in asked]
    assert len(asked) == 9
    assert places == sorted(places)

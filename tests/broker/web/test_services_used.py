"""Every service with what it learned and when, for the person's own session alone (`domain.md R15`)."""

import json
import re
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import httpx
import pytest
from pyhanko.pdf_utils.reader import PdfFileReader
from pypdf import PdfReader

from tests.broker.town import Town, answer_of, follow, press
from ugyfelkapu.adapters.document_seal import document_seal
from ugyfelkapu.broker.actions.follow_standing_changes import follow_standing_changes
from ugyfelkapu.demo.seal import make_seal
from ugyfelkapu.identification import Refusal, StandingEvent

USED = "/services/used"
IDENTITY = "openid profile identity"


async def opened(browser: httpx.AsyncClient, url: str = USED) -> httpx.Response:
    return await follow(browser, await browser.get(url))


async def with_identity(town: Town, browser: httpx.AsyncClient) -> str:
    """Sign on at the council with consent; the access token."""
    council = await town.council()
    page = await town.sign_in(browser, council.question(scope=IDENTITY))
    code = answer_of(await press(browser, page, decision="allow"))["code"]
    tokens = (await browser.post("/token", data=council.redemption(code), headers=council.basic())).json()
    assert (await town.userinfo(browser, tokens["access_token"])).status_code == 200
    return str(tokens["access_token"])


async def test_without_a_session_the_gate_is_asked_and_leads_back(town: Town) -> None:
    async with town.browser() as browser:
        page = await opened(browser)
        assert 'data-page="services-used"' in page.text
        assert "Még egyetlen szolgáltatásba sem lépett be" in page.text
        assert len(town.gate.questions) == 1
        await opened(browser)
        assert len(town.gate.questions) == 1
    assert not await town.world.database.reader.all("SELECT visit_id FROM own_visit")


async def test_each_service_stands_with_its_body_data_and_count(town: Town) -> None:
    tax = await town.service(organisation_name="Adóhivatal")
    async with town.browser() as browser:
        for _ in range(3):
            await town.tokens(browser, tax)
        await with_identity(town, browser)
        page = (await opened(browser)).text
    assert "Adószámla (Adóhivatal)" in page
    row = page.partition("Adószámla (Adóhivatal)")[2].partition("</tr>")[0]
    assert "kapcsolati kód, családi név, utónév, e-mail-cím" in row
    assert ">3<" in row
    assert "Dáptv. 44. §" in row
    assert "Mötv. 8. § (1)" in page
    assert "születési idő" in page
    assert "2026. november 22. 10:00" in page
    assert "Kovács" not in page  # the page names data, and never holds any


async def test_nobody_sees_what_another_person_used(town: Town) -> None:
    tax = await town.service()
    async with town.browser() as mine, town.browser() as theirs:
        await town.tokens(mine, tax)
        town.gate.subject = "person-2"
        page = await opened(theirs)
        copy = (await theirs.get(f"{USED}/copy.json")).json()
    assert "Adószámla" not in page.text
    assert copy == {"consents": [], "services": [], "releases": []}


async def test_a_withdrawn_consent_stops_the_very_next_use_of_a_token(town: Town) -> None:
    async with town.browser() as browser:
        token = await with_identity(town, browser)
        page = await opened(browser)
        assert "2026. november 22." in page.text
        done = await press(browser, page, form=0)
        assert "Visszavonta hozzájárulását" in done.text
        assert (await town.userinfo(browser, token)).status_code == 401
        assert "Visszavonom" not in done.text
        again = await browser.post(f"{USED}/withdraw", data=hidden_of(page))
        assert again.headers["Location"] == USED
    entries = await town.world.database.reader.all("SELECT subject, actor FROM journal WHERE activity = 'withdraw_consent'")
    assert [(entry.text("subject"), entry.text("actor")) for entry in entries] == [("person-1", "person-1")]


async def test_nobody_withdraws_another_persons_consent(town: Town) -> None:
    async with town.browser() as mine, town.browser() as theirs:
        token = await with_identity(town, mine)
        page = await opened(mine)
        town.gate.subject = "person-2"
        other = await opened(theirs)
        service = hidden_of(page)["service"]
        csrf = re.findall(r'name="csrf_token" value="([^"]+)"', other.text)
        assert not csrf  # there is nothing to send, so the token of their browser is taken from another page
        asked = await theirs.get("/authorize", params=(await town.service()).question(prompt="login"))
        chooser = await follow(theirs, asked)
        body = {"csrf_token": hidden_of(chooser)["csrf_token"], "service": service}
        assert (await theirs.post(f"{USED}/withdraw", data=body)).headers["Location"] == USED
        assert (await town.userinfo(mine, token)).status_code == 200


def hidden_of(page: httpx.Response) -> dict[str, str]:
    return dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page.text))


async def test_the_releases_are_paged_without_a_gap_or_a_repetition(town: Town) -> None:
    tax = await town.service()
    async with town.browser() as browser:
        await town.tokens(browser, tax)
        for _ in range(44):
            town.clock.advance(seconds=1)
            assert "code" in answer_of(await browser.get("/authorize", params=tax.question()))
        await follow_standing_changes(town.world)
        counts, url = [], USED
        while url:
            page = await opened(browser, url)
            counts.append(page.text.rpartition("<tbody")[2].count("<tr"))
            older = re.search(r'href="([^"]+)" rel="next"', page.text)
            url = older[1] if older else ""
        whole = (await browser.get(f"{USED}/copy.json")).json()
    assert counts == [20, 20, 5]
    assert len(whole["releases"]) == whole["services"][0]["times"] == 45


@pytest.mark.parametrize(
    "cursor", ["", "x", "f" * 32, "0" * 32, "F" * 32, "g" * 32, "1" * 31, "' OR 1=1 --", "%00", "%ff", "9" * 5000]
)
async def test_a_tampered_cursor_is_a_page_of_ones_own_or_a_refusal(town: Town, cursor: str) -> None:
    tax = await town.service()
    async with town.browser() as browser:
        await town.tokens(browser, tax)
        page = await browser.get(f"{USED}?before={cursor}")
    assert page.status_code in {200, 400}
    assert "data-page=" in page.text


async def test_looking_at_it_is_itself_in_the_journal(town: Town) -> None:
    async with town.browser() as browser:
        await opened(browser)
        await browser.get(f"{USED}/copy.json")
    rows = await town.world.database.reader.all(
        "SELECT activity FROM journal WHERE activity LIKE '%services_used' ORDER BY entry_id"
    )
    assert {row.text("activity") for row in rows} == {"view_services_used", "copy_services_used"}


async def test_a_session_ended_at_the_gate_shows_nothing_more(town: Town) -> None:
    async with town.browser() as browser:
        await opened(browser)
        town.gate.tell(StandingEvent.GATE_SUSPENDED)
        await follow_standing_changes(town.world)
        for path in ("", "/copy.json", "/copy.pdf"):
            answer = await browser.get(USED + path)
            assert answer.status_code == 303
            assert "person" not in answer.text


@pytest.mark.parametrize("refusal", [Refusal.CANCELLED, Refusal.LEVEL_NOT_REACHED])
async def test_who_turns_back_at_the_gate_is_told_what_to_do(town: Town, refusal: Refusal) -> None:
    town.gate.refuses = refusal
    async with town.browser() as browser:
        page = await opened(browser)
        assert 'data-page="services-used-refused"' in page.text
        assert 'role="alert"' in page.text
        town.gate.refuses = None
        assert 'data-page="services-used"' in (await opened(browser)).text


async def test_the_way_back_belongs_to_one_browser_and_works_once(town: Town) -> None:
    async with town.browser() as browser, town.browser() as thief:
        await thief.get("/services")
        asked = await browser.get(USED)
        back = (await browser.get(asked.headers["Location"])).headers["Location"]
        assert (await thief.get(back)).status_code == 400
        assert (await browser.get(back)).status_code == 303
        assert (await browser.get(back)).status_code == 400
        for visit in ("x", "%00", "a" * 22, "a" * 5000):
            assert (await browser.get(f"{USED}/return/{visit}?ticket=t1")).status_code in {400, 404}


async def test_the_copy_in_pdf_is_sealed_and_says_the_same(town: Town, tmp_path: Path) -> None:
    make_seal(tmp_path / "seal.key", tmp_path / "seal.pem")
    seal = document_seal(str(tmp_path / "seal.key"), str(tmp_path / "seal.pem"))
    sealed = Town(town.world.database, town.world.keys, town.clock, pages=town.pages)
    sealed.world = replace(sealed.world, seal=seal)
    sealed.open()
    tax = await sealed.service(organisation_name="Adóhivatal")
    async with sealed.browser() as browser:
        await sealed.tokens(browser, tax)
        copy = await browser.get(f"{USED}/copy.pdf")
    seal.close()
    assert copy.headers["Content-Type"] == "application/pdf"
    assert len(PdfFileReader(BytesIO(copy.content)).embedded_signatures) == 1
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(copy.content)).pages).replace("\u200b", "")
    assert "Adószámla" in text
    assert "Kovács-Szűcsné Ágota Ilona" in text


async def test_without_a_seal_the_page_says_so_and_offers_the_other_copy(town: Town) -> None:
    async with town.browser() as browser:
        await opened(browser)
        page = await browser.get(f"{USED}/copy.pdf")
    assert page.status_code == 404
    assert 'role="alert"' in page.text
    assert f"{USED}/copy.json" in page.text


async def test_the_copy_for_machines_says_who_learned_what_on_which_ground(town: Town) -> None:
    async with town.browser() as browser:
        await with_identity(town, browser)
        copy = await browser.get(f"{USED}/copy.json")
    assert copy.headers["Content-Disposition"] == 'attachment; filename="szolgaltatasok.json"'
    told = json.loads(copy.content)
    assert {release["is_sign_on"] for release in told["releases"]} == {True, False}
    assert told["consents"][0]["legal_basis"] == "Mötv. 8. § (1)"
    assert told["releases"][0]["service"] == "Önkormányzat"

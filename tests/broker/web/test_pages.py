"""The broker's pages: what they say, and that nothing strange in their addresses or forms breaks them."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote

import pytest

from tests.broker.town import REDIRECT, Town, answer_of, follow, press
from ugyfelkapu.foundation.database.sqlite import SqliteDatabase


async def test_the_directory_says_what_will_appear_while_it_is_empty(town: Town) -> None:
    async with town.browser() as browser:
        page = await browser.get("/services")
    assert 'data-page="services"' in page.text
    assert "Még egyetlen szolgáltatás sem csatlakozott" in page.text


async def test_the_directory_lists_services_by_body_in_the_language_of_the_page(town: Town) -> None:
    body = {"organisation_name": "Adóhivatal", "organisation_name#en": "Tax Office"}
    await town.service(client_name="Adószámla", client_uri="https://tax.example.test/", **body)
    await town.service(client_name="Bevallás", **body)
    async with town.browser() as browser:
        hungarian = (await browser.get("/services")).text
        english = (await browser.get("/services?lang=en")).text
    assert hungarian.count("<h2") == 1
    assert '<a class="govuk-link" href="https://tax.example.test/">Adószámla</a>' in hungarian
    assert "Bevallás" in hungarian
    assert "Tax Office" in english


async def test_a_name_cannot_smuggle_markup_into_a_page(town: Town) -> None:
    await town.service(client_name="<script>alert(1)</script>")
    async with town.browser() as browser:
        page = await browser.get("/services")
    assert "<script>alert" not in page.text
    assert "&lt;script&gt;alert" in page.text


@pytest.mark.parametrize("path", ["", "/return", "/consent", "/resume"])
@pytest.mark.parametrize("pending_id", ["nobody", "%00", "%ff", "a" * 22, "a" * 5000, "../x"])
async def test_a_flow_that_never_was_is_a_plain_page(town: Town, path: str, pending_id: str) -> None:
    async with town.browser() as browser:
        answer = await browser.get(f"/authorize/{pending_id}{path}")
    assert answer.status_code in {400, 404}
    assert "data-page=" in answer.text


@pytest.mark.parametrize("client_id", ["\0", "ő", "%00", "a" * 5000, "%ff"])
async def test_a_strange_client_id_is_nobodys(town: Town, client_id: str) -> None:
    async with town.browser() as browser:
        asked = await browser.get(f"/authorize?client_id={quote(client_id)}")
        proof = await browser.post("/token", data={"grant_type": "x"}, auth=(client_id.replace("\0", "%00"), "x"))
    assert asked.status_code == 400
    assert proof.status_code == 401


@pytest.mark.parametrize("path", ["", "/cancel", "/consent"])
async def test_a_form_from_elsewhere_moves_nothing(town: Town, path: str) -> None:
    tax = await town.service()
    async with town.browser() as browser:
        page = await follow(browser, await browser.get("/authorize", params=tax.question()))
        for token in ("", "somebody-elses"):
            data = {"csrf_token": token, "decision": "allow"}
            assert (await browser.post(f"{page.url.path}{path}", data=data)).status_code == 403
    assert not town.gate.questions


async def test_a_consent_shown_to_one_person_is_not_taken_from_another(town: Town) -> None:
    tax, council = await town.service(), await town.council()
    async with town.browser() as browser:
        page = await town.sign_in(browser, council.question(scope="openid identity"))
        town.gate.subject = "person-2"
        await town.code(browser, tax.question(prompt="login"))
        again = await press(browser, page, decision="allow")
        assert 'data-page="consent"' in again.text
    assert not await town.world.database.reader.all("SELECT data_set FROM consent")


async def test_a_consent_page_without_a_live_gate_session_asks_to_sign_in_again(town: Town) -> None:
    council = await town.council()
    async with town.browser() as browser:
        page = await town.sign_in(browser, council.question(scope="openid identity"))
        town.gate.live.clear()
        again = await follow(browser, await browser.get(page.url.path))
        assert 'data-page="choose-method"' in again.text
        page = await press(browser, again)
        assert "code" in answer_of(await press(browser, page, decision="allow"))


async def test_the_page_that_goes_on_leads_where_its_header_does(town: Town) -> None:
    tax = await town.service()
    async with town.browser() as browser:
        page = await town.sign_in(browser, tax.question())
    assert page.headers["Refresh"].startswith(f"0; url={REDIRECT}?code=")
    assert f'href="{REDIRECT}?code=' in page.text
    assert "form-action 'self'" in page.headers["Content-Security-Policy"]


async def test_a_program_that_wants_no_page_gets_a_redirect(town: Town) -> None:
    tax = await town.service()
    async with town.browser() as browser:
        browser.headers["Accept"] = "*/*"
        done = await town.sign_in(browser, tax.question())
    assert done.status_code == 303
    assert done.headers["Location"].startswith(REDIRECT)


@contextmanager
def statements_of(database: SqliteDatabase) -> Iterator[list[str]]:
    """What both connections are asked meanwhile."""
    seen: list[str] = []
    connections = (database._writer, database._reader.connection)
    for connection in connections:
        connection.set_trace_callback(seen.append)
    yield seen
    for connection in connections:
        connection.set_trace_callback(None)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_a_sign_on_with_a_live_session_costs_eight_statements(town: Town) -> None:
    database = town.world.database
    assert isinstance(database, SqliteDatabase)
    tax = await town.service()
    async with town.browser() as browser:
        await town.code(browser, tax.question())
        with statements_of(database) as seen:
            answer = answer_of(await browser.get("/authorize", params=tax.question()))
            await browser.post("/token", data=tax.redemption(answer["code"]), headers=tax.basic())
    work = [each for each in seen if each.split()[0] in {"SELECT", "INSERT", "UPDATE", "DELETE"}]
    assert len(work) == 8, work

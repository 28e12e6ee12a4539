"""What strangers and services can have kept, and for how long it counts against somebody."""

from asyncio import Event, gather
from dataclasses import replace

import pytest

from tests.broker.saml.service import ask, query_of, saml_service, told
from tests.broker.saml.test_logout import BY_SOAP, SOAP, council_answers, name_in, sign_out_with_us, signed_on
from tests.broker.town import Town, press
from ugyfelkapu.broker.actions.check_issued import Held, check_issued
from ugyfelkapu.broker.actions.tell_services import tell_services
from ugyfelkapu.broker.domain.issued import entry_of_assertion
from ugyfelkapu.broker.domain.saml_service import AssertionConsumer, Binding
from ugyfelkapu.broker.ports import Fetched, FetchFault
from ugyfelkapu.broker.saml.xml.writing import element
from ugyfelkapu.chores import TELLERS


async def test_a_long_name_is_nobodys_and_is_not_kept(town: Town) -> None:
    service = await saml_service(town)
    subject = element("saml:Subject", {}, element("saml:NameID", {}, "x" * 60_000))
    answer = told(await ask(town.browser(), query_of(service.question(town.clock.now(), subject))))
    assert answer.statuses == ["Responder", "UnknownPrincipal"]
    assert not await town.world.database.reader.all("SELECT * FROM pending_request")


async def test_contexts_that_nobody_knows_are_not_kept(town: Town) -> None:
    service = await saml_service(town)
    unknown = [element("saml:AuthnContextClassRef", {}, "urn:" + "x" * 1000) for _ in range(10)]
    low = element("saml:AuthnContextClassRef", {}, "http://eidas.europa.eu/LoA/low")
    node = service.question(town.clock.now(), element("samlp:RequestedAuthnContext", {"Comparison": "exact"}, *unknown, low))
    browser = town.browser()
    page = await ask(browser, query_of(node))
    (row,) = await town.world.database.reader.all("SELECT length(request) AS many FROM pending_request")
    assert row.number("many") < 2000
    assert told(await press(browser, page)).statuses == ["Success"]


async def test_the_words_of_strangers_are_told_to_the_service_and_not_to_the_journal(town: Town) -> None:
    service = await saml_service(town)
    wanted = element("eidas:RequestedAttribute", {"Name": "Kiss Pál, 1950", "isRequired": "true"})
    node = service.question(town.clock.now(), element("samlp:Extensions", {}, element("eidas:RequestedAttributes", {}, wanted)))
    assert "Kiss Pál" in told(await ask(town.browser(), query_of(node))).document.decode()
    rows = await town.world.database.reader.all("SELECT reason FROM journal WHERE activity = 'refuse_saml_request'")
    assert [row.text("reason") for row in rows] == ["a required attribute is none that we have"]


async def test_wrong_questions_of_one_day_are_no_burden_on_the_next(town: Town) -> None:
    service, browser = await saml_service(town), town.browser()
    assertion = await signed_on(town, browser, service)
    good = Held(entry_id=entry_of_assertion(assertion.get("ID") or ""), name=name_in(assertion))
    for _ in range(11):
        for _ in range(50):
            assert not await check_issued(town.world, service.party, replace(good, name="nobody"))
        town.clock.advance(hours=20)
        assert await check_issued(town.world, service.party, good) is True
        assert await check_issued(town.world, service.party, good) is True


async def test_an_answer_goes_to_no_address_that_left_the_metadata_meanwhile(town: Town) -> None:
    service, browser = await saml_service(town), town.browser()
    page = await ask(browser, query_of(service.question(town.clock.now())))
    new = AssertionConsumer(index=0, binding=Binding.POST, url="https://council.example.test/new", is_default=True)
    await town.rewrite(replace(service.party, saml=replace(service.terms, consumers=(new,))))
    page = await press(browser, page)
    assert page.status_code == 400
    assert "SAMLResponse" not in page.text


async def test_the_last_try_is_made_by_one_worker_and_its_success_stays(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    service, browser = await saml_service(town, logout=(BY_SOAP,)), town.browser()
    await signed_on(town, browser, service)
    await sign_out_with_us(browser)
    for _ in range(6):
        await tell_services(town.world, TELLERS)
        town.clock.advance(hours=5)
    asking, other_is_done, calls, ask_server = Event(), Event(), 0, town.outside.soap
    town.outside.answers[SOAP] = council_answers(service)

    async def slow(url: str, envelope: bytes) -> Fetched | FetchFault:
        nonlocal calls
        calls += 1
        asking.set()
        if calls == 1:
            await other_is_done.wait()
        return await ask_server(url, envelope)

    async def other_worker() -> None:
        await asking.wait()
        await tell_services(town.world, TELLERS)
        other_is_done.set()

    monkeypatch.setattr(town.outside, "soap", slow)
    await gather(tell_services(town.world, TELLERS), other_worker())
    assert calls == 1
    (notice,) = await town.world.database.reader.all("SELECT outcome FROM logout_notice")
    assert notice.text("outcome") == "confirmed"

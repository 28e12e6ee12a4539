"""Sign-outs that mean several browsers, and those of services whose metadata have expired meanwhile."""

from dataclasses import replace

import pytest

from tests.attacks.test_saml_logout_answers import answered
from tests.broker.saml.service import SamlService, ask, query_of, saml_service, service_key, told
from tests.broker.saml.test_logout import (
    BACK,
    BY_SOAP,
    REDIRECT,
    SOAP,
    council_answers,
    is_signed_on,
    logout,
    name_in,
    returned,
    sign_out_with_us,
    signed_on,
)
from tests.broker.town import Town, follow, press
from ugyfelkapu.broker.actions.follow_standing_changes import follow_standing_changes
from ugyfelkapu.broker.actions.principals import with_organisation
from ugyfelkapu.broker.actions.tell_services import tell_services
from ugyfelkapu.broker.actions.weigh import Missing, Ready
from ugyfelkapu.broker.domain.saml_service import Binding, EntityId, LogoutPoint
from ugyfelkapu.broker.ports import BrokerWorld
from ugyfelkapu.broker.saml.deflate import inflated
from ugyfelkapu.broker.saml.xml.element import XmlElement
from ugyfelkapu.broker.saml.xml.parsing import XmlFault, parsed
from ugyfelkapu.broker.saml.xml.soap import message_in
from ugyfelkapu.chores import TELLERS
from ugyfelkapu.identification import StandingEvent


async def test_a_request_about_all_sessions_ends_the_sign_ons_of_other_browsers_too(town: Town) -> None:
    service, browser, other = await saml_service(town, logout=(REDIRECT,)), town.browser(), town.browser()
    name = name_in(await signed_on(town, browser, service))
    assert name_in(await signed_on(town, other, service, number=2)) == name
    page = await follow(browser, await browser.get(f"/saml/slo?{service.signed_query(logout(town, service, name))}"))
    _, codes, _ = returned(town, await press(browser, page, choice="everywhere"))
    assert codes == ["Success"]
    assert not await town.world.database.reader.all("SELECT * FROM saml_sign_on")
    assert await is_signed_on(town, other, service), "the other browser's session goes on"


async def test_a_session_that_another_tab_ended_is_a_partial_sign_out(town: Town) -> None:
    first, browser = await saml_service(town, logout=(REDIRECT,)), town.browser()
    key, entity = service_key("other"), EntityId("https://other.example.test/saml")
    second = await saml_service(town, entity_id=entity, signing_certificates=(key.certificate,), logout=(REDIRECT,))
    names = {each.terms.entity_id: name_in(await signed_on(town, browser, each)) for each in (first, second)}
    pages = []
    for number, each in enumerate((first, replace(second, key=key))):
        node = logout(town, each, names[each.terms.entity_id], ID=f"_tab-{number}")
        pages.append(await follow(browser, await browser.get(f"/saml/slo?{each.signed_query(node)}")))
    await press(browser, pages[0], choice="everywhere")
    _, codes, _ = returned(town, await press(browser, pages[1], choice="everywhere"))
    assert codes == ["Success", "PartialLogout"]


async def test_a_session_that_the_worker_ended_first_is_a_partial_sign_out(town: Town) -> None:
    service, browser = await saml_service(town, logout=(REDIRECT,)), town.browser()
    name = name_in(await signed_on(town, browser, service))
    page = await follow(browser, await browser.get(f"/saml/slo?{service.signed_query(logout(town, service, name))}"))
    town.gate.tell(StandingEvent.GATE_SUSPENDED)
    await follow_standing_changes(town.world)
    _, codes, _ = returned(town, await press(browser, page, choice="everywhere"))
    assert codes == ["Success", "PartialLogout"]


async def test_each_try_is_a_message_of_its_own(town: Town) -> None:
    service, browser = await saml_service(town, logout=(BY_SOAP,)), town.browser()
    await signed_on(town, browser, service)
    await sign_out_with_us(browser)
    for _ in range(3):
        await tell_services(town.world, TELLERS)
        town.clock.advance(minutes=3)
    town.outside.answers[SOAP] = council_answers(service)
    town.clock.advance(hours=1)
    await tell_services(town.world, TELLERS)
    messages = [message_in(envelope, longest=100_000) for _, envelope in town.outside.envelopes]
    names = {message.get("ID") for message in messages if isinstance(message, XmlElement)}
    assert len(names) == len(messages) == 4
    (notice,) = await town.world.database.reader.all("SELECT outcome FROM logout_notice")
    assert notice.text("outcome") == "confirmed"


async def test_nobody_is_signed_on_in_a_session_that_ended_meanwhile(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ended after it was looked at: whoever ended it could not tell the service."""
    service, browser = await saml_service(town, logout=(BY_SOAP,)), town.browser()
    await town.tokens(browser, await town.service())

    async def meanwhile(world: BrokerWorld, weighed: Ready | Missing) -> Ready | Missing:
        town.gate.tell(StandingEvent.GATE_SUSPENDED)
        await follow_standing_changes(town.world)
        return await with_organisation(world, weighed)

    monkeypatch.setattr("ugyfelkapu.broker.actions.begin_sign_on.with_organisation", meanwhile)
    answer = told(await ask(browser, query_of(service.question(town.clock.now()))))
    assert answer.statuses == ["Responder", "AuthnFailed"]
    assert not await town.world.database.reader.all("SELECT * FROM saml_sign_on")


async def expire(town: Town, service: SamlService) -> None:
    await town.rewrite(replace(service.party, saml=replace(service.terms, valid_until=town.clock.now())))


async def test_expired_metadata_name_nobody_to_tell_by_soap(town: Town) -> None:
    service, browser = await saml_service(town, logout=(BY_SOAP,)), town.browser()
    await signed_on(town, browser, service)
    await sign_out_with_us(browser)
    await expire(town, service)
    town.outside.answers[SOAP] = council_answers(service)
    await tell_services(town.world, TELLERS)
    assert not town.outside.envelopes
    (notice,) = await town.world.database.reader.all("SELECT outcome, fault FROM logout_notice")
    assert (notice.text("outcome"), notice.text("fault")) == ("waiting", "the metadata have expired")


async def test_expired_metadata_name_no_address_for_the_browser(town: Town) -> None:
    service, browser = await saml_service(town, logout=(REDIRECT,)), town.browser()
    await signed_on(town, browser, service)
    seen = await sign_out_with_us(browser)
    await expire(town, service)
    page = await follow(browser, await browser.get(seen.headers["Refresh"].partition("url=")[2]))
    assert page.url.path == seen.url.path
    assert "innen is biztosan kijelentkezzen: Önkormányzat." in page.text


async def test_expired_metadata_name_no_address_for_our_answer(town: Town) -> None:
    service, browser = await saml_service(town, logout=(REDIRECT,)), town.browser()
    name = name_in(await signed_on(town, browser, service))
    page = await follow(browser, await browser.get(f"/saml/slo?{service.signed_query(logout(town, service, name))}"))
    await expire(town, service)
    page = await press(browser, page, choice="here")
    assert page.status_code == 400
    assert "lejárt" in page.text


async def test_a_service_that_answers_faultily_keeps_nobody_from_being_told(town: Town) -> None:
    first, browser = await saml_service(town, logout=(REDIRECT,)), town.browser()
    key, entity = service_key("other"), EntityId("https://other.example.test/saml")
    point = LogoutPoint(
        binding=Binding.REDIRECT, url="https://other.example.test/slo", response_url="https://other.example.test/slo"
    )
    second = await saml_service(town, entity_id=entity, signing_certificates=(key.certificate,), logout=(point,))
    for service in (first, second):
        await signed_on(town, browser, service)
    seen = await sign_out_with_us(browser)
    onward = seen.headers["Refresh"].partition("url=")[2]
    addresses = {BACK: first, point.url: replace(second, key=key)}
    visited = []
    for _ in addresses:
        url, _, fields = returned(town, await browser.get(onward), "SAMLRequest")
        visited.append(url)
        document = inflated(fields["SAMLRequest"][0])
        request = parsed(document) if isinstance(document, bytes) else document
        assert not isinstance(request, XmlFault)
        unsigned = query_of(answered(town, request.get("ID") or "", entity_id=addresses[url].terms.entity_id))
        onward = (await browser.get(f"/saml/slo?{unsigned.replace('SAMLRequest=', 'SAMLResponse=')}")).headers["Location"]
    assert sorted(visited) == sorted(addresses)
    page = await follow(browser, await browser.get(onward))
    assert 'data-page="signed-out"' in page.text
    assert 'data-outcome="confirmed"' not in page.text

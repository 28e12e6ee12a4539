"""Sign-outs that mean several browsers, and those of services whose metadata have expired meanwhile."""

from dataclasses import replace

from tests.attacks.test_saml_logout_answers import answered
from tests.broker.saml.service import SamlService, query_of, saml_service, service_key
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
from ugyfelkapu.broker.actions.tell_services import tell_services
from ugyfelkapu.broker.domain.saml_service import Binding, EntityId, LogoutPoint
from ugyfelkapu.broker.saml.deflate import inflated
from ugyfelkapu.broker.saml.xml.parsing import XmlFault, parsed
from ugyfelkapu.chores import TELLERS


async def test_a_request_about_all_sessions_ends_the_sign_ons_of_other_browsers_too(town: Town) -> None:
    service, browser, other = await saml_service(town, logout=(REDIRECT,)), town.browser(), town.browser()
    name = name_in(await signed_on(town, browser, service))
    assert name_in(await signed_on(town, other, service, number=2)) == name
    page = await follow(browser, await browser.get(f"/saml/slo?{service.signed_query(logout(town, service, name))}"))
    _, codes, _ = returned(town, await press(browser, page, choice="everywhere"))
    assert codes == ["Success"]
    assert not await town.world.database.reader.all("SELECT * FROM saml_sign_on")
    assert await is_signed_on(town, other, service), "the other browser's session goes on"


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

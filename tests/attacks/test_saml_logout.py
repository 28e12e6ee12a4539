"""Attacks on single logout: nobody signs out somebody else's people."""

from base64 import b64encode
from dataclasses import replace
from urllib.parse import quote

import httpx
import pytest

from tests.attacks.test_saml_logout_answers import answered, other_service
from tests.broker.saml.service import query_of, saml_service, service_key, told
from tests.broker.saml.test_logout import (
    BACK,
    BY_SOAP,
    REDIRECT,
    SLO,
    is_signed_on,
    logout,
    name_in,
    returned,
    signed_on,
)
from tests.broker.town import Town, follow, press
from ugyfelkapu.broker.saml.xml.soap import enveloped
from ugyfelkapu.broker.saml.xml.writing import XmlNode, element, written

XML = {"Content-Type": "text/xml"}


async def by_soap(town: Town, node: XmlNode) -> httpx.Response:
    return await town.browser().post("/saml/slo/soap", content=enveloped(node), headers=XML)


@pytest.mark.parametrize("kind", ["unsigned", "stranger", "sha1", "twice", "changed"])
async def test_what_the_service_did_not_sign_ends_nothing(town: Town, kind: str) -> None:
    service, browser = await saml_service(town, logout=(REDIRECT, BY_SOAP)), town.browser()
    name = name_in(await signed_on(town, browser, service))
    node, stranger = logout(town, service, name), replace(service, key=service_key("stranger"))
    good = service.signed_query(node, "state")
    query = {
        "unsigned": query_of(node),
        "stranger": stranger.signed_query(node),
        "sha1": good.replace(quote("xmldsig-more#rsa-sha256", safe=""), quote("xmldsig#rsa-sha1", safe="")),
        "twice": good + "&RelayState=other",
        "changed": good.replace("RelayState=state", "RelayState=other"),
    }[kind]
    page = await follow(browser, await browser.get(f"/saml/slo?{query}"))
    assert page.status_code == 400
    assert await is_signed_on(town, browser, service)


async def test_by_form_an_unsigned_or_foreign_request_ends_nothing(town: Town) -> None:
    service, browser = await saml_service(town, logout=(REDIRECT,)), town.browser()
    name = name_in(await signed_on(town, browser, service))
    node, stranger = logout(town, service, name), replace(service, key=service_key("stranger"))
    for document in (written(node), written(stranger.signed(node))):
        form = {"SAMLRequest": b64encode(document).decode()}
        page = await follow(browser, await browser.post("/saml/slo", data=form))
        assert page.status_code == 400
    assert await is_signed_on(town, browser, service)


async def test_by_soap_an_unsigned_or_foreign_request_ends_nothing(town: Town) -> None:
    service, browser = await saml_service(town, logout=(BY_SOAP,)), town.browser()
    name = name_in(await signed_on(town, browser, service))
    node, stranger = logout(town, service, name, Destination=f"{SLO}/soap"), replace(service, key=service_key("stranger"))
    assert (await by_soap(town, node)).status_code == 403
    assert (await by_soap(town, stranger.signed(node))).status_code == 403
    assert await is_signed_on(town, browser, service)


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"Destination": "https://other.example.test/saml/slo"}, "Requester"),
        ({"IssueInstant": "2020-01-01T00:00:00Z"}, "Requester"),
        ({"IssueInstant": "2120-01-01T00:00:00Z"}, "Requester"),
        ({"NotOnOrAfter": "2020-01-01T00:00:00Z"}, "Requester"),
        ({"Version": "1.1"}, "VersionMismatch"),
    ],
)
async def test_a_stray_or_stale_request_is_answered_with_why_and_ends_nothing(
    town: Town, changes: dict[str, str], status: str
) -> None:
    service, browser = await saml_service(town, logout=(REDIRECT,)), town.browser()
    name = name_in(await signed_on(town, browser, service))
    query = service.signed_query(logout(town, service, name, **changes))
    _, codes, _ = returned(town, await browser.get(f"/saml/slo?{query}"))
    assert codes == [status]
    assert await is_signed_on(town, browser, service)


async def test_a_replayed_request_asks_nobody_again(town: Town) -> None:
    service, browser = await saml_service(town, logout=(REDIRECT,)), town.browser()
    name = name_in(await signed_on(town, browser, service))
    query = service.signed_query(logout(town, service, name))
    assert 'data-page="sign-out-where"' in (await follow(browser, await browser.get(f"/saml/slo?{query}"))).text
    _, codes, _ = returned(town, await browser.get(f"/saml/slo?{query}"))
    assert codes == ["Requester", "RequestDenied"]
    assert await is_signed_on(town, browser, service)


async def test_a_service_cannot_name_the_people_of_another(town: Town) -> None:
    service, browser = await saml_service(town, logout=(REDIRECT, BY_SOAP)), town.browser()
    name, other = name_in(await signed_on(town, browser, service)), await other_service(town)
    answer = await by_soap(town, other.signed(logout(town, other, name, Destination=f"{SLO}/soap")))
    assert "UnknownPrincipal" in answer.text
    await browser.get(f"/saml/slo?{other.signed_query(logout(town, other, name, ID='_second'))}")
    assert await is_signed_on(town, browser, service)


async def test_a_request_about_one_browser_ends_nothing_in_another(town: Town) -> None:
    service, mine, theirs = await saml_service(town, logout=(REDIRECT,)), town.browser(), town.browser()
    name = name_in(await signed_on(town, mine, service))
    page = await theirs.get(f"/saml/slo?{service.signed_query(logout(town, service, name))}")
    _, codes, _ = returned(town, page)
    assert codes == ["Success"], "the service's own sign-on ended, and nobody was asked in another's browser"
    assert await is_signed_on(town, mine, service), "the session goes on"


async def test_the_page_is_for_the_browser_it_was_made_in(town: Town) -> None:
    service, browser = await saml_service(town, logout=(REDIRECT,)), town.browser()
    name = name_in(await signed_on(town, browser, service))
    asked = await browser.get(f"/saml/slo?{service.signed_query(logout(town, service, name))}")
    path = asked.headers["Location"]
    stranger = town.browser()
    assert (await stranger.get(path)).status_code == 400
    assert (await stranger.get(f"{path}/done")).status_code == 400
    assert (await browser.post(path, data={"choice": "everywhere"})).status_code == 403, "without the page's own token"
    unchosen = await browser.get(f"{path}/done")
    assert unchosen.headers["Location"].endswith(path), "no answer before the person chose"
    assert await is_signed_on(town, browser, service)


@pytest.mark.parametrize("state", ['"><script>alert(1)</script>', "\r\nSet-Cookie: a=b", "https://evil.example.test/"])
async def test_a_hostile_relay_state_only_goes_back_where_it_came_from(town: Town, state: str) -> None:
    service, browser = await saml_service(town, logout=(REDIRECT,)), town.browser()
    name = name_in(await signed_on(town, browser, service))
    page = await follow(browser, await browser.get(f"/saml/slo?{service.signed_query(logout(town, service, name), state)}"))
    if page.status_code == 400:
        assert "Set-Cookie: a=b" not in str(page.headers)
        return  # control characters are no form
    assert "<script>alert" not in page.text
    back, _, fields = returned(town, await press(browser, page, choice="everywhere"))
    assert (back, fields["RelayState"]) == (f"{BACK}/done", [state])


async def test_a_relay_state_beyond_the_limit_is_refused(town: Town) -> None:
    service, browser = await saml_service(town, logout=(REDIRECT,)), town.browser()
    name = name_in(await signed_on(town, browser, service))
    page = await browser.get(f"/saml/slo?{service.signed_query(logout(town, service, name), 'x' * 1025)}")
    _, codes, fields = returned(town, page)
    assert codes == ["Requester"]
    assert "RelayState" not in fields
    assert await is_signed_on(town, browser, service)


@pytest.mark.parametrize("inner", ["EncryptedID", "BaseID"])
async def test_a_name_that_cannot_be_read_ends_nothing(town: Town, inner: str) -> None:
    service, browser = await saml_service(town, logout=(REDIRECT,)), town.browser()
    name = name_in(await signed_on(town, browser, service))
    good = logout(town, service, name)
    node = replace(good, children=(good.children[0], element(f"saml:{inner}", {})))
    page = await browser.get(f"/saml/slo?{service.signed_query(node)}")
    assert page.status_code == 400
    assert "NameID" in page.text
    assert await is_signed_on(town, browser, service)


async def test_a_form_that_answers_a_request_is_told_apart(town: Town) -> None:
    """`SAMLResponse` with a request in it, and the reverse, are neither."""
    service, browser = await saml_service(town, logout=(REDIRECT,)), town.browser()
    name = name_in(await signed_on(town, browser, service))
    request, answer = logout(town, service, name), answered(town, "_x")
    for node, parameter in ((request, "SAMLResponse"), (answer, "SAMLRequest")):
        page = await browser.get(f"/saml/slo?{service.signed_query(node, parameter=parameter)}")
        assert page.status_code == 400
    assert told(await browser.get(f"/saml/sso?{query_of(service.question(town.clock.now(), ID='_p'))}")).statuses == ["Success"]

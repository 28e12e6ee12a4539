"""Attacks on the answers of single logout: none counts but the asked service's own, once, and none stops the others."""

from dataclasses import replace

import httpx
import pytest

from tests.broker.saml.service import ENTITY, SamlService, query_of, saml_service, service_key
from tests.broker.saml.test_logout import (
    BY_SOAP,
    REDIRECT,
    SLO,
    SUCCESS,
    returned,
    sign_out_with_us,
    signed_on,
)
from tests.broker.town import Town, follow
from ugyfelkapu.broker.actions.check_invariants import check_invariants
from ugyfelkapu.broker.actions.purge_expired import purge_expired
from ugyfelkapu.broker.domain.saml_service import EntityId
from ugyfelkapu.broker.saml.deflate import inflated
from ugyfelkapu.broker.saml.xml.names import SAML
from ugyfelkapu.broker.saml.xml.parsing import XmlFault, parsed
from ugyfelkapu.broker.saml.xml.writing import XmlNode, element
from ugyfelkapu.foundation.invariants import Weight


async def other_service(town: Town) -> SamlService:
    """A registered service of somebody else, with its own key."""
    key, entity = service_key("other"), EntityId("https://other.example.test/saml")
    other = await saml_service(town, entity_id=entity, signing_certificates=(key.certificate,), logout=(REDIRECT, BY_SOAP))
    return replace(other, key=key)


async def outcomes(town: Town) -> list[str]:
    return [row.text("outcome") for row in await town.world.database.reader.all("SELECT outcome FROM logout_notice")]


async def sent_to(town: Town, browser: httpx.AsyncClient, service: SamlService) -> str:
    """The person signed out with us, and the browser was sent to the service; the `ID` of our request."""
    await signed_on(town, browser, service)
    seen = await sign_out_with_us(browser)
    _, _, fields = returned(town, await browser.get(seen.headers["Refresh"].partition("url=")[2]), "SAMLRequest")
    document = inflated(fields["SAMLRequest"][0])
    request = parsed(document) if isinstance(document, bytes) else document
    assert not isinstance(request, XmlFault)
    assert request.child(SAML + "NameID") is not None
    return request.get("ID") or ""


def answered(
    town: Town,
    in_response_to: str,
    *,
    entity_id: str = ENTITY,
    status: str = SUCCESS,
    detail: str | None = None,
    **changes: str,
) -> XmlNode:
    """A good `LogoutResponse`, with some attributes changed; `detail`: the status below the first."""
    attributes = {"ID": "_b", "InResponseTo": in_response_to, "Version": "2.0", "Destination": SLO}
    attributes["IssueInstant"] = f"{town.clock.now():%Y-%m-%dT%H:%M:%SZ}"
    inner = [element("samlp:StatusCode", {"Value": detail})] if detail else []
    code = element("samlp:Status", {}, element("samlp:StatusCode", {"Value": status}, *inner))
    return element("samlp:LogoutResponse", {**attributes, **changes}, element("saml:Issuer", {}, entity_id), code)


async def test_an_answer_to_something_else_confirms_nothing(town: Town) -> None:
    service, browser = await saml_service(town, logout=(REDIRECT,)), town.browser()
    node = answered(town, await sent_to(town, browser, service), InResponseTo="_another")
    page = await browser.get(f"/saml/slo?{service.signed_query(node, parameter='SAMLResponse')}")
    assert page.status_code == 400
    assert await outcomes(town) == ["by_browser"]


@pytest.mark.parametrize(
    "changes", [{"Destination": "https://other.example.test/saml/slo"}, {"IssueInstant": "2020-01-01T00:00:00Z"}]
)
async def test_a_stray_answer_confirms_nothing_and_the_browser_goes_on(town: Town, changes: dict[str, str]) -> None:
    service, browser = await saml_service(town, logout=(REDIRECT,)), town.browser()
    node = answered(town, await sent_to(town, browser, service), **changes)
    answer = await browser.get(f"/saml/slo?{service.signed_query(node, parameter='SAMLResponse')}")
    await went_on(browser, answer)
    assert await outcomes(town) == ["by_browser"]


async def went_on(browser: httpx.AsyncClient, answer: httpx.Response) -> None:
    """To the page that tells of all, and names the service as one that has not confirmed."""
    assert answer.status_code == 303
    page = await follow(browser, answer)
    assert 'data-page="signed-out"' in page.text
    assert "Önkormányzat." in page.text
    assert 'data-outcome="confirmed"' not in page.text


async def test_a_forged_answer_confirms_nothing(town: Town) -> None:
    service, browser, other = await saml_service(town, logout=(REDIRECT,)), town.browser(), await other_service(town)
    request_id = await sent_to(town, browser, service)
    stranger = replace(service, key=service_key("stranger"))
    forged = [
        stranger.signed_query(answered(town, request_id), parameter="SAMLResponse"),
        other.signed_query(answered(town, request_id), parameter="SAMLResponse"),
        query_of(answered(town, request_id)).replace("SAMLRequest=", "SAMLResponse="),
    ]
    for query in forged:
        await went_on(browser, await browser.get(f"/saml/slo?{query}"))
    others = other.signed_query(answered(town, request_id, entity_id=other.terms.entity_id), parameter="SAMLResponse")
    assert (await browser.get(f"/saml/slo?{others}")).status_code == 400, "it was never asked"
    good = service.signed_query(answered(town, request_id), parameter="SAMLResponse")
    assert (await town.browser().get(f"/saml/slo?{good}")).status_code == 400, "in another browser"
    assert await outcomes(town) == ["by_browser"]


async def test_the_first_answer_counts_and_no_later_one(town: Town) -> None:
    service, browser = await saml_service(town, logout=(REDIRECT,)), town.browser()
    request_id = await sent_to(town, browser, service)
    refusal = "urn:oasis:names:tc:SAML:2.0:status:Responder"
    for status in (refusal, SUCCESS):
        node = answered(town, request_id, status=status)
        await browser.get(f"/saml/slo?{service.signed_query(node, parameter='SAMLResponse')}")
    assert await outcomes(town) == ["given_up"], "the service said no, and a later yes changes nothing"


async def test_half_a_yes_is_none(town: Town) -> None:
    service, browser = await saml_service(town, logout=(REDIRECT,)), town.browser()
    request_id = await sent_to(town, browser, service)
    node = answered(town, request_id, detail="urn:oasis:names:tc:SAML:2.0:status:PartialLogout")
    await browser.get(f"/saml/slo?{service.signed_query(node, parameter='SAMLResponse')}")
    assert await outcomes(town) == ["given_up"]


async def names(town: Town) -> list[str | None]:
    rows = await town.world.database.reader.all("SELECT name_id FROM logout_notice")
    return [row.text_or_none("name_id") for row in rows]


async def test_no_name_stays_once_it_is_of_no_use(town: Town) -> None:
    service, browser = await saml_service(town, logout=(REDIRECT,)), town.browser()
    await sent_to(town, browser, service)
    assert await names(town) != [None]
    town.clock.advance(hours=1, seconds=1)
    await purge_expired(town.world)
    assert await names(town) == [None]
    broken = await check_invariants(town.world)
    assert not [found for found in broken if found.weight is not Weight.WARNING]

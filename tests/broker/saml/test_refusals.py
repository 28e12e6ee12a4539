"""Every refusal says why in the protocol's words, issues nothing, and is written down (SAML 2.0 Core section 3.2.2.2)."""

import pytest

from tests.broker.saml.service import ask, query_of, saml_service, told
from tests.broker.town import Town, press
from ugyfelkapu.broker.actions.note_seldom import MOST_NOTED
from ugyfelkapu.broker.domain.saml_service import NameIdFormat
from ugyfelkapu.broker.saml.xml.names import SAML
from ugyfelkapu.broker.saml.xml.writing import XmlNode, element
from ugyfelkapu.identification import Refusal

LOA = "http://eidas.europa.eu/LoA/"


def context(name: str, **attributes: str) -> XmlNode:
    return element("samlp:RequestedAuthnContext", attributes, element("saml:AuthnContextClassRef", {}, name))


def subject(**attributes: str) -> XmlNode:
    return element("saml:Subject", {}, element("saml:NameID", attributes, "nobody"))


OTHER_IDP = element("samlp:Scoping", {}, element("samlp:IDPList", {}, element("samlp:IDPEntry", {"ProviderID": "urn:x"})))
X509_NAME = element("samlp:NameIDPolicy", {"Format": "urn:oasis:names:tc:SAML:1.1:nameid-format:X509SubjectName"})
NOBODY_NEW = element("samlp:NameIDPolicy", {"AllowCreate": "false"})


@pytest.mark.parametrize(
    ("changes", "child", "statuses"),
    [
        ({"Destination": "https://other.example.test"}, None, ["Requester"]),
        ({"IssueInstant": "2020-01-01T00:00:00Z"}, None, ["Requester"]),
        ({"AttributeConsumingServiceIndex": "9"}, None, ["Requester"]),
        ({}, X509_NAME, ["Requester", "InvalidNameIDPolicy"]),
        ({}, NOBODY_NEW, ["Responder", "InvalidNameIDPolicy"]),
        ({}, subject(Format=NameIdFormat.TRANSIENT), ["Responder", "UnknownPrincipal"]),
        ({}, subject(), ["Responder", "UnknownPrincipal"]),
        ({}, OTHER_IDP, ["Responder", "NoSupportedIDP"]),
        ({}, context("urn:unknown"), ["Responder", "NoAuthnContext"]),
        ({}, context(LOA + "high", Comparison="better"), ["Responder", "NoAuthnContext"]),
        ({"IsPassive": "true"}, None, ["Responder", "NoPassive"]),
    ],
)
async def test_each_status_has_its_reason_and_nothing_is_issued(
    town: Town, changes: dict[str, str], child: XmlNode | None, statuses: list[str]
) -> None:
    service, browser = await saml_service(town), town.browser()
    page = await ask(browser, query_of(service.question(town.clock.now(), *([child] if child else []), **changes)))
    answer = told(page if 'data-page="form-post"' in page.text else await press(browser, page))
    assert answer.statuses == statuses
    assert "StatusMessage" in answer.document.decode()
    assert answer.response.child(SAML + "Assertion") is None
    rows = await town.world.database.reader.all("SELECT activity FROM journal WHERE activity IN ('sign_on', 'release')")
    assert rows == []


async def test_who_turns_back_at_the_gate_is_not_signed_on(town: Town) -> None:
    service, browser = await saml_service(town), town.browser()
    town.gate.refuses = Refusal.LEVEL_NOT_REACHED
    asked = context(LOA + "substantial")
    page = await press(browser, await ask(browser, query_of(service.question(town.clock.now(), asked))))
    assert "Success" not in page.text


async def test_broken_requests_are_journalled_until_it_says_nothing_new(town: Town) -> None:
    service = await saml_service(town, are_requests_signed=True)
    for number in range(MOST_NOTED + 2):
        await ask(town.browser(), query_of(service.question(town.clock.now(), ID=f"_{number}")))
    sql = "SELECT outcome FROM journal WHERE activity = 'refuse_saml_request'"
    assert [row.text("outcome") for row in await town.world.database.reader.all(sql)] == ["RequestDenied"] * MOST_NOTED

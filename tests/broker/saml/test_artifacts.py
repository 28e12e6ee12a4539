"""Answers that services fetch by an artifact (SAML 2.0 Bindings section 3.6, Core section 3.5)."""

import asyncio
from base64 import b64decode
from datetime import timedelta
from hashlib import sha1
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest

from tests.broker.saml.service import SamlService, ask, query_of, saml_service, service_key
from tests.broker.saml.soap import posted, question, status_of
from tests.broker.town import ISSUER, Town, press
from ugyfelkapu.broker.actions.purge_expired import purge_expired
from ugyfelkapu.broker.domain.saml_artifact import ARTIFACT_LIFETIME
from ugyfelkapu.broker.domain.saml_service import AssertionConsumer, Binding, EntityId
from ugyfelkapu.broker.saml.xml.element import XmlElement
from ugyfelkapu.broker.saml.xml.names import SAML, SAMLP
from ugyfelkapu.broker.saml.xml.parsing import XmlFault, parsed
from ugyfelkapu.broker.saml.xml.signature import SignatureFault, verified
from ugyfelkapu.broker.saml.xml.writing import element

ACS = AssertionConsumer(
    index=0, binding=Binding.ARTIFACT, url="https://council.example.test/saml/artifact?x=1", is_default=True
)


async def artifact_service(town: Town, *, are_assertions_signed: bool = False) -> SamlService:
    return await saml_service(town, consumers=(ACS,), are_assertions_signed=are_assertions_signed)


async def artifact(town: Town, service: SamlService, state: str | None = "there & back") -> str:
    """What the browser takes to the service after a sign-on."""
    browser = town.browser()
    name = f"_{town.world.entropy.bytes(8).hex()}"
    page = await press(browser, await ask(browser, query_of(service.question(town.clock.now(), ID=name), state)))
    assert 'data-page="continue"' in page.text
    url = urlsplit(page.headers["Refresh"].partition("url=")[2])
    told = dict(parse_qsl(url.query))
    assert (url.path, told["x"], told.get("RelayState")) == ("/saml/artifact", "1", state)
    return told["SAMLart"]


async def resolved(town: Town, service: SamlService, named: str, **changes: str | None) -> httpx.Response:
    node = question(town, service, "samlp:ArtifactResolve", element("samlp:Artifact", {}, named), **changes)
    return await posted(town, "/saml/artifact", service.signed(node))


def response_in(town: Town, service: SamlService, answer: httpx.Response) -> XmlElement | None:
    """The response of a good answer, verified by itself as well."""
    whole = status_of(town, service, answer)
    found = whole.child(SAMLP + "Response")
    if found is None:
        return None
    alone = parsed(found.octets())
    assert not isinstance(alone, XmlFault)
    covered = verified(alone, [town.world.saml_keys.certificate(service.terms.signature)])
    assert not isinstance(covered, SignatureFault)
    return covered


async def test_an_artifact_names_who_made_it(town: Town) -> None:
    octets = b64decode(await artifact(town, await artifact_service(town)))
    ours = sha1(f"{ISSUER}/saml/metadata".encode()).digest()  # noqa: S324 - as the standard has it
    assert (octets[:4], octets[4:24], len(octets)) == (b"\x00\x04\x00\x00", ours, 44)


@pytest.mark.parametrize("are_signed", [True, False])
async def test_a_service_fetches_the_answer_once(town: Town, *, are_signed: bool) -> None:
    service = await artifact_service(town, are_assertions_signed=are_signed)
    named = await artifact(town, service)
    response = response_in(town, service, await resolved(town, service, named))
    assert response is not None
    assertion = response.child(SAML + "Assertion")
    assert assertion is not None
    assert "person-1@example.test" in assertion.text
    assert response_in(town, service, await resolved(town, service, named)) is None, "once"


async def test_of_twenty_who_fetch_at_once_one_gets_it(town: Town) -> None:
    service = await artifact_service(town)
    named = await artifact(town, service)
    answers = await asyncio.gather(*(resolved(town, service, named) for _ in range(20)))
    assert sum(response_in(town, service, answer) is not None for answer in answers) == 1


async def test_an_artifact_is_good_for_a_minute(town: Town) -> None:
    service = await artifact_service(town)
    early, late = [await artifact(town, service) for _ in range(2)]
    town.clock.advance(seconds=(ARTIFACT_LIFETIME - timedelta(seconds=1)).seconds)
    assert response_in(town, service, await resolved(town, service, early)) is not None
    town.clock.advance(seconds=1)
    assert response_in(town, service, await resolved(town, service, late)) is None


async def test_another_service_gets_nothing_and_takes_nothing_away(town: Town) -> None:
    service = await artifact_service(town)
    other = await saml_service(town, entity_id=EntityId("https://other.example.test/saml"), sector="other.example.test")
    named = await artifact(town, service)
    assert response_in(town, other, await resolved(town, other, named)) is None
    assert response_in(town, service, await resolved(town, service, named)) is not None


@pytest.mark.parametrize("named", ["", "AAQAAA==", "x" * 60, "é"])
async def test_what_is_no_artifact_of_ours_finds_nothing(town: Town, named: str) -> None:
    service = await artifact_service(town)
    assert response_in(town, service, await resolved(town, service, named)) is None


async def test_who_does_not_sign_is_not_listened_to(town: Town) -> None:
    service = await artifact_service(town)
    named = await artifact(town, service)
    stranger = SamlService(service.party, service_key("stranger"))
    assert (await resolved(town, stranger, named)).status_code == 403
    unsigned = question(town, service, "samlp:ArtifactResolve", element("samlp:Artifact", {}, named))
    assert (await posted(town, "/saml/artifact", unsigned)).status_code == 403
    assert response_in(town, service, await resolved(town, service, named)) is not None


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"Destination": "https://other.example.test"}, "Destination"),
        ({"IssueInstant": "2020-01-01T00:00:00Z"}, "IssueInstant"),
        ({"Version": "1.1"}, "Version"),
    ],
)
async def test_a_broken_rule_is_told(town: Town, changes: dict[str, str], reason: str) -> None:
    service = await artifact_service(town)
    answer = await resolved(town, service, await artifact(town, service), **changes)
    assert answer.status_code == 403
    assert reason in answer.text


async def test_a_broken_envelope_is_told_apart(town: Town) -> None:
    browser, headers = town.browser(), {"Content-Type": "text/xml; charset=utf-8"}
    twice = '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><a/><a/></s:Body></s:Envelope>'
    for document in ("<a/>", "<!DOCTYPE a><a/>", "x", twice, twice.replace("<a/><a/>", "<a/>")):
        answer = await browser.post("/saml/artifact", content=document, headers=headers)
        assert (answer.status_code, "soap:Fault" in answer.text) == (400, True), document
    assert (await browser.post("/saml/artifact", content="<a/>")).status_code == 415
    for media_type, status in (("application/soap+xml", 400), ("text/plain", 415), ("application/xml", 415)):
        answer = await browser.post("/saml/artifact", content="<a/>", headers={"Content-Type": media_type})
        assert answer.status_code == status


async def test_a_refusal_travels_by_artifact_too(town: Town) -> None:
    service, browser = await artifact_service(town), town.browser()
    page = await browser.get(f"/saml/sso?{query_of(service.question(town.clock.now(), IsPassive='true'))}")
    assert page.status_code == 303
    named = dict(parse_qsl(urlsplit(page.headers["Location"]).query))["SAMLart"]
    response = response_in(town, service, await resolved(town, service, named))
    assert response is not None
    assert response.child(SAML + "Assertion") is None


async def test_what_waits_to_be_fetched_is_not_readable_and_goes(town: Town) -> None:
    service = await artifact_service(town)
    await artifact(town, service)
    row = await town.world.database.reader.one("SELECT message FROM saml_artifact")
    assert b"person-1" not in row.blob("message")
    town.clock.advance(seconds=60)
    await purge_expired(town.world)
    assert await town.world.database.reader.one_or_none("SELECT * FROM saml_artifact") is None

"""Requests that no honest service sends: a page or a SAML error, never a stumble, and nothing issued."""

import zlib
from base64 import b64encode
from collections.abc import Callable
from random import Random
from urllib.parse import quote

import pytest

from tests.attacks.test_saml_signatures import nothing_came_of_it
from tests.broker.saml.service import CONSUMER, ENTITY, ask, query_of, saml_service, service_key, told
from tests.broker.town import Town, follow, press
from ugyfelkapu.broker.domain.saml_service import EntityId
from ugyfelkapu.broker.saml.deflate import deflated
from ugyfelkapu.broker.saml.received import LONGEST_ADDRESS
from ugyfelkapu.broker.saml.xml.writing import element, written
from ugyfelkapu.broker.store import relying_parties


def packed(document: bytes) -> str:
    return f"SAMLRequest={quote(deflated(document), safe='')}"


DOCTYPE = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
OUTSIDE = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
HEAD = '<samlp:AuthnRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="_1" Version="2.0">'
HOSTILE = {
    "nothing": "",
    "no parameter": "x=y",
    "empty": "SAMLRequest=",
    "no base64": "SAMLRequest=%25%25%25",
    "no deflate": f"SAMLRequest={quote(b64encode(b'<a/>').decode())}",
    "no XML": packed(b"hello"),
    "a doctype": packed(DOCTYPE + b"<x>&b;</x>"),
    "an external entity": packed(OUTSIDE + b"<x>&a;</x>"),
    "a bomb": packed(b"<x>" + b"a" * 5_000_000 + b"</x>"),
    "deep": packed(b"<x>" * 5_000 + b"</x>" * 5_000),
    "another message": packed(b'<x xmlns="urn:oasis:names:tc:SAML:2.0:protocol"/>'),
    "no issuer": packed(f"{HEAD}</samlp:AuthnRequest>".encode()),
    "half a stream": f"SAMLRequest={quote(b64encode(zlib.compress(b'<a/>')[2:4]).decode())}",
    "more behind the stream": f"SAMLRequest={quote(b64encode(zlib.compress(b'<a/>', wbits=-15) + b'more').decode())}",
    "the message twice": f"{packed(b'<a/>')}&{packed(b'<b/>')}",
    "NUL": packed(b"<a>\x00</a>"),
    "another encoding": packed('<?xml version="1.0" encoding="UTF-16"?><a/>'.encode("utf-16")),
}


@pytest.mark.parametrize("query", HOSTILE.values(), ids=HOSTILE)
async def test_a_hostile_message_gets_a_page(town: Town, query: str) -> None:
    browser = town.browser()
    by_address = await browser.get(f"/saml/sso?{query}")
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    by_form = await follow(browser, await browser.post("/saml/sso", content=query, headers=form))
    assert (by_address.status_code, by_form.status_code) == (400, 400)
    assert 'role="alert"' in by_address.text
    assert await nothing_came_of_it(town)


async def test_a_body_of_another_kind_gets_a_page(town: Town) -> None:
    browser = town.browser()
    assert (await browser.post("/saml/sso", json={})).status_code == 415
    much = {"SAMLRequest": "A" * 200_000}
    assert (await browser.post("/saml/sso", data=much)).status_code in (400, 413)
    assert (await browser.get("/saml/sso?SAMLRequest=" + "A" * 65_400)).status_code == 400


@pytest.mark.parametrize(
    "url",
    [
        f"{CONSUMER}/",
        CONSUMER.upper(),
        CONSUMER.replace("https", "http"),
        CONSUMER.replace("council", "council%2e"),
        f"{CONSUMER}?x=y",
        f"{CONSUMER}#x",
        CONSUMER.replace("://", "://a@"),
        CONSUMER.replace("/saml/", "/saml/../saml/"),
        "javascript:alert(1)",
        " " + CONSUMER,
    ],
)
async def test_an_answer_goes_to_an_address_of_the_metadata_alone(town: Town, url: str) -> None:
    service, browser = await saml_service(town), town.browser()
    page = await ask(browser, query_of(service.question(town.clock.now(), AssertionConsumerServiceURL=url)))
    assert page.status_code == 400
    assert "SAMLResponse" not in page.text
    assert await nothing_came_of_it(town)


async def test_one_service_cannot_sign_as_another(town: Town) -> None:
    council = await saml_service(town, are_requests_signed=True)
    other_key = service_key("other")
    other = await saml_service(
        town, entity_id=EntityId("https://other.example.test/saml"), signing_certificates=(other_key.certificate,)
    )
    impostor = type(other)(council.party, other_key)
    page = await town.browser().get(f"/saml/sso?{impostor.signed_query(council.question(town.clock.now()))}")
    assert page.status_code == 400
    assert await nothing_came_of_it(town)


async def test_a_service_that_ended_is_nobody(town: Town) -> None:
    service, browser = await saml_service(town), town.browser()
    async with town.world.database.transaction() as tx:
        await relying_parties.end(tx, service.party.client_id, now=town.clock.now())
    assert (await ask(browser, query_of(service.question(town.clock.now())))).status_code == 400
    assert await nothing_came_of_it(town)


TRICKS: dict[str, Callable[[str], str]] = {
    "another state": lambda query: query.replace("RelayState=here", "RelayState=there"),
    "no state": lambda query: query.replace("&RelayState=here", ""),
    "the state in other letters": lambda query: query.replace("RelayState=here", "RelayState=%68ere"),
    "another order": lambda query: "&".join(reversed(query.split("&"))).replace("RelayState=here", "RelayState=%68ere"),
    "the signature cut": lambda query: query[:-12],
    "no signature": lambda query: query.partition("&Signature=")[0],
    "no algorithm": lambda query: "&".join(each for each in query.split("&") if not each.startswith("SigAlg")),
    "a weak algorithm": lambda query: query.replace("rsa-sha256", "rsa-sha1"),
    "two signatures": lambda query: query + "&Signature=AAAA",
    "the state under another spelling": lambda query: query.replace("&RelayState=here", "&Relay%53tate=there"),
    "the message under another spelling": lambda query: query.replace("SAMLRequest=", "SAML%52equest="),
    "the message in other letters": lambda query: f"SAMLRequest=%{ord(query[12]):02x}{query[13:]}",
}


@pytest.mark.parametrize("trick", TRICKS)
async def test_a_signature_holds_for_the_very_octets(town: Town, trick: str) -> None:
    service, browser = await saml_service(town), town.browser()
    query = service.signed_query(service.question(town.clock.now()), "here")
    assert (await browser.get(f"/saml/sso?{query}")).status_code == 303, "as it was signed"
    before = len(await town.world.database.reader.all("SELECT * FROM pending_request"))
    page = await browser.get(f"/saml/sso?{TRICKS[trick](query)}")
    assert page.status_code == 400
    assert len(await town.world.database.reader.all("SELECT * FROM pending_request")) == before


async def test_no_state_is_slipped_into_a_signed_request(town: Town) -> None:
    """The name is encoded, so that the octets that were signed are the same."""
    service, browser = await saml_service(town), town.browser()
    query = service.signed_query(service.question(town.clock.now()))
    for name in ("Relay%53tate", "%52elayState"):
        assert (await browser.get(f"/saml/sso?{query}&{name}=there")).status_code == 400
    assert await nothing_came_of_it(town)


@pytest.mark.parametrize("path", ["/saml/sso", "/saml/slo"])
async def test_what_is_too_long_for_an_address_is_told_so_and_not_sent_on(town: Town, path: str) -> None:
    await saml_service(town)
    noise = b64encode(Random(1).randbytes(30_000)).decode()  # noqa: S311 - only incompressible
    document = f'<samlp:AuthnRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="{noise}"/>'
    answer = await town.browser().post(path, data={"SAMLRequest": b64encode(document.encode()).decode()})
    assert answer.status_code == 400
    assert "it is too long" in answer.text
    answer = await town.browser().get(f"{path}?SAMLRequest={'A' * LONGEST_ADDRESS}")
    assert answer.status_code == 400
    assert "it is too long" in answer.text


async def test_an_unsigned_request_says_nothing_by_its_state_but_comes_back_with_it(town: Town) -> None:
    service, browser = await saml_service(town), town.browser()
    state = '"><script>alert(1)</script>'
    page = await press(browser, await ask(browser, query_of(service.question(town.clock.now()), state)))
    assert "<script>alert" not in page.text
    assert told(page).relay_state == state


async def test_a_state_beyond_the_limit_is_refused_and_not_carried(town: Town) -> None:
    service, browser = await saml_service(town), town.browser()
    page = await ask(browser, query_of(service.question(town.clock.now()), "x" * 1025))
    assert "RelayState" in told(page).response.text
    page = await ask(browser, query_of(service.question(town.clock.now()), "x" * 1024))
    assert page.status_code == 200


async def test_an_issuer_that_only_looks_like_a_service_is_nobody(town: Town) -> None:
    await saml_service(town)
    for issuer in (
        f"{ENTITY}/",
        ENTITY.upper(),
        f"{ENTITY}\u200b",
        ENTITY.replace("council", "\N{CYRILLIC SMALL LETTER ES}ouncil"),
    ):
        node = element(
            "samlp:AuthnRequest",
            {"ID": "_1", "Version": "2.0", "IssueInstant": f"{town.clock.now():%Y-%m-%dT%H:%M:%SZ}"},
            element("saml:Issuer", {}, issuer),
        )
        assert (await town.browser().get(f"/saml/sso?{packed(written(node))}")).status_code == 400
    assert await nothing_came_of_it(town)

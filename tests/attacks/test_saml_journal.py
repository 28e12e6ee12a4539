"""Every message that is turned down stands in the journal, under the name it came in, and those of strangers cannot fill it."""

from base64 import b64encode
from collections.abc import Awaitable, Callable
from dataclasses import replace
from urllib.parse import quote

import httpx
import pytest

from tests.broker.saml.service import SamlService, query_of, saml_service, service_key
from tests.broker.saml.soap import posted, question
from tests.broker.saml.test_logout import BY_SOAP, REDIRECT, SLO, logout
from tests.broker.town import Town, follow
from ugyfelkapu.broker.actions.note_seldom import MOST_NOTED
from ugyfelkapu.broker.saml.deflate import deflated
from ugyfelkapu.broker.saml.xml.writing import element, written

XML = {"Content-Type": "text/xml"}
BOMB = b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'
PACKED = quote(deflated(BOMB), safe="")


async def _expired(town: Town, service: SamlService) -> None:
    await town.rewrite(replace(service.party, saml=replace(service.terms, valid_until=town.clock.now())))


async def _bomb_at_sso(town: Town, _: SamlService) -> httpx.Response:
    return await town.browser().get(f"/saml/sso?SAMLRequest={PACKED}")


async def _bomb_at_slo(town: Town, _: SamlService) -> httpx.Response:
    return await town.browser().get(f"/saml/slo?SAMLRequest={PACKED}")


async def _bomb_by_form(town: Town, _: SamlService) -> httpx.Response:
    browser = town.browser()
    form = {"SAMLRequest": b64encode(BOMB).decode()}
    return await follow(browser, await browser.post("/saml/slo", data=form))


async def _bomb_by_soap(town: Town, _: SamlService) -> httpx.Response:
    return await town.browser().post("/saml/slo/soap", content=BOMB, headers=XML)


async def _stranger(town: Town, service: SamlService) -> httpx.Response:
    node = replace(service.question(town.clock.now()), children=(element("saml:Issuer", {}, "https://nobody.example.test"),))
    return await town.browser().get(f"/saml/sso?{query_of(node)}")


async def _two_signatures(town: Town, service: SamlService) -> httpx.Response:
    """The service signs nothing as a rule, and would be answered without any."""
    document = written(service.signed(service.question(town.clock.now()))).decode()
    signature = document[document.index("<ds:Signature ") : document.index("</ds:Signature>") + len("</ds:Signature>")]
    twice = document.replace(signature, signature + signature).encode()
    browser = town.browser()
    return await follow(browser, await browser.post("/saml/sso", data={"SAMLRequest": b64encode(twice).decode()}))


async def _unsigned_logout(town: Town, service: SamlService) -> httpx.Response:
    return await town.browser().get(f"/saml/slo?{query_of(logout(town, service, 'x'))}")


async def _nameless_logout(town: Town, service: SamlService) -> httpx.Response:
    good = logout(town, service, "x")
    return await town.browser().get(f"/saml/slo?{service.signed_query(replace(good, children=good.children[:1]))}")


async def _long_state(town: Town, service: SamlService) -> httpx.Response:
    return await town.browser().get(f"/saml/slo?{service.signed_query(logout(town, service, 'x'), 'x' * 1025)}")


async def _stray_answer(town: Town, service: SamlService) -> httpx.Response:
    node = element("samlp:LogoutResponse", {"ID": "_1"}, element("saml:Issuer", {}, service.terms.entity_id))
    return await town.browser().get(f"/saml/slo?{service.signed_query(node, parameter='SAMLResponse')}")


async def _unsigned_by_soap(town: Town, service: SamlService) -> httpx.Response:
    return await posted(town, "/saml/slo/soap", logout(town, service, "x", Destination=f"{SLO}/soap"))


async def _foreign_by_soap(town: Town, service: SamlService) -> httpx.Response:
    foreign = replace(service, key=service_key("stranger"))
    return await posted(town, "/saml/artifact", foreign.signed(question(town, service, "samlp:ArtifactResolve")))


async def _unsigned_look_up(town: Town, service: SamlService) -> httpx.Response:
    return await posted(town, "/saml/issued", question(town, service, "samlp:AssertionIDRequest"))


async def _stale_by_soap(town: Town, service: SamlService) -> httpx.Response:
    node = logout(town, service, "x", Destination=f"{SLO}/soap", NotOnOrAfter="2020-01-01T00:00:00Z")
    return await posted(town, "/saml/slo/soap", service.signed(node))


async def _expired_at_sso(town: Town, service: SamlService) -> httpx.Response:
    await _expired(town, service)
    return await town.browser().get(f"/saml/sso?{query_of(service.question(town.clock.now()))}")


async def _expired_at_slo(town: Town, service: SamlService) -> httpx.Response:
    await _expired(town, service)
    return await town.browser().get(f"/saml/slo?{service.signed_query(logout(town, service, 'x'))}")


async def _expired_by_soap(town: Town, service: SamlService) -> httpx.Response:
    await _expired(town, service)
    return await posted(town, "/saml/slo/soap", service.signed(logout(town, service, "x", Destination=f"{SLO}/soap")))


Attack = Callable[[Town, SamlService], Awaitable[httpx.Response]]
NOBODY: list[Attack] = [_bomb_at_sso, _bomb_at_slo, _bomb_by_form, _bomb_by_soap, _stranger]
IN_ITS_NAME: list[Attack] = [
    *(_two_signatures, _unsigned_logout, _nameless_logout, _long_state, _stray_answer, _unsigned_by_soap, _foreign_by_soap),
    *(_unsigned_look_up, _stale_by_soap, _expired_at_sso, _expired_at_slo, _expired_by_soap),
]


async def journalled(town: Town) -> list[tuple[str, str]]:
    """Under whose name, and at which endpoint."""
    sql = "SELECT actor, technical FROM journal WHERE activity = 'refuse_saml_request'"
    rows = await town.world.database.reader.all(sql)
    return [(row.text("actor"), row.text("technical").partition('"endpoint":"')[2].partition('"')[0]) for row in rows]


@pytest.mark.parametrize("attack", NOBODY + IN_ITS_NAME, ids=lambda attack: attack.__name__.strip("_"))
async def test_what_is_turned_down_is_journalled(town: Town, attack: Attack) -> None:
    service = await saml_service(town, logout=(REDIRECT, BY_SOAP))
    answer = await attack(town, service)
    assert answer.status_code in (200, 303, 400, 403)
    assert "status:Success" not in answer.text
    actor = "unknown" if attack in NOBODY else service.party.client_id
    assert await journalled(town) == [(actor, answer.url.path)]


async def test_strangers_cannot_fill_the_journal(town: Town) -> None:
    service = await saml_service(town)
    for number in range(MOST_NOTED + 2):
        await NOBODY[number % len(NOBODY)](town, service)
    assert len(await journalled(town)) == MOST_NOTED

"""Whether an assertion or an ID token was issued by us: forged ones are found although our own key signed them."""

import httpx

from tests.broker.saml.service import SamlService, ask, query_of, saml_service, told
from tests.broker.saml.soap import posted, question, status_of
from tests.broker.town import ServiceAtHand, Town, claims_of, press
from ugyfelkapu.broker.actions.check_issued import FREE_WRONG
from ugyfelkapu.broker.domain.issued import assertion_named, family_named
from ugyfelkapu.broker.domain.relying_party import TokenAlgorithm
from ugyfelkapu.broker.domain.saml_service import EntityId, NameIdFormat
from ugyfelkapu.broker.oidc.jose import sign
from ugyfelkapu.broker.saml.xml.element import XmlElement
from ugyfelkapu.broker.saml.xml.names import SAML, SAMLP
from ugyfelkapu.broker.saml.xml.parsing import XmlFault, parsed
from ugyfelkapu.broker.saml.xml.signature import SignatureFault, verified
from ugyfelkapu.broker.saml.xml.signing import signed
from ugyfelkapu.broker.saml.xml.writing import XmlNode, element, written


async def signed_on(town: Town, service: SamlService, *asked: XmlNode, person: str = "person-1") -> XmlElement:
    """The assertion somebody brings there."""
    town.gate.subject = person
    browser = town.browser()
    name = f"_{town.world.entropy.bytes(8).hex()}"
    page = await ask(browser, query_of(service.question(town.clock.now(), *asked, ID=name)))
    return told(await press(browser, page)).assertion(town, service.terms)


def name_in(assertion: XmlElement) -> str:
    subject = assertion.child(SAML + "Subject")
    assert subject is not None
    return subject.children()[0].text


async def is_issued(town: Town, service: SamlService, assertion_id: str, name: str) -> bool:
    """As the service's server asks."""
    extensions = element("samlp:Extensions", {}, element("own:NameID", {}, name))
    node = question(town, service, "samlp:AssertionIDRequest", extensions, element("saml:AssertionIDRef", {}, assertion_id))
    answer = await posted(town, "/saml/issued", service.signed(node))
    status = status_of(town, service, answer).child(SAMLP + "Status")
    assert status is not None
    assert status_of(town, service, answer).child(SAML + "Assertion") is None, "only whether"
    return (status.children()[0].get("Value") or "").endswith(":Success")


async def token_issued(town: Town, service: ServiceAtHand, claims: dict[str, object]) -> httpx.Response:
    form = {"jti": str(claims["jti"]), "sub": str(claims["sub"])}
    return await town.browser().post("/issued", data=form, headers=service.basic())


async def test_an_assertion_that_we_issued_is_known_to_its_service_alone(town: Town) -> None:
    service = await saml_service(town)
    other = await saml_service(town, entity_id=EntityId("https://council.example.test/other"))
    assertion = await signed_on(town, service)
    assertion_id, name = assertion.get("ID") or "", name_in(assertion)
    assert await is_issued(town, service, assertion_id, name)
    assert not await is_issued(town, other, assertion_id, name), "although it is of the same body"


async def test_a_passing_name_is_known_while_its_session_lives(town: Town) -> None:
    service = await saml_service(town)
    assertion = await signed_on(town, service, element("samlp:NameIDPolicy", {"Format": NameIdFormat.TRANSIENT}))
    assert await is_issued(town, service, assertion.get("ID") or "", name_in(assertion))


async def test_an_assertion_made_with_our_stolen_key_is_found(town: Town) -> None:
    service = await saml_service(town)
    victim = name_in(await signed_on(town, service, person="victim"))
    own_id = (await signed_on(town, service, person="thief")).get("ID") or ""
    keys = town.world.saml_keys
    fresh_id = assertion_named(family_named(town.clock.now(), b"8 octets"))
    for forged_id in (fresh_id, own_id, "_forged"):
        subject = element("saml:Subject", {}, element("saml:NameID", {}, victim))
        forged = signed(element("saml:Assertion", {"ID": forged_id}, subject), keys.signer("RS256"), keys.certificate("RS256"))
        message = parsed(written(forged))
        assert not isinstance(message, XmlFault)
        assert not isinstance(verified(message, [keys.certificate("RS256")]), SignatureFault), "nothing else tells it apart"
        assert not await is_issued(town, service, forged_id, victim)


async def test_an_id_token_made_with_our_stolen_key_is_found(town: Town) -> None:
    service, other = await town.service(), await town.council()
    claims = claims_of((await town.tokens(town.browser(), service))["id_token"])
    assert (await token_issued(town, service, claims)).json() == {"issued": True}
    assert (await token_issued(town, other, claims)).json() == {"issued": False}
    town.gate.subject = "thief"
    thief = claims_of((await town.tokens(town.browser(), service))["id_token"])
    for changes in ({"jti": family_named(town.clock.now(), b"8 octets")}, {"jti": thief["jti"]}, {"jti": "x"}):
        forged = sign(town.world.keys.signer(TokenAlgorithm.ES256), {**claims, **changes})
        assert (await token_issued(town, service, claims_of(forged))).json() == {"issued": False}


async def test_each_id_token_has_a_name_of_its_own(town: Town) -> None:
    service = await town.service()
    browser = town.browser()
    names = [claims_of((await town.tokens(browser, service))["id_token"])["jti"] for _ in range(2)]
    assert names[0] != names[1]


async def test_who_asks_for_what_never_was_has_to_wait_in_the_end(town: Town) -> None:
    service = await town.service()
    claims: dict[str, object] = {"jti": "x", "sub": "y"}
    answers = [(await token_issued(town, service, claims)).status_code for _ in range(FREE_WRONG + 2)]
    assert answers[FREE_WRONG - 1] == 200
    assert answers[-1] == 429


async def test_who_proves_nothing_is_told_nothing(town: Town) -> None:
    assert (await town.browser().post("/issued", data={"jti": "x", "sub": "y"})).status_code == 401
    service = await town.service()
    assert (await town.browser().post("/issued", data={"jti": "x"}, headers=service.basic())).status_code == 400


async def test_each_question_is_journalled(town: Town) -> None:
    service = await town.service()
    claims = claims_of((await town.tokens(town.browser(), service))["id_token"])
    await token_issued(town, service, claims)
    await token_issued(town, service, {**claims, "jti": "x"})
    rows = await town.world.database.reader.all("SELECT outcome, subject FROM journal WHERE activity = 'check_issued'")
    assert sorted((row.text("outcome"), row.text("subject")) for row in rows) == [("issued", "person-1"), ("not_issued", "")]

"""Levels and methods that a SAML service asks for (SAML 2.0 Core section 3.3.2.2.1)."""

import httpx
import pytest

from tests.broker.saml.service import SamlService, Told, ask, query_of, saml_service, told
from tests.broker.town import Town, press
from ugyfelkapu.broker.domain.authn_request import Comparison
from ugyfelkapu.broker.domain.saml_context import CONTEXTS, Reached, told_context
from ugyfelkapu.broker.saml.xml.names import SAML
from ugyfelkapu.broker.saml.xml.writing import XmlNode, element
from ugyfelkapu.identification import AssuranceLevel, IdentificationMethod

LOA = "http://eidas.europa.eu/LoA/"
KAU = "urn:eksz.gov.hu:1.0:azonositas:kau:"
LOW, SUBSTANTIAL, HIGH = AssuranceLevel
PASSWORD, TOTP = IdentificationMethod.PASSWORD, IdentificationMethod.PASSWORD_TOTP


def asking(*contexts: str, comparison: str | None = None, kind: str = "AuthnContextClassRef") -> XmlNode:
    attributes = {} if comparison is None else {"Comparison": comparison}
    children = (element(f"saml:{kind}", {}, context) for context in contexts)
    return element("samlp:RequestedAuthnContext", attributes, *children)


def context_of(answer: Told, town: Town, service: SamlService) -> str:
    statement = answer.assertion(town, service.terms).child(SAML + "AuthnStatement")
    assert statement is not None
    return statement.text


async def signed_on(town: Town, browser: httpx.AsyncClient, service: SamlService, *asked: XmlNode, name: str = "_q1") -> Told:
    """From the question to the answer, whether the person has to press a button or not."""
    page = await ask(browser, query_of(service.question(town.clock.now(), *asked, ID=name)))
    return told(page if 'data-page="form-post"' in page.text else await press(browser, page))


@pytest.mark.parametrize(
    ("comparison", "asked", "level", "method", "is_told"),
    [
        ("exact", [LOA + "low"], SUBSTANTIAL, TOTP, LOA + "low"),
        ("exact", [LOA + "low", LOA + "substantial"], SUBSTANTIAL, TOTP, LOA + "substantial"),
        ("exact", [LOA + "substantial"], LOW, PASSWORD, None),
        ("exact", [KAU + "1"], SUBSTANTIAL, TOTP, KAU + "1"),
        ("exact", [KAU + "1:uk:uidpwd"], SUBSTANTIAL, TOTP, None),
        ("exact", [KAU + "1:uk:uidpwd", KAU + "2:uk:totp"], SUBSTANTIAL, TOTP, KAU + "2:uk:totp"),
        ("exact", [KAU + "2:uk:passkey"], SUBSTANTIAL, IdentificationMethod.PASSKEY, KAU + "2:uk:passkey"),
        ("exact", [KAU + "1:uk:emailcode"], LOW, IdentificationMethod.PASSWORD_EMAIL_CODE, KAU + "1:uk:emailcode"),
        ("minimum", [LOA + "low"], SUBSTANTIAL, TOTP, LOA + "substantial"),
        ("minimum", [KAU + "1"], SUBSTANTIAL, TOTP, KAU + "2"),
        ("minimum", [KAU + "1:uk:uidpwd"], LOW, PASSWORD, KAU + "1:uk:uidpwd"),
        ("better", [LOA + "low"], SUBSTANTIAL, TOTP, LOA + "substantial"),
    ],
)
def test_the_context_told_is_one_that_was_asked_for_where_it_fits(
    comparison: str, asked: list[str], level: AssuranceLevel, method: IdentificationMethod, is_told: str | None
) -> None:
    reached = Reached(level=level, told=level, method=method)
    assert told_context(tuple(asked), Comparison(comparison), reached) == is_told


def test_every_method_has_a_name_of_its_own() -> None:
    assert {method for context in CONTEXTS.values() for method in context.methods} == set(IdentificationMethod)


async def test_exactly_one_level_is_told_as_it_was_asked(town: Town) -> None:
    service, browser = await saml_service(town), town.browser()
    town.gate.level = SUBSTANTIAL
    answer = await signed_on(town, browser, service, asking(LOA + "low"))
    assert context_of(answer, town, service) == LOA + "low"


@pytest.mark.parametrize("comparison", ["exact", "minimum"])
async def test_a_higher_level_asks_the_person_to_prove_more(town: Town, comparison: str) -> None:
    service, browser = await saml_service(town), town.browser()
    await signed_on(town, browser, service)
    town.gate.level = SUBSTANTIAL
    asked = asking(LOA + "substantial", comparison=comparison)
    page = await ask(browser, query_of(service.question(town.clock.now(), asked, ID="_q2")))
    assert 'data-page="choose-method"' in page.text
    answer = told(await press(browser, page))
    assert context_of(answer, town, service) == LOA + "substantial"


async def test_better_than_the_highest_cannot_be(town: Town) -> None:
    service, browser = await saml_service(town), town.browser()
    answer = await signed_on(town, browser, service, asking(LOA + "high", comparison="better"))
    assert answer.statuses == ["Responder", "NoAuthnContext"]


async def test_maximum_is_never_exceeded(town: Town) -> None:
    service, browser = await saml_service(town), town.browser()
    town.gate.level = HIGH
    answer = await signed_on(town, browser, service, asking(LOA + "substantial", comparison="maximum"))
    assert context_of(answer, town, service) == LOA + "substantial"


async def test_a_session_of_the_asked_method_answers_silently(town: Town) -> None:
    service, browser = await saml_service(town), town.browser()
    await signed_on(town, browser, service)
    page = await ask(browser, query_of(service.question(town.clock.now(), asking(KAU + "1:uk:uidpwd"), ID="_q2")))
    assert context_of(told(page), town, service) == KAU + "1:uk:uidpwd"


async def test_a_session_of_another_method_signs_in_again(town: Town) -> None:
    service, browser = await saml_service(town), town.browser()
    town.gate.level = SUBSTANTIAL
    await signed_on(town, browser, service)
    town.clock.advance(minutes=1)
    asked = asking(KAU + "2:uk:passkey")
    page = await ask(browser, query_of(service.question(town.clock.now(), asked, ID="_q2")))
    assert 'data-page="choose-method"' in page.text
    town.gate.method = IdentificationMethod.PASSKEY
    assert context_of(told(await press(browser, page)), town, service) == KAU + "2:uk:passkey"


async def test_who_signs_in_by_another_method_after_all_gets_no_context(town: Town) -> None:
    service, browser = await saml_service(town), town.browser()
    town.gate.level = SUBSTANTIAL
    answer = await signed_on(town, browser, service, asking(KAU + "2:uk:passkey"))
    assert answer.statuses == ["Responder", "NoAuthnContext"]


async def test_nobody_is_asked_for_another_method_where_nobody_may_be(town: Town) -> None:
    service, browser = await saml_service(town), town.browser()
    await signed_on(town, browser, service)
    node = service.question(town.clock.now(), asking(KAU + "1:uk:emailcode"), ID="_q2", IsPassive="true")
    assert told(await ask(browser, query_of(node))).statuses == ["Responder", "NoPassive"]


async def test_declarations_are_refused_with_their_status(town: Town) -> None:
    service, browser = await saml_service(town), town.browser()
    answer = await signed_on(town, browser, service, asking(LOA + "low", kind="AuthnContextDeclRef"))
    assert answer.statuses == ["Responder", "NoAuthnContext"]
    assert "AuthnContextDeclRef" in answer.response.text

"""The parts of an `AuthnRequest` beside its context: names, persons meant, scoping, conditions (SAML 2.0 Core section 3.4)."""

from dataclasses import replace

import pytest

from tests.broker.saml.service import ENTITY, SamlService, Told, ask, attributes_of, query_of, saml_service, told
from tests.broker.town import ISSUER, Town, press
from ugyfelkapu.broker.domain.authn_request import MOST_RELAY_STATE
from ugyfelkapu.broker.domain.relying_party import Scope
from ugyfelkapu.broker.domain.saml_service import NameIdFormat
from ugyfelkapu.broker.saml.xml.element import XmlElement
from ugyfelkapu.broker.saml.xml.names import SAML
from ugyfelkapu.broker.saml.xml.writing import XmlNode, element

ENCRYPTED = "urn:oasis:names:tc:SAML:2.0:nameid-format:encrypted"
UNSPECIFIED = "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified"


def policy(**attributes: str) -> XmlNode:
    return element("samlp:NameIDPolicy", attributes)


def subject(name: str, **attributes: str) -> XmlNode:
    return element("saml:Subject", {}, element("saml:NameID", attributes, name))


async def signed_on(town: Town, service: SamlService, *asked: XmlNode, person: str = "person-1") -> Told:
    town.gate.subject = person
    browser = town.browser()
    page = await ask(browser, query_of(service.question(town.clock.now(), *asked, ID=f"_{town.world.entropy.bytes(8).hex()}")))
    return told(page if 'data-page="form-post"' in page.text else await press(browser, page))


def name_of(answer: Told, town: Town, service: SamlService) -> XmlElement:
    about = answer.assertion(town, service.terms).child(SAML + "Subject")
    name = about.child(SAML + "NameID") if about else None
    assert name is not None
    return name


async def test_a_person_has_one_persistent_name_and_another_transient_one_in_each_session(town: Town) -> None:
    service = await saml_service(town)
    lasting = [name_of(await signed_on(town, service), town, service).text for _ in range(2)]
    passing = [name_of(await signed_on(town, service, policy(Format=NameIdFormat.TRANSIENT)), town, service) for _ in range(2)]
    assert lasting[0] == lasting[1]
    assert passing[0].text != passing[1].text
    assert passing[0].get("Format") == NameIdFormat.TRANSIENT


async def test_the_e_mail_address_is_a_name_only_where_it_is_released(town: Town) -> None:
    service = await saml_service(town)
    asked = policy(Format=NameIdFormat.EMAIL)
    answer = await signed_on(town, service, asked)
    name = name_of(answer, town, service)
    assert name.text == "person-1@example.test"
    assert name.get("SPNameQualifier") is None, "the same at every service"
    await town.rewrite(replace(service.party, scopes=(Scope.OPENID, Scope.PROFILE)))
    assert (await signed_on(town, service, asked)).statuses == ["Requester", "InvalidNameIDPolicy"]


async def test_unspecified_is_what_the_metadata_name_first_and_may_be_released(town: Town) -> None:
    service = await saml_service(town, name_id_formats=(NameIdFormat.EMAIL, NameIdFormat.TRANSIENT))
    await town.rewrite(replace(service.party, scopes=(Scope.OPENID,)))
    answer = await signed_on(town, service, policy(Format=UNSPECIFIED))
    assert name_of(answer, town, service).get("Format") == NameIdFormat.TRANSIENT


@pytest.mark.parametrize(
    ("asked", "detail"),
    [
        ({"Format": ENCRYPTED}, "InvalidNameIDPolicy"),
        ({"Format": "urn:oasis:names:tc:SAML:1.1:nameid-format:X509SubjectName"}, "InvalidNameIDPolicy"),
        ({"SPNameQualifier": "https://affiliation.example.test"}, "InvalidNameIDPolicy"),
    ],
)
async def test_names_that_cannot_be_given_are_refused(town: Town, asked: dict[str, str], detail: str) -> None:
    service = await saml_service(town)
    assert (await signed_on(town, service, policy(**asked))).statuses == ["Requester", detail]


async def test_without_leave_no_name_is_made_for_somebody_unknown(town: Town) -> None:
    service = await saml_service(town)
    forbidding = policy(AllowCreate="false", SPNameQualifier=ENTITY)
    assert (await signed_on(town, service, forbidding)).statuses == ["Responder", "InvalidNameIDPolicy"]
    await signed_on(town, service, policy(AllowCreate="true"))
    assert (await signed_on(town, service, forbidding)).statuses == ["Success"], "known by now"
    passing = policy(AllowCreate="false", Format=NameIdFormat.TRANSIENT)
    assert (await signed_on(town, service, passing, person="person-2")).statuses == ["Success"], "nothing lasting is made"


async def test_the_person_whom_the_service_means_is_answered_for_and_nobody_else(town: Town) -> None:
    service = await saml_service(town)
    name = name_of(await signed_on(town, service), town, service).text
    assert (await signed_on(town, service, subject(name))).statuses == ["Success"]
    other = await signed_on(town, service, subject(name, Format=NameIdFormat.PERSISTENT), person="person-2")
    assert other.statuses == ["Responder", "UnknownPrincipal"]


@pytest.mark.parametrize(
    "meant",
    [
        subject("person@example.test", Format=NameIdFormat.EMAIL),
        subject("x", SPNameQualifier="https://other.example.test"),
        element("saml:Subject", {}, element("saml:EncryptedID", {}, "x")),
    ],
)
async def test_a_person_meant_by_another_kind_of_name_is_unknown(town: Town, meant: XmlNode) -> None:
    service = await saml_service(town)
    assert (await signed_on(town, service, meant)).statuses == ["Responder", "UnknownPrincipal"]


async def test_a_subject_confirmed_otherwise_is_unsupported(town: Town) -> None:
    service = await saml_service(town)
    key = element("saml:SubjectConfirmation", {"Method": "urn:oasis:names:tc:SAML:2.0:cm:holder-of-key"})
    meant = element("saml:Subject", {}, element("saml:NameID", {}, "x"), key)
    assert (await signed_on(town, service, meant)).statuses == ["Requester", "RequestUnsupported"]


def scoping(*providers: str) -> XmlNode:
    entries = (element("samlp:IDPEntry", {"ProviderID": provider}) for provider in providers)
    asking_for = element("samlp:RequesterID", {}, "https://behind.example.test")
    return element("samlp:Scoping", {"ProxyCount": "0"}, element("samlp:IDPList", {}, *entries), asking_for)


async def test_scoping_is_kept_where_it_names_providers(town: Town) -> None:
    service = await saml_service(town)
    ours = f"{ISSUER}/saml/metadata"
    assert (await signed_on(town, service, scoping("https://other.example.test", ours))).statuses == ["Success"]
    assert (await signed_on(town, service, scoping("https://other.example.test"))).statuses == ["Responder", "NoSupportedIDP"]


async def test_conditions_and_unknown_extensions_change_nothing(town: Town) -> None:
    service = await saml_service(town)
    unknown = element("samlp:Extensions", {}, element("mdui:UIInfo", {}, element("mdui:DisplayName", {}, "x")))
    wider = element("saml:Conditions", {"NotOnOrAfter": "2100-01-01T00:00:00Z"})
    answer = await signed_on(town, service, unknown, wider)
    assert answer.statuses == ["Success"]
    assert "2100" not in answer.document.decode()


async def test_an_element_that_stands_twice_is_refused(town: Town) -> None:
    service, browser = await saml_service(town), town.browser()
    node = service.question(town.clock.now(), policy(Format=NameIdFormat.EMAIL), policy(Format=NameIdFormat.TRANSIENT))
    page = await ask(browser, query_of(node))
    assert page.status_code == 400


async def test_relay_state_is_carried_to_its_limit_and_refused_beyond(town: Town) -> None:
    service = await saml_service(town)
    for state, status in (("ő" * (MOST_RELAY_STATE // 2), "Success"), ("ő" * (MOST_RELAY_STATE // 2) + "x", "Requester")):
        browser = town.browser()
        name = f"_{len(state)}"
        page = await ask(browser, query_of(service.question(town.clock.now(), ID=name), state))
        answer = told(page if 'data-page="form-post"' in page.text else await press(browser, page))
        assert answer.statuses == [status]
        assert answer.relay_state == (state if status == "Success" else None)


async def test_a_name_by_e_mail_is_journalled_as_told(town: Town) -> None:
    service = await saml_service(town)
    answer = await signed_on(town, service, policy(Format=NameIdFormat.EMAIL))
    assert "mail" in attributes_of(answer.assertion(town, service.terms))

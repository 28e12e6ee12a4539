"""A connector of the eIDAS network joins and asks (eIDAS SAML Message Format and Attribute Profile), acting by hand."""

import re
from dataclasses import dataclass, replace

import pytest

from tests.broker.saml.connectors import (
    HIGH,
    PUBLIC,
    asking,
    assertion_for,
    connector,
    extended,
    read,
    types_of,
    wishes,
)
from tests.broker.saml.service import ask, attributes_of, told
from tests.broker.town import Town, press
from ugyfelkapu.broker.domain.relying_party import Scope
from ugyfelkapu.broker.domain.saml_service import SamlSignature
from ugyfelkapu.broker.saml.xml.signature import SignatureFault, verified
from ugyfelkapu.broker.saml.xml.writing import XmlNode, element


async def test_a_connector_gets_the_minimum_data_set_in_the_forms_of_the_network(town: Town) -> None:
    service = await connector(town)
    assertion = await assertion_for(town, service, asking(service, town.clock.now()))
    found = attributes_of(read(assertion))
    assert set(found) == {"PersonIdentifier", "FamilyName", "FirstName", "DateOfBirth"}
    assert re.fullmatch(r"HU/DE/\S{16,}", found["PersonIdentifier"][0])
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", found["DateOfBirth"][0])
    typed = "http://eidas.europa.eu/attributes/naturalperson"
    assert types_of(assertion) == {
        "PersonIdentifier": f"{typed} PersonIdentifierType",
        "FamilyName": f"{typed} CurrentFamilyNameType",
        "FirstName": f"{typed} CurrentGivenNameType",
        "DateOfBirth": f"{typed} DateOfBirthType",
    }


async def test_the_types_stay_named_under_the_assertions_own_signature(town: Town) -> None:
    service = await connector(town, WantAssertionsSigned="true")
    assertion = await assertion_for(town, service, asking(service, town.clock.now()))
    ours = town.world.saml_keys.certificate(SamlSignature.ECDSA_SHA256)
    assert not isinstance(verified(read(assertion), [ours]), SignatureFault)
    assert b'PrefixList="eidas-natural"' in assertion
    assert isinstance(verified(read(assertion.replace(b":DateOfBirthType", b":PlaceOfBirthType")), [ours]), SignatureFault)


async def test_a_request_says_what_it_asks_for_and_gets_no_more(town: Town) -> None:
    service = await connector(town)
    wished = wishes("BirthName", "PlaceOfBirth")
    assertion = await assertion_for(town, service, asking(service, town.clock.now(), wished))
    assert set(attributes_of(read(assertion))) == {"PersonIdentifier", "BirthName", "PlaceOfBirth"}


async def test_a_nationality_has_the_two_letters_of_the_network(town: Town) -> None:
    service = await connector(town)
    assertion = await assertion_for(town, service, asking(service, town.clock.now(), wishes("Nationality")))
    assert attributes_of(read(assertion))["Nationality"] == ["HU"]


async def test_one_pseudonym_goes_to_one_connector(town: Town) -> None:
    service = await connector(town)
    codes = set()
    for number in ("_a", "_b"):
        question = asking(service, town.clock.now(), wishes("DateOfBirth"))
        named = replace(question, attributes={**question.attributes, "ID": number})
        found = attributes_of(read(await assertion_for(town, service, named)))
        codes.add(found["PersonIdentifier"][0])
    assert len(codes) == 1


async def test_a_live_session_answers_no_connector(town: Town) -> None:
    service = await connector(town)
    async with town.browser() as browser:
        page = await press(browser, await ask(browser, service.signed_query(asking(service, town.clock.now()))))
        assert 'data-page="consent"' in page.text  # a date of birth is nobody's without it
        told(await press(browser, page, decision="allow"))
        town.clock.advance(seconds=5)
        again = asking(service, town.clock.now())
        again = replace(again, attributes={**again.attributes, "ID": "_again"})
        assert 'data-page="choose-method"' in (await ask(browser, service.signed_query(again))).text


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """What a connector asks, and what it is told."""

    extensions: tuple[XmlNode, ...] = ()
    is_sector_known: bool = True
    comparison: str = "minimum"
    statuses: tuple[str, ...] = ("Requester",)
    says: str


REFUSED = {
    "no sector": Refused(is_sector_known=False, says="SPType is missing"),
    "another sector": Refused(extensions=(element("eidas:SPType", {}, "private"),), says="another one"),
    "no such comparison": Refused(comparison="better", says="minimum and exact alone"),
    "an attribute nobody has": Refused(
        extensions=(wishes("ShoeSize"),), statuses=("Requester", "InvalidAttrNameOrValue"), says="ShoeSize"
    ),
    "an attribute of a mandate": Refused(
        extensions=(wishes("acting_for_name", Name="acting_for_name"),),
        statuses=("Requester", "InvalidAttrNameOrValue"),
        says="acting_for_name",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
async def test_what_cannot_be_answered_is_refused_before_anybody_signs_in(town: Town, case: str) -> None:
    refused = REFUSED[case]
    service = await connector(town, *(() if refused.is_sector_known else (extended(),)))
    question = asking(service, town.clock.now(), *refused.extensions, context=HIGH, comparison=refused.comparison)
    async with town.browser() as browser:
        answer = told(await ask(browser, service.signed_query(question)))
    assert tuple(answer.statuses) == refused.statuses
    assert refused.says in answer.document.decode()


async def test_a_required_attribute_that_the_law_does_not_let_out_is_refused(town: Town) -> None:
    service = await connector(town)
    without = replace(service.party, scopes=(Scope.OPENID, Scope.PROFILE))
    await town.rewrite(without)
    async with town.browser() as browser:
        answer = told(await ask(browser, service.signed_query(asking(service, town.clock.now(), wishes("DateOfBirth")))))
    assert answer.statuses == ["Requester", "RequestDenied"]


UNREADABLE = {
    "two sectors": (PUBLIC, PUBLIC),
    "no such sector": (element("eidas:SPType", {}, "both"),),
    "two lists": (wishes("DateOfBirth"), wishes("BirthName")),
    "no name": (element("eidas:RequestedAttributes", {}, element("eidas:RequestedAttribute", {})),),
    "no flag": (wishes("DateOfBirth", isRequired="perhaps"),),
    "too many": (wishes(*(f"urn:{number}" for number in range(101))),),
}


@pytest.mark.parametrize("case", UNREADABLE)
async def test_extensions_that_cannot_be_read_get_a_page(town: Town, case: str) -> None:
    service = await connector(town)
    async with town.browser() as browser:
        page = await ask(browser, service.signed_query(asking(service, town.clock.now(), *UNREADABLE[case])))
    assert page.status_code == 400
    assert 'data-page="refused"' in page.text


async def test_an_unsigned_request_is_refused(town: Town) -> None:
    service = await connector(town)
    async with town.browser() as browser:
        page = await ask(browser, service.signed_query(asking(service, town.clock.now())).partition("&SigAlg")[0])
    assert told(page).statuses == ["Requester", "RequestDenied"]

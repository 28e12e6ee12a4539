"""The whole story over plain HTTP, as anyone could drive it from `demo.json` alone."""

import re

import httpx
import pytest

from tests.journeys.people import ANSWER_PATIENCE_SECONDS, Crowd
from tests.journeys.plain_client import PlainClient
from tests.journeys.story import Authenticator, Counter, activate, carried_on, register, sign_in_at, sign_out_at, typed
from tests.town import Town

KEYS = {
    "site",
    "issuer",
    "saml_metadata",
    "registration_access_token",
    "mailbox",
    "registers",
    "clerk",
    "administrator",
    "citizens",
    "unregistered",
    "services",
}


@pytest.fixture
def clerk(counter: Counter) -> PlainClient:
    return counter.signed_in()


def test_the_contract_is_whole(town: Town) -> None:
    contract = town.contract
    assert contract.keys() >= KEYS
    assert {person["register"] for person in contract["unregistered"]} == {"szl", "iszl", "3nyt"}
    assert any(citizen["totp_secret"] for citizen in contract["citizens"])
    assert [service["protocol"] for service in contract["services"]] == ["openid-connect", "saml"]
    assert (
        httpx.get(f"{contract['issuer']}/.well-known/openid-configuration", timeout=ANSWER_PATIENCE_SECONDS).json()["issuer"]
        == contract["issuer"]
    )


@pytest.mark.parametrize("register_name", ["szl", "iszl", "3nyt"])
def test_from_the_counter_to_two_services_with_one_sign_in(
    town: Town, clerk: PlainClient, crowd: Crowd, register_name: str
) -> None:
    person, username = crowd.somebody(register_name).entry, f"tortenet{register_name}"
    register(town, clerk, person, username=username)
    activate(town, username)
    tax, council = town.contract["services"]
    citizen = PlainClient()
    first = sign_in_at(citizen, tax, username)
    citizen.open(f"{council['url']}/login")
    assert carried_on(citizen) == "service-account", "the second service asks for nothing"
    second = sign_in_at(citizen, council, username)
    assert first["sub"] != second["sub"]
    name = person["natural_identity"]["current_name"]
    for learned in (first, second):
        assert learned["userinfo"]["family_name"] == name["family_name"]
        assert learned["userinfo"]["email"] == f"{username}@posta.example"
    assert first["userinfo"]["birthdate"] == person["natural_identity"]["birth_date"]
    assert "birthdate" not in second["userinfo"]
    again = PlainClient()
    assert sign_in_at(again, council, username)["sub"] == second["sub"]
    assert sign_in_at(again, tax, username)["sub"] == first["sub"]


def test_the_receipt_is_a_pdf_too(town: Town, clerk: PlainClient, crowd: Crowd) -> None:
    register(town, clerk, crowd.somebody().entry, username="nyugtatulajdonos")
    link = next(link for link in clerk.links if link.endswith(".pdf"))
    answer = clerk.http.get(link)
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")


def test_who_has_a_gate_is_served_and_not_registered_again(town: Town, clerk: PlainClient, crowd: Crowd) -> None:
    person = crowd.somebody().entry
    register(town, clerk, person, username="elsonyitas")
    clerk.open(f"{town.site}/counter/register")
    assert clerk.send(**typed(person)) == "counter-case-owner"
    assert "elsonyitas" not in clerk.answer.text  # whose gate it is called shows only once data and face were confirmed


def test_a_wrong_date_of_birth_is_refused_and_what_was_typed_is_kept(town: Town, clerk: PlainClient, crowd: Crowd) -> None:
    person = crowd.somebody().entry
    clerk.open(f"{town.site}/counter/register")
    year = str(int(typed(person)["birth_date_year"]) - 1)
    assert clerk.send(**typed(person) | {"birth_date_year": year}) == "counter-register"
    assert clerk.is_refused
    assert person["document_number"] in clerk.answer.text


def test_signing_out_at_a_service_ends_the_one_sign_in(town: Town) -> None:
    citizen, (tax, council) = PlainClient(), town.contract["services"]
    account = next(each for each in town.contract["citizens"] if not each["totp_secret"])
    citizen.open(f"{council['url']}/login")
    citizen.send(method="gate")
    citizen.send(username=account["username"], password=account["password"])
    assert carried_on(citizen) == "service-account"
    sign_out_at(citizen, council)
    assert citizen.open(f"{tax['url']}/login") == "choose-method"
    assert citizen.open(f"{town.site}/own") == "sign-in"


def test_a_second_factor_is_asked_and_raises_the_level_no_higher_than_the_registration(town: Town) -> None:
    citizen, (tax, council) = PlainClient(), town.contract["services"]
    account = next(each for each in town.contract["citizens"] if each["totp_secret"])
    citizen.open(f"{council['url']}/login")
    citizen.send(method="gate")
    assert citizen.send(username=account["username"], password=account["password"]) == "second-factor"
    citizen.send(code=Authenticator(account["totp_secret"]).code())
    assert carried_on(citizen) == "service-account"
    by_saml, by_code = (sign_in_at(citizen, service, account["username"])["id_token"] for service in (council, tax))
    assert by_saml["acr"] == by_code["acr"] == "http://eidas.europa.eu/LoA/substantial"
    assert set(by_code["amr"]) >= {"pwd", "otp"}


def test_the_first_page_guides_a_newcomer(town: Town) -> None:
    page = httpx.get(town.site, timeout=ANSWER_PATIENCE_SECONDS).text
    assert town.contract["clerk"]["password"] in page
    for service in town.contract["services"]:
        assert service["url"] in page


def test_metrics_are_served_away_from_the_public(town: Town) -> None:
    assert httpx.get(f"{town.site}/metrics", timeout=ANSWER_PATIENCE_SECONDS).status_code == 404
    told = httpx.get(town.contract["metrics"], timeout=ANSWER_PATIENCE_SECONDS).text
    assert re.search(r'ugyfelkapu_database_up\{wing="gate"\} 1', told)

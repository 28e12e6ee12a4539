"""Signing on at a SAML service: a request by address or form, an answer by form."""

import pytest

from tests.broker.saml.service import CONSUMER, ENTITY, ask, attributes_of, query_of, saml_service, service_key, told
from tests.broker.town import Town, follow, press
from ugyfelkapu.broker.saml.xml.names import SAML
from ugyfelkapu.broker.saml.xml.writing import element


async def test_a_person_signs_on_at_a_saml_service(town: Town) -> None:
    service, browser = await saml_service(town), town.browser()
    page = await ask(browser, query_of(service.question(town.clock.now()), "/where?x=1&y=ő"))
    assert "Önkormányzat" in page.text, "who asks"
    answer = told(await press(browser, page))
    assert (answer.url, answer.relay_state) == (CONSUMER, "/where?x=1&y=ő")
    assertion = answer.assertion(town, service.terms)
    assert attributes_of(assertion)["mail"] == ["person-1@example.test"]
    response = answer.trusted(town, service.terms)
    assert (response.get("InResponseTo"), response.get("Destination")) == ("_question-1", CONSUMER)
    assert answer.statuses == ["Success"]
    assert ENTITY in assertion.text


async def test_with_a_live_session_the_answer_is_silent_in_both_protocols(town: Town) -> None:
    tax, service, browser = await town.service(), await saml_service(town), town.browser()
    await town.code(browser, tax.question())
    assert told(await ask(browser, query_of(service.question(town.clock.now())))).statuses == ["Success"]
    again = await browser.get("/authorize", params=tax.question())
    assert "code=" in again.headers["Location"]


async def test_the_same_body_knows_the_person_by_one_code_in_both_protocols(town: Town) -> None:
    council, service, browser = await town.council(), await saml_service(town), town.browser()
    token = await town.tokens(browser, council)
    subject = (await town.userinfo(browser, token["access_token"])).json()["sub"]
    assertion = told(await ask(browser, query_of(service.question(town.clock.now())))).assertion(town, service.terms)
    name = assertion.child(SAML + "Subject")
    assert name is not None
    assert name.children()[0].text == subject


async def test_a_request_is_answered_once(town: Town) -> None:
    service, browser = await saml_service(town), town.browser()
    query = query_of(service.question(town.clock.now()))
    await press(browser, await ask(browser, query))
    again = await ask(browser, query)
    assert again.status_code == 400
    assert "SAMLResponse" not in again.text


@pytest.mark.parametrize("is_by_form", [True, False])
async def test_a_signed_request_is_believed_by_the_keys_of_the_metadata_alone(town: Town, *, is_by_form: bool) -> None:
    service, browser = await saml_service(town, are_requests_signed=True), town.browser()
    stranger = type(service)(service.party, service_key("stranger"))
    for asker, status in ((service, 200), (stranger, 400)):
        node = asker.question(town.clock.now())
        if is_by_form:
            page = await follow(browser, await browser.post("/saml/sso", data=asker.form(node)))
        else:
            page = await ask(browser, asker.signed_query(node))
        assert page.status_code == status


async def test_an_unsigned_request_of_a_service_that_signs_is_refused(town: Town) -> None:
    service, browser = await saml_service(town, are_requests_signed=True), town.browser()
    page = await ask(browser, query_of(service.question(town.clock.now())))
    assert told(page).statuses == ["Requester", "RequestDenied"]


@pytest.mark.parametrize(
    ("changes", "detail"),
    [
        ({"Destination": "https://other.example.test/saml/sso"}, "Destination"),
        ({"IssueInstant": "2020-01-01T00:00:00Z"}, "IssueInstant"),
        ({"IssueInstant": "2120-01-01T00:00:00Z"}, "IssueInstant"),
        ({"AttributeConsumingServiceIndex": "7"}, "AttributeConsumingService"),
    ],
)
async def test_a_broken_rule_is_told_to_the_service(town: Town, changes: dict[str, str], detail: str) -> None:
    service, browser = await saml_service(town), town.browser()
    answer = told(await ask(browser, query_of(service.question(town.clock.now(), **changes))))
    assert answer.statuses == ["Requester"]
    assert detail in answer.response.text


@pytest.mark.parametrize(
    "changes",
    [
        {"AssertionConsumerServiceURL": "https://evil.example.test/acs"},
        {"Version": ""},
        {"ID": ""},
        {"IssueInstant": "yesterday"},
        {"ForceAuthn": "perhaps"},
    ],
)
async def test_where_no_address_is_sure_the_person_gets_a_page(town: Town, changes: dict[str, str]) -> None:
    service, browser = await saml_service(town), town.browser()
    page = await ask(browser, query_of(service.question(town.clock.now(), **changes)))
    assert page.status_code == 400
    assert "SAMLResponse" not in page.text
    assert 'role="alert"' in page.text


async def test_another_version_is_told_as_such(town: Town) -> None:
    service, browser = await saml_service(town), town.browser()
    answer = told(await ask(browser, query_of(service.question(town.clock.now(), Version="1.1"))))
    assert answer.statuses == ["VersionMismatch"]
    assert "Version must be 2.0" in answer.response.text


async def test_is_passive_without_a_session_gets_no_passive(town: Town) -> None:
    service, browser = await saml_service(town), town.browser()
    answer = told(await ask(browser, query_of(service.question(town.clock.now(), IsPassive="true"))))
    assert answer.statuses == ["Responder", "NoPassive"]


async def test_force_authn_asks_again_in_a_live_session(town: Town) -> None:
    service, browser = await saml_service(town), town.browser()
    await press(browser, await ask(browser, query_of(service.question(town.clock.now()))))
    town.clock.advance(minutes=1)
    node = service.question(town.clock.now(), ID="_question-2", ForceAuthn="true")
    page = await ask(browser, query_of(node))
    assert 'data-page="choose-method"' in page.text
    assert told(await press(browser, page)).statuses == ["Success"]


async def test_an_unknown_context_is_refused_with_its_status(town: Town) -> None:
    service, browser = await saml_service(town), town.browser()
    asked = element("samlp:RequestedAuthnContext", {}, element("saml:AuthnContextClassRef", {}, "urn:unknown"))
    answer = told(await ask(browser, query_of(service.question(town.clock.now(), asked))))
    assert answer.statuses == ["Responder", "NoAuthnContext"]


async def test_an_openid_connect_endpoint_never_takes_a_saml_service(town: Town) -> None:
    service, browser = await saml_service(town), town.browser()
    asked = {"client_id": service.party.client_id, "response_type": "code", "redirect_uri": CONSUMER, "scope": "openid"}
    assert (await browser.get("/authorize", params=asked)).status_code == 400
    form = {"grant_type": "client_credentials", "client_id": service.party.client_id}
    assert (await browser.post("/token", data=form)).status_code == 401


async def test_a_waiting_saml_request_goes_on_in_its_own_room_alone(town: Town) -> None:
    service, browser = await saml_service(town), town.browser()
    first = await browser.get(f"/saml/sso?{query_of(service.question(town.clock.now()))}")
    waiting = first.headers["Location"].split("?")[0]
    assert (await browser.get(f"{waiting}/resume")).status_code == 400


async def test_a_request_by_form_meets_the_live_session_too(town: Town) -> None:
    tax, service, browser = await town.service(), await saml_service(town), town.browser()
    await town.code(browser, tax.question())
    form = service.form(service.question(town.clock.now())) | {"RelayState": "here"}
    posted = await town.browser().post("/saml/sso", data=form)  # as from another site: no cookie comes along
    answer = told(await follow(browser, await browser.get(posted.headers["Location"])))
    assert (answer.statuses, answer.relay_state) == (["Success"], "here")

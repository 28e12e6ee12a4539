"""Signing out across both protocols: asked by a SAML service, told to SAML services, here or everywhere."""

from asyncio import gather
from base64 import b64decode
from collections.abc import Callable
from dataclasses import replace
from html import unescape
from urllib.parse import parse_qs, urlsplit

import httpx

from tests.broker.saml.service import (
    ENTITY,
    SamlService,
    ask,
    query_of,
    saml_service,
    service_key,
    told,
)
from tests.broker.town import ISSUER, Town, follow, press
from tests.saml_schema import schema_faults
from ugyfelkapu.broker.actions.follow_standing_changes import follow_standing_changes
from ugyfelkapu.broker.actions.tell_services import tell_services
from ugyfelkapu.broker.domain.saml_service import Binding, EntityId, LogoutPoint
from ugyfelkapu.broker.saml.deflate import inflated
from ugyfelkapu.broker.saml.xml.element import XmlElement
from ugyfelkapu.broker.saml.xml.names import SAML, SAMLP
from ugyfelkapu.broker.saml.xml.parsing import XmlFault, parsed
from ugyfelkapu.broker.saml.xml.signature import SignatureFault, verified, verified_query
from ugyfelkapu.broker.saml.xml.soap import enveloped, message_in
from ugyfelkapu.broker.saml.xml.writing import XmlNode, element
from ugyfelkapu.chores import TELLERS
from ugyfelkapu.identification import StandingEvent

SLO = f"{ISSUER}/saml/slo"
BACK = "https://council.example.test/saml/slo"
SOAP = "https://council.example.test/saml/slo/soap"
REDIRECT = LogoutPoint(binding=Binding.REDIRECT, url=BACK, response_url=f"{BACK}/done")
BY_SOAP = LogoutPoint(binding=Binding.SOAP, url=SOAP, response_url=SOAP)
SUCCESS = "urn:oasis:names:tc:SAML:2.0:status:Success"


async def signed_on(town: Town, browser: httpx.AsyncClient, service: SamlService, *, number: int = 1) -> XmlElement:
    """The person is signed on there; the assertion."""
    node = service.question(town.clock.now(), ID=f"_question-{service.terms.entity_id[8:12]}-{number}")
    page = await ask(browser, query_of(node))
    page = page if 'data-page="form-post"' in page.text else await press(browser, page)
    return told(page).assertion(town, service.terms)


def name_in(assertion: XmlElement) -> str:
    subject = assertion.child(SAML + "Subject")
    assert subject is not None
    return subject.children()[0].text


def logout(town: Town, service: SamlService, name_id: str, **changes: str) -> XmlNode:
    """A good `LogoutRequest`, with some attributes changed."""
    attributes = {"Destination": SLO, "ID": "_logout-1", "IssueInstant": f"{town.clock.now():%Y-%m-%dT%H:%M:%SZ}"}
    issuer = element("saml:Issuer", {}, service.terms.entity_id)
    return element(
        "samlp:LogoutRequest", {**attributes, "Version": "2.0", **changes}, issuer, element("saml:NameID", {}, name_id)
    )


def returned(
    town: Town, answer: httpx.Response, parameter: str = "SAMLResponse"
) -> tuple[str, list[str], dict[str, list[str]]]:
    """Where the browser is sent with a signed message, its statuses, and the parameters."""
    url = answer.headers["Location"]
    query = urlsplit(url).query
    fields = parse_qs(query)
    octets = query.rpartition("&Signature=")[0].encode()
    certificates = [town.world.saml_keys.certificate("RS256")]
    value = b64decode(fields["Signature"][0])
    assert verified_query(octets, algorithm=fields["SigAlg"][0], value=value, certificates=certificates) is None
    document = inflated(fields[parameter][0])
    assert isinstance(document, bytes)
    assert not schema_faults(document)
    return url.partition("?")[0], statuses(document), fields


def statuses(document: bytes) -> list[str]:
    message = parsed(document)
    assert isinstance(message, XmlElement)
    status = message.child(SAMLP + "Status")
    if status is None:
        return []
    codes = status.children(SAMLP + "StatusCode")
    inner = [each for code in codes for each in code.children(SAMLP + "StatusCode")]
    return [(each.get("Value") or "").rpartition(":")[2] for each in (*codes, *inner)]


async def is_signed_on(town: Town, browser: httpx.AsyncClient, service: SamlService) -> bool:
    """Whether the session still answers silently."""
    node = service.question(town.clock.now(), ID="_probe", IsPassive="true")
    return told(await ask(browser, query_of(node))).statuses == ["Success"]


async def test_a_service_signs_the_person_out_everywhere_after_asking_them(town: Town) -> None:
    service, tax, browser = await saml_service(town, logout=(REDIRECT,)), await town.service(), town.browser()
    name = name_in(await signed_on(town, browser, service))
    await town.tokens(browser, tax)
    page = await follow(browser, await browser.get(f"/saml/slo?{service.signed_query(logout(town, service, name), 'here')}"))
    assert 'data-page="sign-out-where"' in page.text
    assert "Adószámla" in page.text, "where else they are signed on"
    seen = await press(browser, page, choice="everywhere")
    assert 'data-page="signed-out"' in seen.text
    done = seen.headers["Refresh"].partition("url=")[2]
    back, codes, fields = returned(town, await browser.get(done))
    assert (back, fields["RelayState"]) == (f"{BACK}/done", ["here"])
    assert codes == ["Success", "PartialLogout"], "the tax service has no way to be told"
    assert not await is_signed_on(town, browser, service)


async def test_here_alone_leaves_the_session_and_the_other_services(town: Town) -> None:
    service, tax, browser = await saml_service(town, logout=(REDIRECT,)), await town.service(), town.browser()
    name = name_in(await signed_on(town, browser, service))
    await town.tokens(browser, tax)
    page = await follow(browser, await browser.get(f"/saml/slo?{service.signed_query(logout(town, service, name))}"))
    found = unescape(page.text.split('<form method="post" action="')[1].split('"')[0])
    token = dict([_hidden(page)])
    decided = await browser.post(found, data={**token, "choice": "here"})
    _, codes, _ = returned(town, await browser.get(decided.headers["Location"]))
    assert codes == ["Success"]
    assert await is_signed_on(town, browser, service), "the session is there still"
    rows = await town.world.database.reader.all("SELECT * FROM logout_notice")
    assert not rows


def _hidden(page: httpx.Response) -> tuple[str, str]:
    part = page.text.split('type="hidden" name="')[1]
    return part.split('"')[0], unescape(part.split('value="')[1].split('"')[0])


async def test_a_service_alone_is_answered_at_once(town: Town) -> None:
    service, browser = await saml_service(town, logout=(REDIRECT,)), town.browser()
    name = name_in(await signed_on(town, browser, service))
    page = await follow(browser, await browser.get(f"/saml/slo?{service.signed_query(logout(town, service, name))}"))
    _, codes, _ = returned(town, await press(browser, page, choice="everywhere"))
    assert codes == ["Success"]


def council_answers(service: SamlService, *, status: str = SUCCESS) -> Callable[[bytes], bytes]:
    """The service's server: it believes us alone, and answers."""

    def answer(envelope: bytes) -> bytes:
        message = message_in(envelope, longest=100_000)
        assert isinstance(message, XmlElement)
        assert message.name == SAMLP + "LogoutRequest"
        attributes = {
            "ID": "_a",
            "InResponseTo": message.get("ID") or "",
            "Version": "2.0",
            "IssueInstant": "2026-11-22T09:00:00Z",
        }
        code = element("samlp:Status", {}, element("samlp:StatusCode", {"Value": status}))
        node = element("samlp:LogoutResponse", attributes, element("saml:Issuer", {}, service.terms.entity_id), code)
        return enveloped(service.signed(node))

    return answer


async def sign_out_with_us(browser: httpx.AsyncClient) -> httpx.Response:
    """The person presses sign-out at our own confirmation page."""
    return await press(browser, await browser.get("/end-session"))


async def test_a_saml_service_is_told_by_soap_and_confirms(town: Town) -> None:
    service, browser = await saml_service(town, logout=(BY_SOAP,)), town.browser()
    name = name_in(await signed_on(town, browser, service))
    town.outside.answers[SOAP] = council_answers(service)
    await sign_out_with_us(browser)
    assert await tell_services(town.world, TELLERS) == 1
    ((url, envelope),) = town.outside.envelopes
    message = message_in(envelope, longest=100_000)
    assert isinstance(message, XmlElement)
    believed = verified(message, [town.world.saml_keys.certificate("RS256")])
    assert not isinstance(believed, SignatureFault)
    told_name = believed.child(SAML + "NameID")
    assert told_name is not None
    assert (url, told_name.text, believed.get("Destination")) == (SOAP, name, SOAP)
    (notice,) = await town.world.database.reader.all("SELECT outcome FROM logout_notice")
    assert notice.text("outcome") == "confirmed"


async def test_an_answer_of_somebody_else_confirms_nothing(town: Town) -> None:
    service, browser = await saml_service(town, logout=(BY_SOAP,)), town.browser()
    await signed_on(town, browser, service)
    stranger = replace(service, key=service_key("stranger"))
    town.outside.answers[SOAP] = council_answers(stranger)
    await sign_out_with_us(browser)
    await tell_services(town.world, TELLERS)
    (notice,) = await town.world.database.reader.all("SELECT outcome, fault FROM logout_notice")
    assert notice.text("outcome") == "waiting"
    assert "signature" in notice.text("fault")


async def test_a_service_without_a_server_is_told_by_the_browser(town: Town) -> None:
    service, browser = await saml_service(town, logout=(REDIRECT,)), town.browser()
    await signed_on(town, browser, service)
    seen = await sign_out_with_us(browser)
    onward = seen.headers["Refresh"].partition("url=")[2]
    url, _, fields = returned(town, await browser.get(onward), "SAMLRequest")
    assert url == BACK
    document = inflated(fields["SAMLRequest"][0])
    assert isinstance(document, bytes)
    request = parsed(document)
    assert not isinstance(request, XmlFault)
    attributes = {"ID": "_b", "InResponseTo": request.get("ID") or "", "Version": "2.0", "Destination": SLO}
    attributes["IssueInstant"] = f"{town.clock.now():%Y-%m-%dT%H:%M:%SZ}"
    code = element("samlp:Status", {}, element("samlp:StatusCode", {"Value": SUCCESS}))
    node = element("samlp:LogoutResponse", attributes, element("saml:Issuer", {}, ENTITY), code)
    query = service.signed_query(node).replace("SAMLRequest=", "SAMLResponse=")
    page = await follow(browser, await browser.get(f"/saml/slo?{query}"))
    assert 'data-outcome="confirmed"' not in page.text, "the signature was over another parameter"
    page = await follow(browser, await browser.get(f"/saml/slo?{service.signed_query(node, parameter='SAMLResponse')}"))
    assert 'data-outcome="confirmed"' in page.text


async def test_a_service_that_keeps_the_browser_is_named_when_the_person_comes_back(town: Town) -> None:
    service, browser = await saml_service(town, logout=(REDIRECT,)), town.browser()
    await signed_on(town, browser, service)
    seen = await sign_out_with_us(browser)
    onward = seen.headers["Refresh"].partition("url=")[2]
    await browser.get(onward)
    back = await browser.get(str(seen.url))
    assert "Nem válaszolt" in back.text
    assert "innen is biztosan kijelentkezzen: Önkormányzat." in back.text
    assert "Refresh" not in back.headers, "it is not visited again"
    assert (await browser.get(onward)).headers["Location"] == seen.url.path


async def test_what_ends_at_the_gate_is_told_to_saml_services_too(town: Town) -> None:
    service, browser = await saml_service(town, logout=(BY_SOAP,)), town.browser()
    await signed_on(town, browser, service)
    town.outside.answers[SOAP] = council_answers(service)
    town.gate.tell(StandingEvent.GATE_SUSPENDED)
    await follow_standing_changes(town.world)
    assert await tell_services(town.world, TELLERS) == 1
    rows = await town.world.database.reader.all("SELECT outcome, name_id FROM logout_notice")
    assert [(row.text("outcome"), row.text_or_none("name_id")) for row in rows] == [("confirmed", None)]


async def test_a_server_ends_sessions_by_soap(town: Town) -> None:
    service, tax, browser = await saml_service(town, logout=(BY_SOAP,)), await town.service(), town.browser()
    name = name_in(await signed_on(town, browser, service))
    tokens = await town.tokens(browser, tax)
    node = service.signed(logout(town, service, name, Destination=f"{SLO}/soap"))
    answer = await town.browser().post("/saml/slo/soap", content=enveloped(node), headers={"Content-Type": "text/xml"})
    assert answer.status_code == 200
    message = message_in(answer.content, longest=100_000)
    assert isinstance(message, XmlElement)
    assert statuses(message.octets()) == ["Success", "PartialLogout"]
    assert (await town.userinfo(browser, tokens["access_token"])).status_code == 401
    again = await town.browser().post("/saml/slo/soap", content=enveloped(node), headers={"Content-Type": "text/xml"})
    message = message_in(again.content, longest=100_000)
    assert isinstance(message, XmlElement)
    assert statuses(message.octets()) == ["Requester", "RequestDenied"], "sent before"


async def test_of_twenty_requests_of_one_id_one_ends_the_session(town: Town) -> None:
    service, browser = await saml_service(town, logout=(BY_SOAP,)), town.browser()
    name = name_in(await signed_on(town, browser, service))
    envelope = enveloped(service.signed(logout(town, service, name, Destination=f"{SLO}/soap")))
    headers = {"Content-Type": "text/xml"}
    answers = await gather(*(town.browser().post("/saml/slo/soap", content=envelope, headers=headers) for _ in range(20)))
    assert sum("status:Success" in answer.text for answer in answers) == 1
    assert sum("RequestDenied" in answer.text for answer in answers) == 19


async def test_nobody_signs_out_another_services_people(town: Town) -> None:
    service, browser = await saml_service(town, logout=(REDIRECT, BY_SOAP)), town.browser()
    name = name_in(await signed_on(town, browser, service))
    other_key = service_key("other")
    entity = EntityId("https://other.example.test/saml")
    other = await saml_service(town, entity_id=entity, signing_certificates=(other_key.certificate,), logout=(REDIRECT,))
    other = replace(other, key=other_key)
    _, codes, _ = returned(town, await browser.get(f"/saml/slo?{other.signed_query(logout(town, other, name))}"))
    assert codes == ["Success"], "nobody of that name is signed on there"
    forged = replace(service, key=other_key)
    assert (await browser.get(f"/saml/slo?{forged.signed_query(logout(town, service, name))}")).status_code == 400
    assert (await browser.get(f"/saml/slo?{query_of(logout(town, service, name))}")).status_code == 400, "unsigned"
    assert await is_signed_on(town, browser, service)


async def test_a_request_by_form_is_the_same(town: Town) -> None:
    post = LogoutPoint(binding=Binding.POST, url=BACK, response_url=f"{BACK}/done")
    service, browser = await saml_service(town, logout=(post,)), town.browser()
    name = name_in(await signed_on(town, browser, service))
    form = service.form(logout(town, service, name)) | {"RelayState": "here"}
    posted = await town.browser().post("/saml/slo", data=form)  # as from another site: no cookie comes along
    page = await follow(browser, await browser.get(posted.headers["Location"]))
    answer = told(await press(browser, page, choice="everywhere"))
    assert (answer.url, answer.relay_state, statuses(answer.document)) == (f"{BACK}/done", "here", ["Success"])

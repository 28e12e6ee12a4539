"""Damaged SAML messages at every endpoint: a SAML status or a page, never a server error, and nothing is issued."""

from base64 import b64encode
from random import Random
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.broker.saml.service import SamlService, ask, saml_service, told
from tests.broker.saml.soap import question
from tests.broker.town import Town, follow, press
from tests.fuzz.damage import damaged
from ugyfelkapu.broker.domain.saml_service import Binding, LogoutPoint
from ugyfelkapu.broker.saml.deflate import deflated
from ugyfelkapu.broker.saml.xml.element import XmlElement
from ugyfelkapu.broker.saml.xml.parsing import parsed
from ugyfelkapu.broker.saml.xml.signature import verified
from ugyfelkapu.broker.saml.xml.soap import enveloped
from ugyfelkapu.broker.saml.xml.writing import XmlNode, element, written

SETTINGS = settings(
    max_examples=25,
    deadline=None,
    # the town stays, and that is meant: nothing that came before may help
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
CHANCES = st.integers(0, 2**32)
LOGOUT = LogoutPoint(
    binding=Binding.REDIRECT, url="https://council.example.test/slo", response_url="https://council.example.test/slo"
)
BY_SOAP = {
    "/saml/slo/soap": ("samlp:LogoutRequest", element("saml:NameID", {}, "somebody")),
    "/saml/artifact": ("samlp:ArtifactResolve", element("samlp:Artifact", {}, b64encode(b"\x00\x04" + bytes(42)).decode())),
    "/saml/issued": ("samlp:AssertionIDRequest", element("saml:AssertionIDRef", {}, "_assertion")),
}


@pytest.fixture
async def service(town: Town) -> SamlService:
    """A service that signs what it likes."""
    return await saml_service(town, logout=(LOGOUT,))


@pytest.fixture
async def demanding(town: Town) -> SamlService:
    """A service whose requests are signed, or not its own."""
    return await saml_service(town, are_requests_signed=True)


def messages(town: Town, service: SamlService) -> tuple[XmlNode, ...]:
    level = element(
        "samlp:RequestedAuthnContext", {}, element("saml:AuthnContextClassRef", {}, "http://eidas.europa.eu/LoA/low")
    )
    asked = service.question(town.clock.now(), element("samlp:NameIDPolicy", {"AllowCreate": "true"}), level)
    leaving = question(town, service, "samlp:LogoutRequest", element("saml:NameID", {}, "somebody"))
    return asked, leaving


async def judge(town: Town, answer_status: int) -> None:
    assert answer_status < 500
    for table in ("saml_sign_on", "code", "saml_artifact"):
        assert not await town.world.database.reader.all(f"SELECT * FROM {table}"), table  # noqa: S608 - a test's own


@SETTINGS
@given(number=CHANCES)
@pytest.mark.parametrize("path", ["/saml/sso", "/saml/slo"])
@pytest.mark.parametrize("is_signed_after", [True, False])
async def test_damage_in_an_address_earns_a_page_or_a_status(
    town: Town, service: SamlService, number: int, path: str, *, is_signed_after: bool
) -> None:
    chance = Random(number)  # noqa: S311 - a test's chance
    for node in messages(town, service):
        document = damaged(written(node), chance)
        message = {"SAMLRequest": deflated(document), "RelayState": "state"}
        query = urlencode(message)
        if is_signed_after:
            octets = urlencode({**message, "SigAlg": "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"})
            query = f"{octets}&{urlencode({'Signature': b64encode(service.key.sign(octets.encode())).decode()})}"
        answer = await town.browser().get(f"{path}?{query}")
        await judge(town, answer.status_code)


@SETTINGS
@given(number=CHANCES)
@pytest.mark.parametrize("path", ["/saml/sso", "/saml/slo"])
async def test_damage_in_a_form_earns_a_page_or_a_status(town: Town, service: SamlService, number: int, path: str) -> None:
    chance = Random(number)  # noqa: S311 - a test's chance
    for node in messages(town, service):
        form = {"SAMLRequest": b64encode(damaged(written(service.signed(node)), chance)).decode()}
        browser = town.browser()
        answer = await browser.post(path, data=form)
        if answer.status_code == 303:
            answer = await browser.get(answer.headers["Location"])
        await judge(town, answer.status_code)


@SETTINGS
@given(number=CHANCES)
async def test_a_live_session_answers_nothing_but_what_the_service_signed(
    town: Town, demanding: SamlService, number: int
) -> None:
    """Whatever becomes of the signature's own parts, such as `KeyInfo`: of the message not a letter may differ."""
    chance, browser = Random(number), town.browser()  # noqa: S311 - a test's chance
    first, node = (demanding.question(town.clock.now(), ID=f"_{town.world.entropy.bytes(16).hex()}") for _ in range(2))
    begun = told(await press(browser, await ask(browser, demanding.signed_query(first))))
    assert begun.statuses == ["Success"]
    document = damaged(written(demanding.signed(node)), chance)
    page = await follow(browser, await browser.post("/saml/sso", data={"SAMLRequest": b64encode(document).decode()}))
    assert page.status_code < 500
    if 'data-page="form-post"' in page.text and told(page).statuses == ["Success"]:
        message = parsed(document)
        assert isinstance(message, XmlElement)
        covered = verified(message, demanding.terms.signing_certificates)
        assert isinstance(covered, XmlElement)
        assert covered.octets() == written(node)


@SETTINGS
@given(number=CHANCES)
@pytest.mark.parametrize("path", BY_SOAP)
async def test_damage_in_an_envelope_earns_a_fault_or_a_status(
    town: Town, service: SamlService, number: int, path: str
) -> None:
    chance = Random(number)  # noqa: S311 - a test's chance
    name, child = BY_SOAP[path]
    envelope = damaged(enveloped(service.signed(question(town, service, name, child))), chance)
    answer = await town.browser().post(path, content=envelope, headers={"Content-Type": "text/xml"})
    await judge(town, answer.status_code)
    assert answer.headers["Content-Type"].startswith("text/xml")

"""The service that speaks SAML: what it says of itself, what it asks, and whom it does not believe."""

from base64 import b64encode
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tests.broker.saml.service import ServiceKey, service_key
from tests.demo.loopback import running
from tests.demo.services.conftest import Late, Scene
from tests.demo.services.provider import TestProvider
from tests.world import START, HandClock
from ugyfelkapu.broker.domain.relying_party import RelyingParty
from ugyfelkapu.broker.saml.deflate import inflated
from ugyfelkapu.broker.saml.metadata.admission import Admission
from ugyfelkapu.broker.saml.metadata_of_service import service_from
from ugyfelkapu.broker.saml.xml.signing import signed
from ugyfelkapu.broker.saml.xml.writing import XmlNode, element, written
from ugyfelkapu.demo.services.application import application
from ugyfelkapu.demo.services.configuration import Configuration
from ugyfelkapu.demo.services.kind import ServiceKind
from ugyfelkapu.demo.services.saml_library import REDIRECT, metadata

pytestmark = pytest.mark.anyio

STATUS = "urn:oasis:names:tc:SAML:2.0:status:"


def key_descriptor(key: ServiceKey) -> XmlNode:
    certificate = element("ds:X509Certificate", {}, key.certificate)
    info = element("ds:KeyInfo", {}, element("ds:X509Data", {}, certificate))
    return element("md:KeyDescriptor", {"use": "signing"}, info)


def provider_metadata(url: str, *names: str, until: str = "2027-01-01T00:00:00Z") -> bytes:
    """Of a provider with the named keys, signed by the first; usually that of `provider`."""
    keys = [service_key(name) for name in names or ("provider",)]
    role = element(
        "md:IDPSSODescriptor",
        {"protocolSupportEnumeration": "urn:oasis:names:tc:SAML:2.0:protocol"},
        *map(key_descriptor, keys),
        element("md:SingleLogoutService", {"Binding": REDIRECT, "Location": f"{url}/slo"}),
        element("md:SingleSignOnService", {"Binding": REDIRECT, "Location": f"{url}/sso"}),
    )
    about = {"ID": "_m1", "entityID": f"{url}/saml/metadata", "validUntil": until}
    return written(signed(element("md:EntityDescriptor", about, role), keys[0], keys[0].certificate))


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    """The council and a provider that only describes itself."""
    clock, provider, door = HandClock(), TestProvider(algorithm="RS256"), Late()

    async def describe(_: Request) -> Response:
        return Response(provider_metadata(provider.url), media_type="application/samlmetadata+xml")

    async with AsyncExitStack() as up, AsyncExitStack() as provider_up:
        site = Starlette(routes=[Route("/saml/metadata", describe)])
        provider.url = await provider_up.enter_async_context(running(site))
        url = await up.enter_async_context(running(door))
        browser = await up.enter_async_context(httpx.AsyncClient(trust_env=False, headers={"accept": "text/html"}, timeout=60))
        configuration = configured(url, provider.url, tmp_path)
        door.application = application(ServiceKind.LOCAL_COUNCIL, configuration, clock=clock)
        yield Scene(url=url, provider=provider, browser=browser, clock=clock, leave_provider=provider_up)


def configured(url: str, issuer: str, data: Path) -> Configuration:
    return Configuration(
        port=0,
        issuer=issuer,
        client_id="",
        client_secret=None,
        public_url=url,
        data=str(data),
        provider_certificates=(service_key("provider").certificate,),
    )


async def asked(scene: Scene, path: str = "/login") -> tuple[str, str]:
    """Where the browser is sent, and the request it takes along."""
    address = urlsplit((await scene.browser.get(scene.url + path)).headers["location"])
    document = inflated(parse_qs(address.query)["SAMLRequest"][0])
    assert isinstance(document, bytes)
    return f"{address.scheme}://{address.netloc}{address.path}", document.decode()


def refusal(scene: Scene, request_id: str, *, detail: str, key: ServiceKey | None = None) -> dict[str, str]:
    """The provider's form that says no."""
    inner = element("samlp:StatusCode", {"Value": STATUS + detail})
    status = element("samlp:Status", {}, element("samlp:StatusCode", {"Value": STATUS + "Responder"}, inner))
    return {"SAMLResponse": b64encode(written(response(scene, request_id, status, key=key))).decode(), "RelayState": "/"}


def response(scene: Scene, request_id: str, *children: XmlNode, key: ServiceKey | None) -> XmlNode:
    attributes = {
        "Destination": f"{scene.url}/saml/acs",
        "ID": "_answer",
        "InResponseTo": request_id,
        "IssueInstant": f"{START:%Y-%m-%dT%H:%M:%SZ}",
        "Version": "2.0",
    }
    signer = key or service_key("provider")
    issuer = element("saml:Issuer", {}, f"{scene.provider.url}/saml/metadata")
    return signed(element("samlp:Response", attributes, issuer, *children), signer, signer.certificate)


def request_id(document: str) -> str:
    return document.partition(' ID="')[2].partition('"')[0] or document.partition('ID="')[2].partition('"')[0]


def test_the_broker_takes_its_metadata(tmp_path: Path) -> None:
    document = metadata(ServiceKind.LOCAL_COUNCIL, configured("http://localhost:8005", "http://localhost:8000", tmp_path))
    party = service_from(document, Admission(now=START, loopback_allowed=True, is_encrypted=True))
    assert isinstance(party, RelyingParty), party
    assert party.saml is not None
    assert (party.name.hu, party.organisation.de) == ("Helyi ügyintézés", "Gemeindeverwaltung Mintaváros")
    assert party.saml.are_requests_signed
    assert party.saml.are_assertions_encrypted
    assert party.saml.valid_until is None
    assert {"profile", "email"} <= set(party.scopes)
    assert "identity" not in party.scopes


async def test_it_asks_with_a_signed_request_and_for_a_level_only_where_one_is_needed(scene: Scene) -> None:
    address = (await scene.browser.get(f"{scene.url}/login")).headers["location"]
    assert "Signature=" in address
    where, document = await asked(scene)
    assert where == f"{scene.provider.url}/sso"
    assert "RequestedAuthnContext" not in document
    _, document = await asked(scene, "/login?level=substantial")
    assert 'Comparison="minimum"' in document
    assert "http://eidas.europa.eu/LoA/substantial" in document


@pytest.mark.parametrize(
    ("detail", "reason"),
    [
        ("AuthnFailed", "cancelled"),
        ("NoAuthnContext", "level_not_reached"),
        ("NoPassive", "sign_in_needed"),
        ("X", "try_later"),
    ],
)
async def test_each_status_has_its_page(scene: Scene, detail: str, reason: str) -> None:
    _, document = await asked(scene)
    answer = await scene.browser.post(f"{scene.url}/saml/acs", data=refusal(scene, request_id(document), detail=detail))
    assert answer.headers["location"] == f"/refused?reason={reason}"


async def test_an_answer_that_nobody_asked_for_or_twice_is_not_ours(scene: Scene) -> None:
    form = refusal(scene, "_unasked", detail="AuthnFailed")
    for _ in range(2):
        answer = await scene.browser.post(f"{scene.url}/saml/acs", data=form)
        assert answer.headers["location"] == "/refused?reason=not_ours"
    _, document = await asked(scene)
    answer = await scene.browser.post(f"{scene.url}/saml/acs", data=form)
    assert answer.headers["location"] == "/refused?reason=not_ours"
    assert (await scene.learned()).status_code == 401
    assert document


@pytest.mark.parametrize("message", ["", "x", b64encode(b"<a/>").decode(), b64encode(b"<!DOCTYPE a><a/>").decode()])
async def test_what_is_no_answer_is_refused_by_a_page(scene: Scene, message: str) -> None:
    await asked(scene)
    answer = await scene.browser.post(f"{scene.url}/saml/acs", data={"SAMLResponse": message})
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/refused?reason=not_")


async def test_an_unsigned_wish_to_end_sessions_is_not_heard(scene: Scene) -> None:
    for query in ("", "?SAMLRequest=x", "?SAMLResponse=x"):
        answer = await scene.browser.get(f"{scene.url}/saml/logout{query}")
        assert answer.headers["location"].startswith("/refused?reason=not_")


async def test_without_its_provider_it_says_so(scene: Scene) -> None:
    await scene.provider_goes_down()
    answer = await scene.browser.get(f"{scene.url}/login")
    assert answer.headers["location"] == "/refused?reason=unreachable"

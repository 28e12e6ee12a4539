"""A broker with its database, keys and gate, and a browser and services to use it as anyone would: over HTTP."""

import re
from base64 import b64encode, urlsafe_b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from urllib.parse import parse_qsl, quote, urlsplit

import httpx
import msgspec
from starlette.routing import Route, Router

from tests.broker.gate import HandGate
from tests.broker.outside import HandOutside
from tests.key_rings import lent_saml_keys
from tests.world import CountedEntropy, HandClock
from ugyfelkapu.adapters.document_seal import NoSeal
from ugyfelkapu.broker.actions.register_relying_party import Registered, register_relying_party
from ugyfelkapu.broker.domain.registering.registration import Registrar
from ugyfelkapu.broker.domain.relying_party import RelyingParty
from ugyfelkapu.broker.domain.secret import text_of
from ugyfelkapu.broker.oidc import routes as oidc
from ugyfelkapu.broker.oidc.room import MutualTls
from ugyfelkapu.broker.ports import BrokerWorld, KeyRing
from ugyfelkapu.broker.saml import routes as saml
from ugyfelkapu.broker.web import routes as web
from ugyfelkapu.broker.web.room import BrokerRoom
from ugyfelkapu.foundation.database import Database
from ugyfelkapu.foundation.page import Pages
from ugyfelkapu.foundation.page.exact_paths import ExactPaths
from ugyfelkapu.foundation.page.peer import PeerNoted
from ugyfelkapu.foundation.page.shell import site

ISSUER = "https://id.example.test"
VERIFIER = "v" * 43
REDIRECT = "https://tax.example.test/cb"


@dataclass(frozen=True, slots=True)
class ServiceAtHand:
    """A registered service as its own server would act."""

    registered: Registered

    @property
    def client_id(self) -> str:
        return self.registered.party.client_id

    @property
    def redirect_uri(self) -> str:
        return self.registered.party.redirect_uris[0]

    def question(self, **changes: str | None) -> dict[str, str]:
        """The parameters of a good authorization request, with some changed or left out."""
        asked: dict[str, str | None] = {
            "response_type": "code",
            "client_id": self.client_id,
            "redirect_uri": self.redirect_uri,
            "scope": "openid profile email",
            "state": "state-1",
            "nonce": "nonce-1",
            "code_challenge": text_of(sha256(VERIFIER.encode()).digest()),
            "code_challenge_method": "S256",
            **changes,
        }
        return {name: value for name, value in asked.items() if value is not None}

    def basic(self) -> dict[str, str]:
        """The header that proves a confidential service."""
        pair = f"{quote(self.client_id, safe='')}:{quote(self.registered.client_secret or '', safe='')}"
        return {"Authorization": f"Basic {b64encode(pair.encode()).decode()}"}

    def redemption(self, code: str, /, **changes: str | None) -> dict[str, str]:
        """The form of a good token request."""
        form: dict[str, str | None] = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.redirect_uri,
            "code_verifier": VERIFIER,
            **changes,
        }
        return {name: value for name, value in form.items() if value is not None}


def broker_pages() -> Pages:
    """The page shell with the broker's templates and texts."""
    return Pages.of(["ugyfelkapu.broker.web"], public_url=ISSUER, entropy=CountedEntropy("browser"))


class Town:
    """Everything a test of the broker needs."""

    def __init__(self, database: Database, keys: KeyRing, clock: HandClock, *, pages: Pages) -> None:
        entropy = CountedEntropy()
        self.clock = clock
        self.gate = HandGate(clock=clock, issuer=ISSUER)
        self.outside = HandOutside()
        self.world = BrokerWorld(
            database=database,
            clock=clock,
            entropy=entropy,
            keys=keys,
            saml_keys=lent_saml_keys(clock),
            identification=self.gate,
            outside=self.outside,
            seal=NoSeal(),
            nonce_key=b"n" * 32,
            issuer=ISSUER,
            are_certificates_taken=False,
            loopback_allowed=False,
            is_developer_log_kept=False,
        )
        self.pages = pages
        self.mutual_tls: MutualTls | None = None
        self.open()

    def open(self) -> None:
        """Put the pages up for the world as it is now."""
        routes = [
            *oidc.routes(oidc.oidc_room(self.world, self.pages, self.mutual_tls)),
            *saml.routes(saml.saml_room(self.world, self.pages)),
            *web.routes(BrokerRoom(world=self.world, pages=self.pages)),
            Route("/hand-gate", self.gate.page),
        ]
        self.app = PeerNoted(site(Router([ExactPaths(routes), *routes]), pages=self.pages, clock=self.clock))

    def browser(self, *, peer: str = "127.0.0.1") -> httpx.AsyncClient:
        """A new browser, with no cookies yet; `peer`: who connects."""
        return httpx.AsyncClient(
            transport=httpx.ASGITransport(app=self.app, client=(peer, 123)),
            base_url=ISSUER,
            headers={"Accept": "text/html"},
            follow_redirects=False,
        )

    async def service(self, **metadata: object) -> ServiceAtHand:
        """Register a service."""
        document = {"client_name": "Adószámla", "redirect_uris": [REDIRECT], **metadata}
        registered = await register_relying_party(self.world, document, registrar=Registrar.OPERATOR, actor="test")
        assert isinstance(registered, Registered), registered
        return ServiceAtHand(registered)

    async def rewrite(self, party: RelyingParty) -> None:
        """Change what is on record of a service, as an operator's hand in the database would."""
        async with self.world.database.transaction() as tx:
            record = msgspec.json.encode(party).decode()
            sql = "UPDATE relying_party SET record = :record WHERE client_id = :client_id"
            await tx.execute(sql, record=record, client_id=party.client_id)

    async def council(self) -> ServiceAtHand:
        """A second body, with a legal basis for identity data."""
        return await self.service(
            client_name="Önkormányzat",
            redirect_uris=["https://council.example.test/cb"],
            legal_basis="Mötv. 8. § (1)",
        )

    async def sign_in(self, browser: httpx.AsyncClient, question: Mapping[str, str]) -> httpx.Response:
        """From the service's link to the end of the flow, wherever that is; the person presses the first button."""
        page = await follow(browser, await browser.get("/authorize", params=question))
        if 'data-page="choose-method"' not in page.text:
            return page
        return await press(browser, page)

    async def code(self, browser: httpx.AsyncClient, question: Mapping[str, str]) -> str:
        """The code a sign-on ends with."""
        return answer_of(await self.sign_in(browser, question))["code"]

    async def tokens(self, browser: httpx.AsyncClient, service: ServiceAtHand, **changes: str | None) -> dict[str, str]:
        """Sign on and redeem."""
        code = await self.code(browser, service.question(**changes))
        answer = await browser.post("/token", data=service.redemption(code), headers=service.basic())
        assert answer.status_code == 200, answer.text
        tokens: dict[str, str] = answer.json()
        return tokens

    async def userinfo(self, browser: httpx.AsyncClient, access_token: str) -> httpx.Response:
        return await browser.get("/userinfo", headers={"Authorization": f"Bearer {access_token}"})


async def follow(browser: httpx.AsyncClient, answer: httpx.Response) -> httpx.Response:
    """Follow redirects as far as they stay at the broker."""
    while (
        answer.is_redirect
        and urlsplit(str(answer.next_request.url if answer.next_request else "")).hostname == urlsplit(ISSUER).hostname
    ):
        answer = await browser.get(answer.headers["Location"])
    return answer


async def press(browser: httpx.AsyncClient, page: httpx.Response, *, form: int = 0, **pressed: str) -> httpx.Response:
    """Send one of the page's forms as a browser would, and follow."""
    found = re.findall(r'<form method="post" action="([^"]+)".*?</form>', page.text, re.DOTALL)
    bodies = re.findall(r"<form .*?</form>", page.text, re.DOTALL)
    hidden = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', bodies[form]))
    return await follow(browser, await browser.post(found[form], data={**hidden, **pressed}))


def answer_of(response: httpx.Response) -> dict[str, str]:
    """What the service's redirect address is told, by a redirect or by a page that goes on."""
    target = response.headers.get("Location") or response.headers["Refresh"].partition("url=")[2]
    return dict(parse_qsl(urlsplit(target).query))


def claims_of(token: str) -> dict[str, object]:
    """What a token says, unverified."""
    claims: dict[str, object] = msgspec.json.decode(urlsafe_b64decode(token.split(".")[1] + "=="))
    return claims

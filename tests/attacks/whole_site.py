"""Both wings behind one address in this process, with a hand clock: a clerk, a citizen, a service, and attackers' browsers."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from hashlib import sha256
from html import unescape
from pathlib import Path
from typing import cast
from urllib.parse import parse_qsl, urlsplit

import httpx
import pyotp
from starlette.routing import Route, Router
from starlette.types import ASGIApp

from tests.broker.outside import HandOutside
from tests.broker.town import ServiceAtHand
from tests.gate.card_world import ListedCards, an_eid_world
from tests.gate.counter_world import Counter, ListedRegisters, a_world, an_appointment
from tests.gate.owner_world import Owner
from tests.key_rings import lent_ring, lent_saml_keys
from tests.world import CountedEntropy, HandClock
from ugyfelkapu.adapters.document_seal import NoSeal
from ugyfelkapu.app import House
from ugyfelkapu.broker.actions.register_relying_party import Registered, register_relying_party
from ugyfelkapu.broker.domain.registering.registration import Registrar
from ugyfelkapu.broker.ports import BrokerWorld
from ugyfelkapu.foundation.database import Database
from ugyfelkapu.foundation.page import Pages, shell
from ugyfelkapu.gate.actions.sessions.identify import GateIdentification
from ugyfelkapu.gate.ports import PasswordHasher
from ugyfelkapu.ports import Letter
from ugyfelkapu.settings import Settings
from ugyfelkapu.site import ROOMS, rooms

ADDRESS = "https://id.example.test"
CALLBACK = "https://tax.example.test/cb"
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
CHANGING = {
    "gate": (
        *("person", "gate", "password", "former_password", "activation_code", "password_reset_code", "registration_receipt"),
        *(
            "counter_case",
            "clerk",
            "clerk_session",
            "gate_session",
            "device",
            "totp_authenticator",
            "passkey",
            "recovery_code",
            "outbox",
            "password_wish",
            "suspension",
            "freezing_code",
            "email_change",
            "email_undo_code",
            "termination",
            "archived_gate",
            "reserved_username",
        ),
    ),
    "broker": ("relying_party", "registration_token", "connection_code", "consent", "broker_session", "code", "family"),
}
"""What an attack must leave as it was; journal and budgets of tries are there to change."""


class NoMail:
    """A mail server nobody speaks to here."""

    async def send(self, letter: Letter) -> None:
        raise OSError(letter.message_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class WholeSite:
    """The site and who stands around it."""

    app: ASGIApp
    routes: list[Route]
    counter: Counter
    broker: BrokerWorld
    service: ServiceAtHand

    @property
    def clock(self) -> HandClock:
        return self.counter.clock

    def browser(self, *, address: str = "192.0.2.7") -> httpx.AsyncClient:
        """A new browser, with no cookies yet."""
        transport = httpx.ASGITransport(app=self.app, client=(address, 4711))
        return httpx.AsyncClient(transport=transport, base_url=ADDRESS, headers={"Accept": "text/html"})

    def service_server(self) -> httpx.AsyncClient:
        """The server of the service, which asks for JSON."""
        transport = httpx.ASGITransport(app=self.app, client=("198.51.100.1", 4711))
        return httpx.AsyncClient(transport=transport, base_url=ADDRESS, headers={"Accept": "application/json"})

    async def sign_clerk_in(self, client: httpx.AsyncClient) -> None:
        """Password, then the authenticator's code."""
        secrets = self.counter.secrets
        token = await token_of(client, "/counter/sign-in")
        form = {"csrf_token": token, "username": secrets.clerk.username, "password": secrets.password}
        await client.post("/counter/sign-in", data=form)
        code = pyotp.TOTP(secrets.totp_secret).at(self.clock.now())
        done = await client.post("/counter/second-factor", data={"csrf_token": token, "code": code})
        assert done.headers.get("Location") == "/counter", done.text

    async def sign_in(self, client: httpx.AsyncClient, owner: Owner) -> httpx.Response:
        """User name and password; the token is another page's, since this one sends on whoever is signed in."""
        token = await token_of(client, "/activate")
        form = {"csrf_token": token, "username": owner.username, "password": owner.password}
        return await client.post("/sign-in", data=form)

    async def begin_sign_on(self, client: httpx.AsyncClient) -> str:
        """From the service's link to the page that names it; the page's path."""
        begun = await client.get("/authorize", params=self.service.question())
        assert begun.status_code == 303, begun.text
        return urlsplit(begun.headers["Location"]).path

    async def sign_on(self, client: httpx.AsyncClient, owner: Owner) -> dict[str, str]:
        """From the service's link to the answer it gets."""
        page = await client.get("/authorize", params=self.service.question())
        if urlsplit(page.headers["Location"]).netloc != urlsplit(CALLBACK).netloc:
            path = urlsplit(page.headers["Location"]).path
            page = await self._press(client, path, {"csrf_token": await token_of(client, path)})
        if 'data-page="sign-in"' in page.text:
            form = {"csrf_token": token_in(page), "username": owner.username, "password": owner.password}
            page = await self._press(client, f"{page.url.path}?{page.url.query.decode()}", form)
        target = page.headers.get("Location") or page.headers["Refresh"].partition("url=")[2]
        return dict(parse_qsl(urlsplit(target).query))

    async def _press(self, client: httpx.AsyncClient, path: str, form: dict[str, str]) -> httpx.Response:
        answer = await client.post(path, data=form)
        while answer.next_request and answer.next_request.url.host == urlsplit(ADDRESS).hostname:
            answer = await client.send(answer.next_request)
        return answer

    async def state(self) -> str:
        """A digest of all that an attack must leave as it was."""
        digest = sha256()
        for database, tables in ((self.counter.world.database, CHANGING["gate"]), (self.broker.database, CHANGING["broker"])):
            for table in tables:
                rows = await database.reader.all(f"SELECT * FROM {table}")  # noqa: S608 - a list of this file
                digest.update(repr(sorted(repr(tuple(cast("Iterable[object]", row.columns))) for row in rows)).encode())
        return digest.hexdigest()


async def a_whole_site(databases: tuple[Database, Database], clock: HandClock, hasher: PasswordHasher, keys: Path) -> WholeSite:
    """The site on two databases, with one clerk and one service."""
    registers = ListedRegisters()
    gate = replace(a_world(databases[0], clock, registers, hasher), public_url=ADDRESS)
    secrets = await an_appointment(gate, "szilagyi1")
    counter = Counter(world=gate, clock=clock, registers=registers, clerk=secrets.clerk, secrets=secrets)
    broker = BrokerWorld(
        database=databases[1],
        clock=clock,
        entropy=CountedEntropy("broker"),
        keys=lent_ring(keys, clock),
        saml_keys=lent_saml_keys(clock),
        identification=GateIdentification(gate),
        outside=HandOutside(),
        seal=NoSeal(),
        nonce_key=b"n" * 32,
        issuer=ADDRESS,
        are_certificates_taken=False,
        loopback_allowed=False,
        is_developer_log_kept=False,
    )
    document = {
        "client_name": "Adószámla",
        "redirect_uris": [CALLBACK],
        "post_logout_redirect_uris": ["https://tax.example.test/bye"],
    }
    registered = await register_relying_party(broker, document, registrar=Registrar.OPERATOR, actor="tests")
    assert isinstance(registered, Registered), registered
    house = House(
        settings=_settings(keys), clock=clock, mailer=NoMail(), gate=gate, eid=an_eid_world(gate, ListedCards()), broker=broker
    )
    pages = replace(_shell(), entropy=CountedEntropy("pages"))
    routes = rooms(house, pages)
    return WholeSite(
        app=shell.site(Router(routes), pages=pages, clock=clock),
        routes=[route for route in routes if isinstance(route, Route)],
        counter=counter,
        broker=broker,
        service=ServiceAtHand(registered),
    )


@cache
def _shell() -> Pages:
    """Templates and texts, read once for all sites."""
    return Pages.of(ROOMS, public_url=ADDRESS, entropy=CountedEntropy())


async def token_of(client: httpx.AsyncClient, path: str) -> str:
    """What the forms of a page carry."""
    return token_in(await client.get(path))


def token_in(page: httpx.Response) -> str:
    """The same of a page that was fetched."""
    found = TOKEN.search(page.text)
    assert found, f"{page.status_code} {page.text}"
    return unescape(found[1])


def is_told(answer: httpx.Response) -> bool:
    """Whether a refusal says so: an alert on a page, or a protocol's JSON."""
    if answer.headers.get("Content-Type", "").startswith("application/json"):
        return "error" in answer.text
    return 'role="alert"' in answer.text


def _settings(keys: Path) -> Settings:
    return Settings(
        gate_database="sqlite:gate.db",
        broker_database="sqlite:broker.db",
        public_url=ADDRESS,
        registers_url="http://registers.example.test",
        registers_token_file="token",
        gate_key_file="key",
        signing_keys_directory=str(keys),
        mail_host="mail.example.test",
        mail_port=25,
        mail_sender="ertesites@example.test",
    )

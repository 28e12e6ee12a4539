"""An issuer of cards that the tests hold in their hands: any certificate, and a server of its own that tells what they want."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509 import ocsp
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from tests.demo.loopback import running
from tests.world import CountedEntropy
from ugyfelkapu.adapters.card_certificates import CardSource, IssuedCards, issued_cards
from ugyfelkapu.demo.card_authority import issuing
from ugyfelkapu.demo.card_authority.issuing import CardWish, Keyed
from ugyfelkapu.demo.card_authority.status import Known, ocsp_answer, revocation_list

NOW = datetime.now(UTC).replace(microsecond=0)
DAY = timedelta(days=1)
WISH = CardWish(
    card_number="123456AB",
    family_name="Kovács-Szabó",
    given_name="Éva Anna",
    valid_from=NOW - DAY,
    valid_until=NOW + 365 * DAY,
)
Answer = Callable[[Request], Awaitable[Response]]


@dataclass
class Telling:
    """What the status server tells, as a test wishes."""

    revoked_by_ocsp: set[int] = field(default_factory=set)
    revoked_by_list: set[int] = field(default_factory=set)
    revoked_issuers: set[int] = field(default_factory=set)
    never_issued: set[int] = field(default_factory=set)
    revoked_at: datetime = NOW - DAY
    age: timedelta = timedelta(0)
    list_age: timedelta = timedelta(0)
    signer: Keyed | None = None
    without_nonce: bool = False
    replay: bytes = b""
    instead: Answer | None = None
    """Answers every question to the OCSP address, if given."""
    list_instead: Answer | None = None
    asked: list[str] = field(default_factory=list)
    last_answer: bytes = b""

    def told_of(self, serial_numbers: set[int]) -> dict[int, datetime]:
        """When each of them was revoked."""
        return dict.fromkeys(serial_numbers, self.revoked_at)


@dataclass(frozen=True, kw_only=True)
class Issuer:
    """Root, issuer and responder, and the server that tells of their certificates."""

    url: str
    root: Keyed
    issuer: Keyed
    responder: Keyed
    telling: Telling

    def card(self, **changes: Any) -> Keyed:  # noqa: ANN401 - fields of a wish
        """A card; an ordinary one unless the test wants it otherwise."""
        return issuing.card(self.issuer, replace(WISH, **changes), status_url=self.url)

    def files(self, folder: Path) -> CardSource:
        """The settings that believe this issuer."""
        (folder / "root.pem").write_bytes(self.root.certificate.public_bytes(Encoding.PEM))
        (folder / "issuer.pem").write_bytes(self.issuer.certificate.public_bytes(Encoding.PEM))
        return CardSource(
            anchors_file=str(folder / "root.pem"),
            issuers_file=str(folder / "issuer.pem"),
            policies=issuing.POLICY,
            status_addresses=f"{self.url}/",
        )

    def certificates(self, folder: Path, client: httpx.AsyncClient) -> IssuedCards:
        """Validation that believes this issuer."""
        certificates = issued_cards(self.files(folder), client, CountedEntropy())
        assert isinstance(certificates, IssuedCards)
        return certificates


@asynccontextmanager
async def an_issuer() -> AsyncIterator[Issuer]:
    """A new issuer and its running server."""
    server = _StatusServer()
    async with running(server.application()) as url:
        issuer = made(url)
        server.issuer = issuer
        yield issuer


def made(url: str) -> Issuer:
    """An issuer with new keys and the usual names."""
    root = issuing.root("Próba gyökér", now=NOW - 10 * DAY)
    issuer = issuing.issuer(root, "Próba kártyahitelesítő", status_url=url, now=NOW - 10 * DAY)
    responder = issuing.responder(issuer, now=NOW - 10 * DAY)
    return Issuer(url=url, root=root, issuer=issuer, responder=responder, telling=Telling())


def pem(card: Keyed) -> str:
    """A card's certificate as the proxy would bring it."""
    return card.certificate.public_bytes(Encoding.PEM).decode()


def key_and_certificate(card: Keyed, folder: Path) -> Path:
    """Both in one file, as a browser of the tests shows them."""
    file = folder / f"{card.certificate.serial_number:x}.pem"
    key = card.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file.write_bytes(key + card.certificate.public_bytes(Encoding.PEM))
    return file


async def redirects(request: Request) -> Response:
    """Leads back to itself."""
    return RedirectResponse(str(request.url), status_code=307)


async def floods(_request: Request) -> Response:
    """Says more than anybody reads."""
    return Response(b"x" * 6_000_000)


async def hangs(_request: Request) -> Response:
    """Says nothing for longer than anybody waits."""
    await asyncio.sleep(60)
    return Response()


async def fails(_request: Request) -> Response:
    """An outage."""
    return Response(status_code=500)


async def garbles(_request: Request) -> Response:
    """Nonsense."""
    return Response(b"\x30\x03\x02\x01")


@dataclass
class _StatusServer:
    issuer: Issuer | None = None

    def application(self) -> Starlette:
        routes = [
            Route("/ocsp", self.answer, methods=["GET", "POST"]),
            Route(f"/{issuing.CARDS_LIST}", self.list_cards),
            Route(f"/{issuing.ROOT_LIST}", self.list_issuers),
        ]
        return Starlette(routes=routes)

    async def answer(self, request: Request) -> Response:
        issuer = self._issuer(request)
        telling, question = issuer.telling, await request.body()
        if telling.instead:
            return await telling.instead(request)
        now = datetime.now(UTC) - telling.age
        known = Known(
            issued=_Everything(telling.never_issued), revoked=dict.fromkeys(telling.revoked_by_ocsp, telling.revoked_at)
        )
        asked = _without_nonce(question) if telling.without_nonce else question
        telling.last_answer = telling.replay or ocsp_answer(asked, known, telling.signer or issuer.responder, now=now)
        return Response(telling.last_answer, media_type="application/ocsp-response")

    async def list_cards(self, request: Request) -> Response:
        issuer = self._issuer(request)
        if issuer.telling.list_instead:
            return await issuer.telling.list_instead(request)
        now = datetime.now(UTC) - issuer.telling.list_age
        return Response(revocation_list(issuer.issuer, issuer.telling.told_of(issuer.telling.revoked_by_list), now=now))

    async def list_issuers(self, request: Request) -> Response:
        issuer, now = self._issuer(request), datetime.now(UTC)
        return Response(revocation_list(issuer.root, issuer.telling.told_of(issuer.telling.revoked_issuers), now=now))

    def _issuer(self, request: Request) -> Issuer:
        assert self.issuer
        self.issuer.telling.asked.append(request.url.path)
        return self.issuer


class _Everything(frozenset[int]):
    """All serial numbers but these."""

    def __contains__(self, number: object) -> bool:
        return not super().__contains__(number)


def _without_nonce(question: bytes) -> bytes:
    asked = ocsp.load_der_ocsp_request(question)
    builder = ocsp.OCSPRequestBuilder().add_certificate_by_hash(
        asked.issuer_name_hash, asked.issuer_key_hash, asked.serial_number, asked.hash_algorithm
    )
    return builder.build().public_bytes(Encoding.DER)

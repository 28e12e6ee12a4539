"""The guarded way to addresses of services: hostile servers, names that mean inner addresses, and what is remembered."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from ugyfelkapu.adapters.bounded_http import bounded_client
from ugyfelkapu.adapters.outside import MOST_BYTES, GuardedOutside, Reach
from ugyfelkapu.broker.ports import Fetched, FetchFault

Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
DOCUMENT = b'{"keys": []}'


@dataclass
class Server:
    """A server of a service, as hostile as a test wants it."""

    answer: bytes = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 12\r\n\r\n" + DOCUMENT
    instead: Handler | None = None
    heard: list[bytes] = field(default_factory=list)
    serving: list[asyncio.Task[None]] = field(default_factory=list)

    def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.serving.append(asyncio.create_task(self._serve(reader, writer)))

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, asyncio.IncompleteReadError):
            self.heard.append(await reader.readuntil(b"\r\n\r\n"))
            if self.instead:
                await self.instead(reader, writer)
            writer.write(b"" if self.instead else self.answer)
            await writer.drain()
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()


@dataclass
class Names:
    """Names as a test tells them, one answer after the other."""

    answers: list[list[str]] = field(default_factory=lambda: [["127.0.0.1"]])
    asked: list[str] = field(default_factory=list)

    async def look_up(self, host: str, _port: int) -> list[str]:
        self.asked.append(host)
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@dataclass
class Steady:
    """A steady clock, moved by hand."""

    seconds: float = 1000.0


@dataclass(frozen=True)
class Scene:
    """A server, and the outside that may ask it."""

    server: Server
    port: int
    names: Names
    steady: Steady
    outside: GuardedOutside

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}/keys"


def made_outside(names: Names, steady: Steady, client: httpx.AsyncClient, *, loopback_allowed: bool = True) -> GuardedOutside:
    reach = Reach(
        client=client,
        look_up=names.look_up,
        loopback_allowed=loopback_allowed,
        whole_seconds=0.3,
        steady=lambda: steady.seconds,
    )
    return GuardedOutside(reach)


@asynccontextmanager
async def listening(server: Server, tls: ssl.SSLContext | None = None) -> AsyncIterator[int]:
    listener = await asyncio.start_server(server.serve, "127.0.0.1", 0, ssl=tls)
    async with listener:
        yield listener.sockets[0].getsockname()[1]
    await asyncio.gather(*server.serving)


@pytest.fixture
async def scene() -> AsyncIterator[Scene]:
    server, names, steady = Server(), Names(), Steady()
    client = bounded_client(whole_seconds=5, connect_seconds=5, most_connections=16)
    async with listening(server) as port, client:
        yield Scene(server=server, port=port, names=names, steady=steady, outside=made_outside(names, steady, client))


async def test_a_document_comes_as_it_is(scene: Scene) -> None:
    assert await scene.outside.get(scene.url) == Fetched(body=DOCUMENT, media_type="application/json")
    assert f"Host: localhost:{scene.port}\r\n".encode() in scene.server.heard[0]


@pytest.mark.parametrize(
    ("media_type", "found"),
    [
        ("application/samlmetadata+xml; charset=utf-8", Fetched(body=b"<a/>", media_type="application/samlmetadata+xml")),
        ("text/xml", Fetched(body=b"<a/>", media_type="text/xml")),
        ("application/json", FetchFault.WRONG_TYPE),
        ("text/html", FetchFault.WRONG_TYPE),
    ],
)
async def test_metadata_come_as_xml_and_are_asked_for_each_time(
    scene: Scene, media_type: str, found: Fetched | FetchFault
) -> None:
    scene.server.answer = f"HTTP/1.1 200 OK\r\nContent-Type: {media_type}\r\nContent-Length: 4\r\n\r\n<a/>".encode()
    assert await scene.outside.metadata(scene.url) == found
    assert await scene.outside.metadata(scene.url) == found
    assert len(scene.server.heard) == 2


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        (b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n", FetchFault.REFUSED),
        (b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", FetchFault.REFUSED),
        (b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 2\r\n\r\n{}", FetchFault.WRONG_TYPE),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", FetchFault.WRONG_TYPE),
        (
            b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}",
            FetchFault.WRONG_TYPE,
        ),
        (b"no HTTP at all\r\n\r\n", FetchFault.UNREACHABLE),
        (b"", FetchFault.UNREACHABLE),
    ],
)
async def test_nothing_but_a_whole_answer_of_the_right_kind_counts(scene: Scene, answer: bytes, fault: FetchFault) -> None:
    scene.server.answer = answer
    assert await scene.outside.get(scene.url) is fault
    assert len(scene.server.heard) == 1


async def _drip(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 4000\r\n\r\n")
    while not writer.is_closing():
        writer.write(b" ")
        await writer.drain()
        await asyncio.sleep(0.02)


async def _pour(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n")
    for _ in range(40):
        writer.write(b" " * (MOST_BYTES // 20))


@pytest.mark.parametrize(("instead", "fault"), [(_drip, FetchFault.TOO_LATE), (_pour, FetchFault.TOO_LONG)])
async def test_a_slow_or_endless_answer_is_given_up(scene: Scene, instead: Handler, fault: FetchFault) -> None:
    scene.server.instead = instead
    assert await scene.outside.get(scene.url) is fault


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.1.2.3", "172.31.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "224.0.0.1"),
        "0.0.0.0",  # noqa: S104 - judged, never bound to
        *("255.255.255.255", "198.18.0.1", "192.0.0.8", "::1", "::", "fe80::1", "fc00::1", "ff02::1", "fec0::1"),
        *("::ffff:127.0.0.1", "::ffff:8.8.8.8", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::1", "2002:7f00:1::1"),
        *("2001:0:7f00:1::1", "2001:db8::1", "fe80::1%eth0", "nonsense"),
    ],
)
async def test_a_name_that_means_an_inner_address_is_never_connected_to(scene: Scene, address: str) -> None:
    client = httpx.AsyncClient(transport=httpx.MockTransport(_must_not_be_asked))
    for found in ([address], ["93.184.216.34", address], [address, "2600::1"]):
        outside = made_outside(Names([found]), scene.steady, client, loopback_allowed=False)
        assert await outside.get("https://service.example.test/keys") is FetchFault.NOT_ALLOWED
        assert await outside.post("https://service.example.test/keys", {}) is FetchFault.NOT_ALLOWED


def _must_not_be_asked(request: httpx.Request) -> httpx.Response:
    pytest.fail(f"asked {request.url}")


@pytest.mark.parametrize(
    "url",
    [
        *("http://service.example.test/", "ftp://service.example.test/", "file:///etc/passwd", "service.example.test"),
        *("https://user@service.example.test/", "https://service.example.test\\@inner/", "https://service.example.test /"),
        *("https://127.0.0.1/", "https://[::1]/", "https://[::ffff:10.0.0.1]/", "https://10.0.0.1/", "https://localhost/"),
        *("https:///keys", "https://service.example.test:99999/", "https://%6cocalhost/", "http://127.0.0.1/", ""),
    ],
)
async def test_an_address_of_another_kind_is_not_even_looked_up(scene: Scene, url: str) -> None:
    names = Names()
    client = httpx.AsyncClient(transport=httpx.MockTransport(_must_not_be_asked))
    assert await made_outside(names, scene.steady, client, loopback_allowed=False).get(url) is FetchFault.NOT_ALLOWED
    assert not names.asked


async def test_what_is_connected_to_is_what_was_judged_and_the_name_goes_beside_it(scene: Scene) -> None:
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(200, headers={"Content-Type": "application/jwk-set+json"}, stream=httpx.ByteStream(DOCUMENT))

    names = Names([["93.184.216.34"], ["127.0.0.1"]])
    client = httpx.AsyncClient(transport=httpx.MockTransport(answer))
    outside = made_outside(names, scene.steady, client, loopback_allowed=False)
    assert isinstance(await outside.get("https://service.example.test:8443/k?x=1#part"), Fetched)
    assert names.asked == ["service.example.test"]
    assert [str(request.url) for request in asked] == ["https://93.184.216.34:8443/k?x=1"]
    assert asked[0].headers["Host"] == "service.example.test:8443"
    assert asked[0].extensions["sni_hostname"] == "service.example.test"


async def test_a_server_proves_the_name_and_not_the_address(tmp_path: Path) -> None:
    tls, trust = _certificate_for("service.example.test", tmp_path)
    client = bounded_client(whole_seconds=5, connect_seconds=5, most_connections=4, trust=trust)
    server = Server()
    async with listening(server, tls) as port, client:
        outside = made_outside(Names(), Steady(), client)
        assert isinstance(await outside.get(f"https://service.example.test:{port}/"), Fetched)
        assert await outside.get(f"https://other.example.test:{port}/") is FetchFault.UNREACHABLE
    assert len(server.heard) == 1


async def test_twenty_who_ask_at_once_ask_once(scene: Scene) -> None:
    found = await asyncio.gather(*(scene.outside.get(scene.url) for _ in range(20)))
    assert {type(one) for one in found} == {Fetched}
    assert len(scene.server.heard) == 1


async def test_a_form_is_posted_each_time_and_its_status_told(scene: Scene) -> None:
    scene.server.answer = b"HTTP/1.1 400 Bad\r\nContent-Length: 0\r\n\r\n"
    for times in (1, 2):
        assert await scene.outside.post(scene.url, {"logout_token": "x.y.z"}) == 400
        assert len(scene.server.heard) == times
    assert b"application/x-www-form-urlencoded" in scene.server.heard[0]


def _certificate_for(name: str, folder: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """What the server shows, and what a client believes."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(subject, subject, key.public_key(), 1, now - timedelta(days=1), now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.DNSName(name), x509.IPAddress(ip_address("10.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = certificate.public_bytes(Encoding.PEM)
    file = folder / "server.pem"
    file.write_bytes(pem + key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    shown = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    shown.load_cert_chain(file)
    return shown, ssl.create_default_context(cadata=pem.decode())

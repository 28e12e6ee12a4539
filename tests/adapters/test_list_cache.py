"""Lists of revoked certificates are kept while they are good, and nobody else's, and not too many (`docs/security.md` 8)."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding

from tests.card_issuer import NOW, Issuer, an_issuer, fails, made, pem
from ugyfelkapu.adapters import list_cache
from ugyfelkapu.adapters.card_certificates import IssuedCards
from ugyfelkapu.adapters.list_cache import LONGEST_UNASKED, TRY_AGAIN, ListCache
from ugyfelkapu.adapters.status_fetcher import StatusFetcher, status_client
from ugyfelkapu.demo.card_authority.issuing import Keyed
from ugyfelkapu.gate.domain.eid import CertificateFault, ValidCard

HOST = "http://lists.example/"
URL = f"{HOST}cards.crl"
HOUR = timedelta(hours=1)
ISSUER = made("http://lists.example").issuer


@dataclass
class ListServer:
    """An address with a list; counts who asks."""

    answer: bytes | None = b""
    asked: list[str] = field(default_factory=list)
    waits: asyncio.Event | None = None

    async def handle(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(str(request.url))
        if self.waits:
            await self.waits.wait()
        return httpx.Response(503 if self.answer is None else 200, content=sent(self.answer or b""))


async def sent(body: bytes) -> AsyncIterator[bytes]:
    """An answer that is read as it comes."""
    yield body


@pytest.fixture
def server() -> ListServer:
    return ListServer(answer=a_list())


@pytest.fixture
async def cache(server: ListServer) -> AsyncIterator[ListCache]:
    async with httpx.AsyncClient(transport=httpx.MockTransport(server.handle)) as client:
        yield ListCache(StatusFetcher(allowed=(HOST,), client=client))


def a_list(
    issuer: Keyed = ISSUER, *, made_at: datetime = NOW, until: datetime = NOW + 4 * HOUR, revoked: int = 7, padding: int = 0
) -> bytes:
    builder = x509.CertificateRevocationListBuilder(issuer.certificate.subject, made_at, until)
    entry = x509.RevokedCertificateBuilder().serial_number(revoked).revocation_date(made_at).build()
    filled = builder.add_revoked_certificate(entry).add_extension(
        x509.UnrecognizedExtension(x509.ObjectIdentifier("2.999.1"), bytes(padding)), critical=False
    )
    return filled.sign(issuer.key, hashes.SHA256()).public_bytes(Encoding.DER)


async def at(cache: ListCache, now: datetime, url: str = URL) -> bytes | None:
    return await cache.list_at(url, ISSUER.certificate, now=now)


async def test_a_fresh_list_is_used_without_a_request(cache: ListCache, server: ListServer) -> None:
    assert await at(cache, NOW) == server.answer
    assert await at(cache, NOW + LONGEST_UNASKED - timedelta(seconds=1)) == server.answer
    assert server.asked == [URL]


async def test_a_list_is_asked_for_again_early_and_the_newer_one_counts(cache: ListCache, server: ListServer) -> None:
    await at(cache, NOW)
    server.answer = a_list(made_at=NOW + HOUR, until=NOW + 5 * HOUR, revoked=8)
    assert await at(cache, NOW + HOUR) == server.answer
    assert len(server.asked) == 2


async def test_half_of_a_short_time_is_early_enough(cache: ListCache, server: ListServer) -> None:
    server.answer = a_list(until=NOW + timedelta(minutes=10))
    await at(cache, NOW)
    await at(cache, NOW + timedelta(minutes=5) - timedelta(seconds=1))
    assert len(server.asked) == 1
    await at(cache, NOW + timedelta(minutes=5))
    assert len(server.asked) == 2


async def test_while_its_address_is_silent_a_list_counts_to_its_end_and_not_a_second_longer(
    cache: ListCache, server: ListServer
) -> None:
    kept = server.answer
    await at(cache, NOW)
    server.answer = None
    assert await at(cache, NOW + 4 * HOUR - timedelta(seconds=1)) == kept
    assert await at(cache, NOW + 4 * HOUR) is None
    assert await at(cache, NOW + 4 * HOUR - timedelta(seconds=1)) is None, "it is not taken out again"


async def test_a_silent_address_is_not_asked_for_every_card(cache: ListCache, server: ListServer) -> None:
    await at(cache, NOW)
    server.answer = None
    for second in range(50):
        await at(cache, NOW + HOUR + timedelta(seconds=second))
    assert len(server.asked) == 2
    await at(cache, NOW + HOUR + TRY_AGAIN)
    assert len(server.asked) == 3


async def test_an_expired_list_is_asked_for_again(cache: ListCache, server: ListServer) -> None:
    await at(cache, NOW)
    server.answer = a_list(made_at=NOW + 4 * HOUR, until=NOW + 8 * HOUR)
    assert await at(cache, NOW + 4 * HOUR) == server.answer
    assert len(server.asked) == 2


@pytest.mark.parametrize("what", ["another key", "another name", "too old", "of tomorrow", "no list"])
async def test_what_proves_nothing_is_not_kept(cache: ListCache, server: ListServer, what: str) -> None:
    other = made("http://lists.example")
    wrong = {
        "another key": a_list(other.issuer),
        "another name": a_list(other.root),
        "too old": a_list(made_at=NOW - 2 * HOUR, until=NOW),
        "of tomorrow": a_list(made_at=NOW + 24 * HOUR, until=NOW + 48 * HOUR),
        "no list": b"\x30\x03\x02\x01\x00",
    }
    server.answer = wrong[what]
    await at(cache, NOW)
    assert cache.size == (0, 0)
    server.answer = a_list()
    assert await at(cache, NOW) == server.answer


@pytest.mark.parametrize("what", ["forged", "older", "garbled"])
async def test_what_comes_later_and_is_worse_does_not_take_the_place_of_the_kept_one(
    cache: ListCache, server: ListServer, what: str
) -> None:
    kept = server.answer
    await at(cache, NOW)
    worse = {
        "forged": a_list(made("http://lists.example").issuer, made_at=NOW + HOUR, until=NOW + 9 * HOUR),
        "older": a_list(made_at=NOW - HOUR, until=NOW + 9 * HOUR),
        "garbled": b"nothing",
    }
    server.answer = worse[what]
    assert await at(cache, NOW + HOUR) == kept


async def test_an_address_that_is_not_configured_is_never_asked(cache: ListCache, server: ListServer) -> None:
    for url in ("http://attacker.example/cards.crl", "http://lists.example@attacker.example/x", "https://lists.example/x"):
        assert await at(cache, NOW, url) is None
    assert server.asked == []
    assert cache.size == (0, 0)


async def test_lists_are_few_and_the_one_not_used_for_longest_goes(
    cache: ListCache, server: ListServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(list_cache, "MOST_LISTS", 3)
    for number in (1, 2, 3, 1, 4):
        await at(cache, NOW, f"{HOST}{number}.crl")
    assert cache.size[0] == 3
    await at(cache, NOW, f"{HOST}1.crl")
    assert len(server.asked) == 4
    await at(cache, NOW, f"{HOST}2.crl")
    assert len(server.asked) == 5


async def test_lists_have_few_bytes_together(cache: ListCache, server: ListServer, monkeypatch: pytest.MonkeyPatch) -> None:
    server.answer = a_list(padding=10_000)
    monkeypatch.setattr(list_cache, "MOST_BYTES", 25_000)
    for number in range(5):
        assert await at(cache, NOW, f"{HOST}{number}.crl") == server.answer
    assert cache.size[0] == 2
    monkeypatch.setattr(list_cache, "MOST_BYTES", 5_000)
    assert await at(cache, NOW, f"{HOST}big.crl") == server.answer, "one that is too large is used and not kept"
    assert cache.size == (0, 0)


async def test_twenty_cards_at_once_ask_once_and_one_that_leaves_spoils_nothing(cache: ListCache, server: ListServer) -> None:
    server.waits = asyncio.Event()
    cards = [asyncio.create_task(at(cache, NOW)) for _ in range(20)]
    await asyncio.sleep(0.01)
    cards[0].cancel()
    await asyncio.sleep(0)
    server.waits.set()
    assert await asyncio.gather(*cards[1:]) == [server.answer] * 19
    assert len(server.asked) == 1


async def test_two_keys_of_one_name_have_lists_of_their_own(cache: ListCache, server: ListServer) -> None:
    other = made("http://lists.example").issuer
    assert await at(cache, NOW) == server.answer
    server.answer = a_list(other)
    assert await cache.list_at(URL, other.certificate, now=NOW) == server.answer
    assert cache.size[0] == 2


@pytest.fixture
async def issuer() -> AsyncIterator[Issuer]:
    async with an_issuer() as one:
        yield one


@pytest.fixture
async def cards(issuer: Issuer, tmp_path: object) -> AsyncIterator[IssuedCards]:
    async with status_client() as client:
        yield issuer.certificates(tmp_path, client)  # type: ignore[arg-type] # a path


async def test_of_many_cards_each_is_asked_about_and_the_lists_are_fetched_once(issuer: Issuer, cards: IssuedCards) -> None:
    for _ in range(3):
        assert isinstance(await cards.validate(pem(issuer.card()), now=datetime.now(NOW.tzinfo)), ValidCard)
    assert sorted(issuer.telling.asked) == ["/cards.crl", "/ocsp", "/ocsp", "/ocsp", "/root.crl"]


async def test_with_a_kept_list_a_card_revoked_since_is_still_refused(issuer: Issuer, cards: IssuedCards) -> None:
    card = issuer.card()
    assert isinstance(await cards.validate(pem(card), now=datetime.now(NOW.tzinfo)), ValidCard)
    issuer.telling.revoked_by_ocsp.add(card.certificate.serial_number)
    assert await cards.validate(pem(card), now=datetime.now(NOW.tzinfo)) is CertificateFault.REVOKED


async def test_when_the_kept_list_has_expired_and_nobody_answers_no_card_is_good(issuer: Issuer, cards: IssuedCards) -> None:
    now = datetime.now(NOW.tzinfo)
    assert isinstance(await cards.validate(pem(issuer.card()), now=now), ValidCard)
    issuer.telling.list_instead = fails
    later = now + timedelta(minutes=40)
    issuer.telling.age = now - later
    assert isinstance(await cards.validate(pem(issuer.card()), now=later), ValidCard), "the kept list is still good"
    after = now + timedelta(minutes=61)
    issuer.telling.age = now - after
    assert await cards.validate(pem(issuer.card()), now=after) is CertificateFault.STATUS_UNKNOWN

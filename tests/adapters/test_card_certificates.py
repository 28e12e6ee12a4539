"""Whether a card's certificate holds: made chains, and servers that tell the truth, lies, or nothing (`domain.md R2`)."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID

from tests import card_issuer
from tests.card_issuer import DAY, NOW, WISH, Answer, Issuer, an_issuer, made, pem
from tests.world import CountedEntropy
from ugyfelkapu.adapters.card_certificates import CardSource, IssuedCards, NoCards, issued_cards
from ugyfelkapu.adapters.status_fetcher import StatusFetcher, status_client
from ugyfelkapu.demo.card_authority import issuing
from ugyfelkapu.demo.card_authority.issuing import Keyed
from ugyfelkapu.gate.domain.eid import CertificateFault, ValidCard, card_number_in, registration_code_of

GOOD = ValidCard(card_number=WISH.card_number)


@pytest.fixture
async def issuer() -> AsyncIterator[Issuer]:
    async with an_issuer() as one:
        yield one


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    async with status_client() as one:
        yield one


@pytest.fixture
def cards(issuer: Issuer, client: httpx.AsyncClient, tmp_path: Path) -> IssuedCards:
    return issuer.certificates(tmp_path, client)


async def validated(cards: IssuedCards, card: Keyed) -> ValidCard | CertificateFault:
    return await cards.validate(pem(card), now=datetime.now(UTC))


async def test_a_good_card_names_its_number(cards: IssuedCards, issuer: Issuer) -> None:
    assert await validated(cards, issuer.card()) == GOOD
    assert sorted(issuer.telling.asked) == ["/cards.crl", "/ocsp", "/root.crl"]


@pytest.mark.parametrize(
    ("wish", "fault"),
    [
        ({"valid_until": NOW - timedelta(hours=1)}, CertificateFault.EXPIRED),
        ({"valid_from": NOW + DAY}, CertificateFault.NOT_YET_VALID),
        ({"policy": None}, CertificateFault.POLICY_MISSING),
        ({"policy": "2.999.2026.4.2"}, CertificateFault.POLICY_MISSING),
        ({"use": ExtendedKeyUsageOID.SERVER_AUTH}, CertificateFault.WRONG_USE),
        ({"use": ExtendedKeyUsageOID.EMAIL_PROTECTION}, CertificateFault.WRONG_USE),
        ({"signs": False}, CertificateFault.WRONG_USE),
        ({"card_number": ""}, CertificateFault.NO_CARD_NUMBER),
        ({"card_number": "123456AB "}, CertificateFault.NO_CARD_NUMBER),
    ],
)
async def test_a_card_with_something_wrong_is_refused_for_it(
    cards: IssuedCards, issuer: Issuer, wish: dict[str, object], fault: CertificateFault
) -> None:
    assert await validated(cards, issuer.card(**wish)) is fault


async def test_the_same_names_with_other_keys_are_somebody_else(cards: IssuedCards, issuer: Issuer) -> None:
    impostor = made(issuer.url)
    assert impostor.issuer.certificate.subject == issuer.issuer.certificate.subject
    assert await validated(cards, impostor.card()) is CertificateFault.UNTRUSTED


async def test_a_card_signed_by_another_card_is_refused(cards: IssuedCards, issuer: Issuer) -> None:
    card = issuing.card(issuer.card(), WISH, status_url=issuer.url)
    assert await validated(cards, card) is CertificateFault.UNTRUSTED


async def test_a_card_signed_by_itself_is_refused(cards: IssuedCards, issuer: Issuer) -> None:
    assert await validated(cards, self_signed(issuer)) is CertificateFault.UNTRUSTED


async def test_nobody_is_asked_about_a_card_that_is_not_trusted(cards: IssuedCards, issuer: Issuer) -> None:
    await validated(cards, made(issuer.url).card())
    await validated(cards, issuer.card(policy=None))
    assert issuer.telling.asked == []


@pytest.mark.parametrize("where", ["revoked_by_ocsp", "revoked_by_list"])
async def test_a_revoked_card_is_refused_whoever_says_so(cards: IssuedCards, issuer: Issuer, where: str) -> None:
    card = issuer.card()
    getattr(issuer.telling, where).add(card.certificate.serial_number)
    assert await validated(cards, card) is CertificateFault.REVOKED
    assert await validated(cards, issuer.card()) == GOOD


async def test_no_card_of_a_revoked_issuer_is_good(cards: IssuedCards, issuer: Issuer) -> None:
    issuer.telling.revoked_issuers.add(issuer.issuer.certificate.serial_number)
    assert await validated(cards, issuer.card()) is CertificateFault.REVOKED


async def test_a_revocation_by_a_clock_that_is_ahead_counts(cards: IssuedCards, issuer: Issuer) -> None:
    issuer.telling.revoked_at = NOW + timedelta(minutes=30)
    card = issuer.card()
    issuer.telling.revoked_by_list.add(card.certificate.serial_number)
    assert await validated(cards, card) is CertificateFault.REVOKED


async def test_a_card_that_the_issuer_does_not_know_is_refused(cards: IssuedCards, issuer: Issuer) -> None:
    card = issuer.card()
    issuer.telling.never_issued.add(card.certificate.serial_number)
    assert await validated(cards, card) is CertificateFault.STATUS_UNKNOWN


@pytest.mark.parametrize("name", ["redirects", "floods", "fails", "garbles"])
@pytest.mark.parametrize("server", ["instead", "list_instead"])
async def test_what_is_no_answer_proves_nothing(cards: IssuedCards, issuer: Issuer, name: str, server: str) -> None:
    answer: Answer = getattr(card_issuer, name)
    setattr(issuer.telling, server, answer)
    assert await validated(cards, issuer.card()) is CertificateFault.STATUS_UNKNOWN
    assert len(issuer.telling.asked) <= 3, "a redirect is not followed"


async def test_a_server_that_hangs_is_not_waited_for(issuer: Issuer, client: httpx.AsyncClient) -> None:
    issuer.telling.instead = card_issuer.hangs
    fetcher = StatusFetcher(allowed=(f"{issuer.url}/",), client=client, whole_seconds=0.2)
    assert await fetcher.ocsp(f"{issuer.url}/ocsp", b"") is None


async def test_a_server_that_is_gone_proves_nothing(issuer: Issuer, client: httpx.AsyncClient, tmp_path: Path) -> None:
    async with an_issuer() as gone:
        cards = gone.certificates(tmp_path, client)
        card = gone.card()
    assert await validated(cards, card) is CertificateFault.STATUS_UNKNOWN
    del issuer


async def test_an_answer_signed_by_another_key_proves_nothing(cards: IssuedCards, issuer: Issuer) -> None:
    for signer in (made(issuer.url).responder, issuer.card(), issuer.root):
        issuer.telling.signer = signer
        assert await validated(cards, issuer.card()) is CertificateFault.STATUS_UNKNOWN


@pytest.mark.parametrize("what", ["age", "list_age"])
async def test_a_stale_answer_proves_nothing(cards: IssuedCards, issuer: Issuer, what: str) -> None:
    setattr(issuer.telling, what, timedelta(hours=3))
    assert await validated(cards, issuer.card()) is CertificateFault.STATUS_UNKNOWN


async def test_an_answer_to_another_question_proves_nothing(cards: IssuedCards, issuer: Issuer) -> None:
    card = issuer.card()
    assert await validated(cards, card) == GOOD
    issuer.telling.replay = issuer.telling.last_answer
    assert await validated(cards, card) is CertificateFault.STATUS_UNKNOWN


async def test_an_answer_made_beforehand_must_be_of_now(cards: IssuedCards, issuer: Issuer) -> None:
    issuer.telling.without_nonce = True
    assert await validated(cards, issuer.card()) == GOOD
    issuer.telling.age = timedelta(minutes=11)
    assert await validated(cards, issuer.card()) is CertificateFault.STATUS_UNKNOWN


async def test_only_configured_addresses_are_asked(issuer: Issuer, client: httpx.AsyncClient, tmp_path: Path) -> None:
    source = issuer.files(tmp_path)
    elsewhere = CardSource(
        anchors_file=source.anchors_file,
        issuers_file=source.issuers_file,
        policies=source.policies,
        status_addresses="http://status.example/",
    )
    cards = issued_cards(elsewhere, client, CountedEntropy())
    assert await cards.validate(pem(issuer.card()), now=datetime.now(UTC)) is CertificateFault.STATUS_UNKNOWN
    assert issuer.telling.asked == []


@pytest.mark.parametrize(
    "url",
    [
        "http://status.example.evil.example/",
        "http://status.example@evil.example/",
        "https://status.example/",
        "http://status.example/cards/../../x",
        "http://status.example/cards\\x",
        "file:///etc/passwd",
        "",
    ],
)
async def test_no_way_leads_out_of_a_configured_address(client: httpx.AsyncClient, url: str) -> None:
    fetcher = StatusFetcher(allowed=("http://status.example/",), client=client)
    assert fetcher.may_ask("http://status.example/cards.crl")
    assert not fetcher.may_ask(url)
    assert await fetcher.crl(url) is None


@pytest.mark.parametrize("change", ["empty", "nonsense", "two", "key", "long", "broken"])
async def test_what_is_no_certificate_is_refused(cards: IssuedCards, issuer: Issuer, change: str) -> None:
    good = pem(issuer.card())
    texts = {
        "empty": "",
        "nonsense": "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
        "two": good + good,
        "key": good.replace("CERTIFICATE", "PRIVATE KEY"),
        "long": good + " " * 20_000,
        "broken": good[:400] + good[500:],
    }
    assert await cards.validate(texts[change], now=datetime.now(UTC)) is CertificateFault.MALFORMED


async def test_validation_leaves_the_loop_to_others(cards: IssuedCards, issuer: Issuer) -> None:
    turns = 0

    async def others() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    beside = asyncio.create_task(others())
    assert await validated(cards, issuer.card()) == GOOD
    beside.cancel()
    assert turns > 10


async def test_an_installation_without_anchors_takes_no_card(issuer: Issuer, client: httpx.AsyncClient) -> None:
    nobody = issued_cards(
        CardSource(anchors_file="", issuers_file="", policies="", status_addresses=""), client, CountedEntropy()
    )
    assert isinstance(nobody, NoCards)
    assert await nobody.validate(pem(issuer.card()), now=datetime.now(UTC)) is CertificateFault.UNTRUSTED


def self_signed(issuer: Issuer) -> Keyed:
    """A card that somebody made for themselves, saying all the right things."""
    card = issuer.card()
    builder = x509.CertificateBuilder(
        issuer_name=card.certificate.subject,
        subject_name=card.certificate.subject,
        public_key=card.key.public_key(),
        serial_number=x509.random_serial_number(),
        not_valid_before=NOW - DAY,
        not_valid_after=NOW + DAY,
        extensions=list(card.certificate.extensions),
    )
    algorithm = card.certificate.signature_hash_algorithm
    assert algorithm
    return Keyed(key=card.key, certificate=builder.sign(card.key, algorithm))  # type: ignore[arg-type]  # one of those allowed


@pytest.mark.parametrize(("typed", "code"), [("1234567890", "1234567890"), (" 12-34 567890", "1234567890"), ("123", None)])
def test_a_registration_code_is_ten_figures(typed: str, code: str | None) -> None:
    assert registration_code_of(typed) == code


@pytest.mark.parametrize(
    ("serial_number", "number"),
    [("IDCHU-123456AB", "123456AB"), ("PASHU-123456AB", None), ("IDCAT-123456AB", None), ("IDCHU-123456AB\n", None)],
)
def test_a_subject_names_a_hungarian_identity_card_or_nobody(serial_number: str, number: str | None) -> None:
    assert card_number_in(serial_number) == number

"""Whether the certificate of an eID card holds: chain, policy, use, time and revocation (`domain.md R2`, `security.md` 8)."""

import asyncio
import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import httpx
from cryptography import x509
from cryptography.x509.oid import NameOID

from ugyfelkapu.adapters.certificate_path import CardTrust, path_of
from ugyfelkapu.adapters.certificate_status import StatusSources, evidence_of, names_any
from ugyfelkapu.adapters.list_cache import ListCache
from ugyfelkapu.adapters.status_fetcher import StatusFetcher
from ugyfelkapu.gate.domain.eid import CertificateFault, ValidCard, card_number_in
from ugyfelkapu.ports import Entropy

MOST_AT_ONCE = 4
"""More wait: it is computing, and the pages need the processor too."""

LONGEST_PEM = 12_000
ONE_CERTIFICATE = re.compile(r"-----BEGIN CERTIFICATE-----\s+[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedCards:
    """Cards of the configured issuers."""

    trust: CardTrust
    sources: StatusSources
    turns: asyncio.Semaphore

    async def validate(self, pem: str, *, now: datetime) -> ValidCard | CertificateFault:
        """First the path, in a thread; only if it holds is anybody asked; then the path with what they answered."""
        card = _certificate(pem)
        if card is None:
            return CertificateFault.MALFORMED
        async with self.turns:
            path = await asyncio.to_thread(path_of, card, self.trust, None, now=now)
            if isinstance(path, CertificateFault):
                return path
            evidence = await evidence_of(path, self.sources, now=now)
            if evidence is None:
                return CertificateFault.STATUS_UNKNOWN
            unrevoked = await asyncio.to_thread(path_of, card, self.trust, evidence, now=now)
        if isinstance(unrevoked, CertificateFault):
            return unrevoked
        return CertificateFault.REVOKED if names_any(path, evidence) else _card(card)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoCards:
    """An installation that takes no cards."""

    async def validate(self, pem: str, *, now: datetime) -> ValidCard | CertificateFault:
        """Nobody's card is believed."""
        del pem, now
        return CertificateFault.UNTRUSTED


@dataclass(frozen=True, slots=True, kw_only=True)
class CardSource:
    """Whose cards an installation takes, as its settings say; lists are separated by commas."""

    anchors_file: str
    """Empty: nobody's."""
    issuers_file: str
    policies: str
    status_addresses: str


def issued_cards(source: CardSource, client: httpx.AsyncClient, entropy: Entropy) -> IssuedCards | NoCards:
    """The cards of this source; `ValueError` or `OSError` when a file holds no certificates."""
    if not source.anchors_file:
        return NoCards()
    trust = CardTrust(
        anchors=_certificates(source.anchors_file),
        issuers=_certificates(source.issuers_file) if source.issuers_file else (),
        policies=frozenset(listed(source.policies)),
    )
    fetcher = StatusFetcher(allowed=listed(source.status_addresses), client=client)
    sources = StatusSources(fetcher=fetcher, lists=ListCache(fetcher), entropy=entropy)
    return IssuedCards(trust=trust, sources=sources, turns=asyncio.Semaphore(MOST_AT_ONCE))


def _certificate(pem: str) -> x509.Certificate | None:
    """The one certificate in it; whatever else is in it makes it none."""
    if len(pem) > LONGEST_PEM or not ONE_CERTIFICATE.fullmatch(pem):
        return None
    try:
        return x509.load_pem_x509_certificate(pem.encode())
    except ValueError:
        return None


def _card(certificate: x509.Certificate) -> ValidCard | CertificateFault:
    """The number in the subject, if it is there once."""
    names = [str(attribute.value) for attribute in certificate.subject.get_attributes_for_oid(NameOID.SERIAL_NUMBER)]
    number = card_number_in(names[0]) if len(names) == 1 else None
    return ValidCard(card_number=number) if number else CertificateFault.NO_CARD_NUMBER


def _certificates(file: str) -> tuple[x509.Certificate, ...]:
    return tuple(x509.load_pem_x509_certificates(Path(file).read_bytes()))


def listed(values: str) -> tuple[str, ...]:
    """The values of a setting that holds several."""
    return tuple(value for part in values.split(",") if (value := part.strip()))

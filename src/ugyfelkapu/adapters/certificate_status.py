"""Asks whether the certificates of a path are revoked: where they say, if that is a configured address (RFC 5280, RFC 6960)."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from cryptography.x509.oid import AuthorityInformationAccessOID

from ugyfelkapu.adapters.certificate_path import CLOCK_SKEW, Evidence, Path
from ugyfelkapu.adapters.list_cache import ListCache
from ugyfelkapu.adapters.status_fetcher import StatusFetcher
from ugyfelkapu.ports import Entropy

NONCE_BYTES = 32
"""RFC 9654 section 2.1."""

OLDEST_WITHOUT_NONCE = timedelta(minutes=10)
"""A responder may sign its answers beforehand, so that anybody can send them again; then the status must be of now."""

OLDEST_STATUS = timedelta(days=1)
MOST_ADDRESSES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusSources:
    """Who says what is revoked."""

    fetcher: StatusFetcher
    lists: ListCache
    entropy: Entropy


async def evidence_of(path: Path, sources: StatusSources, *, now: datetime) -> Evidence | None:
    """The card's status and the list of each issuer; `None` when any of it cannot be had or is not of now."""
    issuer, card = path[-2:]
    lists = [_crl(certificate, authority, sources, now=now) for authority, certificate in pairwise(path)]
    nonce = sources.entropy.bytes(NONCE_BYTES)
    response, *crls = await asyncio.gather(_ocsp(card, issuer, sources.fetcher, nonce=nonce, now=now), *lists)
    if response is None or any(each is None for each in crls):
        return None
    return Evidence(ocsp=(response,), crls=tuple(each for each in crls if each is not None))


def names_any(path: Path, evidence: Evidence) -> bool:
    """Whether anything of the path is said to be revoked, whenever: an issuer's clock may be ahead of ours."""
    statuses = [ocsp.load_der_ocsp_response(each).certificate_status for each in evidence.ocsp]
    if ocsp.OCSPCertStatus.REVOKED in statuses:
        return True
    lists = [x509.load_der_x509_crl(each) for each in evidence.crls]
    return any(
        each.get_revoked_certificate_by_serial_number(certificate.serial_number) is not None
        for issuer, certificate in pairwise(path)
        for each in lists
        if each.issuer == issuer.subject
    )


async def _ocsp(
    card: x509.Certificate, issuer: x509.Certificate, fetcher: StatusFetcher, *, nonce: bytes, now: datetime
) -> bytes | None:
    url = next(iter(_allowed(_responders(card), fetcher)), None)
    if url is None:
        return None
    builder = ocsp.OCSPRequestBuilder().add_certificate(card, issuer, SHA256())
    request = builder.add_extension(x509.OCSPNonce(nonce), critical=False).build()
    answer = await fetcher.ocsp(url, request.public_bytes(Encoding.DER))
    return answer if answer is not None and _is_of_now(answer, nonce=nonce, now=now) else None


async def _crl(
    certificate: x509.Certificate, issuer: x509.Certificate, sources: StatusSources, *, now: datetime
) -> bytes | None:
    url = next(iter(_allowed(_lists(certificate), sources.fetcher)), None)
    return await sources.lists.list_at(url, issuer, now=now) if url else None


def _is_of_now(answer: bytes, *, nonce: bytes, now: datetime) -> bool:
    """Whether it answers this very question (RFC 6960 section 4.4.1), or was signed a moment ago; who signed is asked later."""
    try:
        response = ocsp.load_der_ocsp_response(answer)
        if response.response_status is not ocsp.OCSPResponseStatus.SUCCESSFUL:
            return False
        if not now - OLDEST_STATUS <= response.this_update_utc <= now + CLOCK_SKEW:
            return False
        echoed = _nonce(response)
        if echoed is not None:
            return echoed == nonce
        return response.this_update_utc > now - OLDEST_WITHOUT_NONCE
    except (ValueError, x509.DuplicateExtension):
        return False


def _nonce(response: ocsp.OCSPResponse) -> bytes | None:
    try:
        return response.extensions.get_extension_for_class(x509.OCSPNonce).value.nonce
    except x509.ExtensionNotFound:
        return None


def _allowed(urls: Iterable[str], fetcher: StatusFetcher) -> list[str]:
    return [url for url in urls if fetcher.may_ask(url)][:MOST_ADDRESSES]


def _responders(certificate: x509.Certificate) -> list[str]:
    """RFC 5280 section 4.2.2.1."""
    try:
        access = certificate.extensions.get_extension_for_class(x509.AuthorityInformationAccess).value
    except x509.ExtensionNotFound:
        return []
    responders = [each for each in access if each.access_method == AuthorityInformationAccessOID.OCSP]
    return _urls(each.access_location for each in responders)


def _lists(certificate: x509.Certificate) -> list[str]:
    """RFC 5280 section 4.2.1.13."""
    try:
        points = certificate.extensions.get_extension_for_class(x509.CRLDistributionPoints).value
    except x509.ExtensionNotFound:
        return []
    return _urls(name for point in points for name in point.full_name or ())


def _urls(names: Iterable[x509.GeneralName]) -> list[str]:
    return [name.value for name in names if isinstance(name, x509.UniformResourceIdentifier)]

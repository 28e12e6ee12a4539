"""Where a visitor's certificate comes in: from the configured proxy alone, with its secret, each once (`security.md` 2)."""

from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from hmac import compare_digest
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import unquote_to_bytes

from starlette.requests import Request

from ugyfelkapu.foundation.page.peer import peer_of

LONGEST_HEADER = 16_000
LEAST_SECRET_CHARACTERS = 32


class Forged(StrEnum):
    """Why a certificate did not come from the proxy."""

    NO_SECRET = "no_secret"  # noqa: S105 - a word, no secret
    WRONG_SECRET = "wrong_secret"  # noqa: S105 - a word, no secret
    OTHER_PEER = "other_peer"
    REPEATED = "repeated"
    MALFORMED = "malformed"


class NoCertificate(StrEnum):
    """Why there is no certificate to look at."""

    NOT_SHOWN = "not_shown"
    """The proxy asked, and the visitor had none or did not want to."""
    NOT_HERE = "not_here"
    """Nobody claims anything: an ordinary visit of this address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A certificate whose key the visitor has just proven to hold, by the proxy's word; nothing else of it is known."""

    pem: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProxyHeaders:
    """The two headers of one proxy; it always sets both anew."""

    certificate: str
    """The certificate in PEM, percent-encoded: nginx's `$ssl_client_escaped_cert`."""
    secret: str


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class CertificateEntrance:
    """One proxy of one installation."""

    url: str
    """The address of its host, without a slash at the end."""
    headers: ProxyHeaders
    proxies: tuple[IPv4Network | IPv6Network, ...]
    secret_digest: bytes

    def shown(self, request: Request) -> Shown | NoCertificate | Forged:
        """What the request brings."""
        certificates = request.headers.getlist(self.headers.certificate)
        secrets = request.headers.getlist(self.headers.secret)
        if not certificates and not secrets:
            return NoCertificate.NOT_HERE
        if len(certificates) > 1 or len(secrets) > 1:
            return Forged.REPEATED
        if forged := self._forged(secrets, peer_of(request)):
            return forged
        if not certificates or not certificates[0]:
            return NoCertificate.NOT_SHOWN
        pem = _decoded(certificates[0])
        return Forged.MALFORMED if pem is None else Shown(pem=pem)

    def _forged(self, secrets: list[str], peer: str) -> Forged | None:
        if not secrets:
            return Forged.NO_SECRET
        if not compare_digest(_digest(secrets[0]), self.secret_digest):
            return Forged.WRONG_SECRET
        return None if self._is_proxy(peer) else Forged.OTHER_PEER

    def _is_proxy(self, peer: str) -> bool:
        try:
            address = ip_address(peer)
        except ValueError:
            return False
        if isinstance(address, IPv6Address) and address.ipv4_mapped:
            address = address.ipv4_mapped
        return any(address in network for network in self.proxies)


def certificate_entrance(url: str, headers: ProxyHeaders, *, proxies: str, secret: str) -> CertificateEntrance:
    """The entrance of a settings value; `ValueError` when the secret is too short to be one."""
    if len(secret) < LEAST_SECRET_CHARACTERS:
        message = f"the proxy's secret has fewer than {LEAST_SECRET_CHARACTERS} characters"
        raise ValueError(message)
    networks = tuple(ip_network(part.strip()) for part in proxies.split(",") if part.strip())
    return CertificateEntrance(url=url, headers=headers, proxies=networks, secret_digest=_digest(secret))


def _digest(secret: str) -> bytes:
    return sha256(secret.encode()).digest()


def _decoded(header: str) -> str | None:
    if len(header) > LONGEST_HEADER:
        return None
    try:
        return unquote_to_bytes(header).decode("ascii")
    except UnicodeDecodeError:
        return None

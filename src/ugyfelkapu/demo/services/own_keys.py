"""The keys a service makes for itself at its first start and keeps in its data folder."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import NamedTemporaryFile

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

SAML_KEY_FILE = "saml-key.pem"
KEY_BITS = 2048
CERTIFICATE_LIFETIME = timedelta(days=3650)
COOKIE_KEY_FILE = "cookie-key"
COOKIE_KEY_BYTES = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class SamlKey:
    """A key with its certificate, both PEM: it signs requests and reads what is encrypted for the service."""

    key: str
    certificate: str


def saml_key(data: Path) -> SamlKey:
    """The key of a service that speaks SAML; its metadata tell the certificate, whose dates and names mean nothing."""
    whole = _kept(data / SAML_KEY_FILE, _new_saml_key)
    key, begin, certificate = whole.partition("-----BEGIN CERTIFICATE-----")
    return SamlKey(key=key, certificate=begin + certificate)


def cookie_key(data: Path) -> str:
    """The secret that signs the session cookie."""
    return _kept(data / COOKIE_KEY_FILE, _new_cookie_key)


def _new_saml_key() -> str:
    key = rsa.generate_private_key(65537, KEY_BITS)
    name, now = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")]), datetime.now(UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    dated = builder.not_valid_before(now - timedelta(days=1)).not_valid_after(now + CERTIFICATE_LIFETIME)
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return (private + dated.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM)).decode()


def _new_cookie_key() -> str:
    return secrets.token_urlsafe(COOKIE_KEY_BYTES)


def _kept(file: Path, make: Callable[[], str]) -> str:
    """What the file holds, made first if it is absent; whole or not there at all, and readable by its owner only."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile("w", dir=file.parent, delete=False) as fresh:
            fresh.write(make())
        Path(fresh.name).replace(file)
    return file.read_text("utf-8")

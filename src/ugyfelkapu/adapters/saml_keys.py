"""Keys for SAML in a directory: a key ring of its own, and beside each key the certificate that services know it by.

Software for SAML expects a certificate where it means a key (SAML 2.0 Metadata Interoperability Profile section 2.6.1), so each
key gets one that is signed by itself, lives longer than the key will, and names the issuer's host.
"""

from base64 import b64encode
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ed25519
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from ugyfelkapu.adapters.key_files import KeyFile, UnsafeKeyFileError
from ugyfelkapu.adapters.keys import FileKeyRing, KeyTerms
from ugyfelkapu.adapters.written_once import write_once
from ugyfelkapu.ports import Clock, Signer

ALGORITHMS = ("RS256", "ES256")
RETIRED_KEPT = timedelta(days=1)
"""Messages live for minutes; whoever fetches our metadata just after a change may still have one on its way."""

CERTIFICATE_LIFETIME = timedelta(days=3650)
LONGEST_HOST = 64
"""Of a common name (RFC 5280 appendix A.1)."""


class FileSamlKeys:
    """The keys of a directory; a running server notices a rotation within a second."""

    def __init__(self, directory: Path, clock: Clock, *, host: str, published_first: timedelta) -> None:
        terms = KeyTerms(algorithms=ALGORITHMS, published_first=published_first, retired_kept=RETIRED_KEPT)
        self._ring = FileKeyRing(directory, clock, terms)
        self._directory = directory
        self._overlap = published_first
        self._clock = clock
        self._host = host
        self._certificates: dict[str, str] = {}
        for algorithm in ALGORITHMS:
            self.published(algorithm)

    def signer(self, algorithm: str) -> Signer:
        """The key in force; `KeyError` for an algorithm without keys."""
        return self._ring.signer(algorithm)

    def certificate(self, algorithm: str) -> str:
        """Base64 of the certificate of the key in force."""
        return self._certificate_of(self._ring.signer(algorithm))

    def published(self, algorithm: str) -> tuple[str, ...]:
        """Base64 of every certificate that services should know, the one in force first."""
        return tuple(self._certificate_of(key) for key in self._ring.published_for(algorithm))

    def rotate(self) -> Mapping[str, datetime]:
        """Give every algorithm a new next key; from when the former next ones sign."""
        turned = self._ring.rotate()
        for algorithm in ALGORITHMS:
            self.published(algorithm)
        return turned

    def renew(self) -> None:
        """New keys in force at once, and none of the former anywhere."""
        self._ring.renew()
        for algorithm in ALGORITHMS:
            self.published(algorithm)

    @property
    def overlap(self) -> timedelta:
        """How long a certificate is published before its key signs."""
        return self._overlap

    def _certificate_of(self, key: KeyFile) -> str:
        if key.key_id not in self._certificates:
            self._certificates[key.key_id] = self._read(key)
        return self._certificates[key.key_id]

    def _read(self, key: KeyFile) -> str:
        """From its file, or made where there is none yet; of two processes that make one, both read the first."""
        path = self._directory / f"{key.key_id}.certificate.pem"
        if not path.exists():
            write_once(path, _certificate(key, host=self._host, now=self._clock.now()))
        try:
            certificate = x509.load_pem_x509_certificate(path.read_bytes())
        except ValueError as error:
            raise UnsafeKeyFileError(f"{path} holds no certificate; without the file another one is made") from error
        if certificate.public_key() != key.private_key.public_key():
            raise UnsafeKeyFileError(f"{path} holds the certificate of another key")
        return b64encode(certificate.public_bytes(Encoding.DER)).decode("ascii")


def _certificate(key: KeyFile, *, host: str, now: datetime) -> bytes:
    """PEM. The clock of the machine it is made on and that of the service may differ by a day."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host[:LONGEST_HOST])])
    since = now - timedelta(days=1)
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.private_key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(since)
        .not_valid_after(since + CERTIFICATE_LIFETIME)
    )
    algorithm = None if isinstance(key.private_key, ed25519.Ed25519PrivateKey) else hashes.SHA256()
    return builder.sign(key.private_key, algorithm).public_bytes(Encoding.PEM)

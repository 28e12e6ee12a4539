"""Certificates of services: read, and judged by the authorities of this installation (RFC 5280 section 6; cryptography)."""

from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.verification import (
    Criticality,
    ExtensionPolicy,
    PolicyBuilder,
    Store,
    VerificationError,
)

from ugyfelkapu.adapters.card_certificates import LONGEST_PEM, ONE_CERTIFICATE
from ugyfelkapu.broker.domain.keys.client_certificate import CertificateFault, ClientCertificate
from ugyfelkapu.broker.domain.relying_party import CertificateField

LONGEST_PATH = 4
MOST_REMEMBERED = 256
"""Certificates read in a process; a service shows its own again and again."""
P256_BYTES = 32

_AUTHORITY = ExtensionPolicy.webpki_defaults_ca()
_CLIENT = (
    ExtensionPolicy.webpki_defaults_ee()
    .may_be_present(x509.SubjectAlternativeName, Criticality.AGNOSTIC, None)  # a service may be known by its subject alone
    .may_be_present(x509.AuthorityKeyIdentifier, Criticality.AGNOSTIC, None)  # a small authority may leave it out
)
_ALTERNATIVES: tuple[tuple[CertificateField, type[x509.GeneralName]], ...] = (
    (CertificateField.SAN_DNS, x509.DNSName),
    (CertificateField.SAN_URI, x509.UniformResourceIdentifier),
    (CertificateField.SAN_IP, x509.IPAddress),
    (CertificateField.SAN_EMAIL, x509.RFC822Name),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedToServices:
    """Whose certificates are believed; without an anchor nobody's."""

    anchors: tuple[x509.Certificate, ...]
    between: tuple[x509.Certificate, ...]
    """Authorities between the anchors and the services; believed no further than an anchor signed them."""

    def read(self, pem: str) -> ClientCertificate | None:
        """The one certificate in it; whatever else is in it makes it none."""
        return _read(pem)

    def fault_of(self, certificate: ClientCertificate, *, now: datetime) -> CertificateFault | None:
        """The first thing wrong with it by its dates and, where there are anchors, by who vouches for it."""
        return _out_of_time(certificate, now=now) or self._unvouched(certificate, now=now)

    def out_of_time(self, certificate: ClientCertificate, *, now: datetime) -> CertificateFault | None:
        """Whether its own dates speak against it; nobody needs to vouch for it."""
        return _out_of_time(certificate, now=now)

    def _unvouched(self, certificate: ClientCertificate, *, now: datetime) -> CertificateFault | None:
        if not self.anchors:
            return CertificateFault.UNTRUSTED
        policy = PolicyBuilder().store(Store(list(self.anchors))).time(now).max_chain_depth(LONGEST_PATH)
        verifier = policy.extension_policies(ca_policy=_AUTHORITY, ee_policy=_CLIENT).build_client_verifier()
        try:
            verifier.verify(x509.load_der_x509_certificate(certificate.der), list(self.between))
        except (VerificationError, ValueError):
            return CertificateFault.UNTRUSTED
        return None


def issued_to_services(anchors_file: str, issuers_file: str) -> IssuedToServices:
    """Those of the files; `ValueError` or `OSError` when a file holds no certificates. Without a file there are none."""
    return IssuedToServices(anchors=_certificates(anchors_file), between=_certificates(issuers_file))


def _certificates(file: str) -> tuple[x509.Certificate, ...]:
    return tuple(x509.load_pem_x509_certificates(Path(file).read_bytes())) if file else ()


@lru_cache(maxsize=MOST_REMEMBERED)
def _read(pem: str) -> ClientCertificate | None:
    if len(pem) > LONGEST_PEM or not ONE_CERTIFICATE.fullmatch(pem):
        return None
    try:
        certificate = x509.load_pem_x509_certificate(pem.encode())
        der = certificate.public_bytes(Encoding.DER)
        return ClientCertificate(
            der=der, thumbprint=_text(sha256(der).digest()), names=_names(certificate), public_key=_public_key(certificate)
        )
    except (ValueError, x509.DuplicateExtension, x509.UnsupportedGeneralNameType):
        return None  # read lazily: an extension or a key that is none shows here


def _out_of_time(certificate: ClientCertificate, *, now: datetime) -> CertificateFault | None:
    read = x509.load_der_x509_certificate(certificate.der)
    if now < read.not_valid_before_utc:
        return CertificateFault.NOT_YET_VALID
    return CertificateFault.EXPIRED if now > read.not_valid_after_utc else None


def _names(certificate: x509.Certificate) -> dict[CertificateField, tuple[str, ...]]:
    names: dict[CertificateField, tuple[str, ...]] = {CertificateField.SUBJECT_DN: (certificate.subject.rfc4514_string(),)}
    try:
        alternatives = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return names
    return names | {
        field: tuple(str(name.value) for name in alternatives if isinstance(name, kind)) for field, kind in _ALTERNATIVES
    }


def _public_key(certificate: x509.Certificate) -> dict[str, str]:
    """RFC 7518 section 6.3.1 and 6.2.1, RFC 8037 section 2."""
    key = certificate.public_key()
    match key:
        case rsa.RSAPublicKey():
            numbers = key.public_numbers()
            return {"kty": "RSA", "n": _number(numbers.n), "e": _number(numbers.e)}
        case ec.EllipticCurvePublicKey() if isinstance(key.curve, ec.SECP256R1):
            point = key.public_numbers()
            x, y = _text(point.x.to_bytes(P256_BYTES)), _text(point.y.to_bytes(P256_BYTES))
            return {"kty": "EC", "crv": "P-256", "x": x, "y": y}
        case ed25519.Ed25519PublicKey():
            return {"kty": "OKP", "crv": "Ed25519", "x": _text(key.public_bytes(Encoding.Raw, PublicFormat.Raw))}
        case _:
            return {}


def _number(number: int) -> str:
    return _text(number.to_bytes((number.bit_length() + 7) // 8))


def _text(octets: bytes) -> str:
    return urlsafe_b64encode(octets).rstrip(b"=").decode("ascii")

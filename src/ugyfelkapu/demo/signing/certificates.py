"""Certificates and revocation lists as a trust service issues them (ETSI EN 319 412, RFC 5280)."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

CA_LIFETIME = timedelta(days=7300)
LIST_LIFETIME = timedelta(days=1)
BEFORE = timedelta(minutes=5)
QC_STATEMENTS = x509.ObjectIdentifier("1.3.6.1.5.5.7.1.3")

_USES = ("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement")
_ISSUER_USES = ("key_cert_sign", "crl_sign")
_LAST_USES = ("encipher_only", "decipher_only")


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Whom a certificate names: a natural person (412-2), or an organisation (412-3)."""

    common_name: str
    family_name: str = ""
    given_name: str = ""
    serial_number: str = ""
    organisation_name: str = ""
    organisation_identifier: str = ""

    @property
    def name(self) -> x509.Name:
        """As it stands in the certificate; what is empty is left out."""
        parts = (
            (NameOID.COUNTRY_NAME, "HU"),
            (NameOID.ORGANIZATION_NAME, self.organisation_name),
            (NameOID.ORGANIZATION_IDENTIFIER, self.organisation_identifier),
            (NameOID.SURNAME, self.family_name),
            (NameOID.GIVEN_NAME, self.given_name),
            (NameOID.SERIAL_NUMBER, self.serial_number),
            (NameOID.COMMON_NAME, self.common_name),
        )
        return x509.Name([x509.NameAttribute(kind, value) for kind, value in parts if value])


@dataclass(frozen=True, slots=True, kw_only=True)
class Credential:
    """A key with its certificate, and the certificates between it and the root."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a certificate is to be like."""

    subject: Subject
    valid_from: datetime
    valid_until: datetime
    is_issuer: bool = False
    signs: bool = True
    is_qualified: bool = True
    serial_number: int | None = None
    """`None`: by chance."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Issuer:
    """Somebody who certifies."""

    credential: Credential
    revoked: dict[int, datetime] = field(default_factory=dict)
    """Serial number of a certificate, and since when it is revoked."""

    def issue(self, wanted: Wanted) -> Credential:
        """A new key with a certificate by this issuer."""
        key = ec.generate_private_key(ec.SECP256R1())
        ours = self.credential
        certificate = _built(wanted, key, ours.certificate.subject, key_of_issuer=ours.key)
        return Credential(key=key, certificate=certificate, chain=(ours.certificate, *ours.chain))

    def revocation_list(self, now: datetime) -> bytes:
        """Its list of revoked certificates, DER, good for a day."""
        builder = x509.CertificateRevocationListBuilder().issuer_name(self.credential.certificate.subject)
        builder = builder.last_update(now - BEFORE).next_update(now + LIST_LIFETIME)
        for serial, since in self.revoked.items():
            entry = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(since).build()
            builder = builder.add_revoked_certificate(entry)
        key_id = x509.AuthorityKeyIdentifier.from_issuer_public_key(self.credential.key.public_key())
        builder = builder.add_extension(key_id, critical=False).add_extension(
            x509.CRLNumber(int(now.timestamp())), critical=False
        )
        return builder.sign(self.credential.key, hashes.SHA256()).public_bytes(Encoding.DER)


def founded(name: str, now: datetime) -> Issuer:
    """A root of its own."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = Subject(common_name=name, organisation_name="Mintaváros bizalmi szolgáltatója")
    wanted = Wanted(subject=subject, valid_from=now - BEFORE, valid_until=now + CA_LIFETIME, is_issuer=True, is_qualified=False)
    certificate = _built(wanted, key, subject.name, key_of_issuer=key)
    return Issuer(credential=Credential(key=key, certificate=certificate, chain=()))


def _built(
    wanted: Wanted, key: ec.EllipticCurvePrivateKey, issuer: x509.Name, *, key_of_issuer: ec.EllipticCurvePrivateKey
) -> x509.Certificate:
    builder = (
        x509.CertificateBuilder()
        .subject_name(wanted.subject.name)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(wanted.serial_number or x509.random_serial_number())
        .not_valid_before(wanted.valid_from)
        .not_valid_after(wanted.valid_until)
        .add_extension(x509.BasicConstraints(ca=wanted.is_issuer, path_length=None), critical=True)
        .add_extension(_uses(wanted), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(key_of_issuer.public_key()), critical=False)
    )
    if wanted.is_qualified:
        builder = builder.add_extension(x509.UnrecognizedExtension(QC_STATEMENTS, _statements(wanted)), critical=False)
    return builder.sign(key_of_issuer, hashes.SHA256())


def _statements(wanted: Wanted) -> bytes:
    """DER of QcCompliance, and of QcType with esign or eseal (EN 319 412-5 sections 4.2.1 and 4.2.3)."""
    kind = "02" if wanted.subject.organisation_identifier else "01"
    return bytes.fromhex(f"301f3008060604008e4601013013060604008e4601063009060704008e460106{kind}")


def _uses(wanted: Wanted) -> x509.KeyUsage:
    uses = dict.fromkeys((*_USES, *_ISSUER_USES, *_LAST_USES), False)
    granted = _ISSUER_USES if wanted.is_issuer else _USES[:2] if wanted.signs else ("key_agreement",)
    return x509.KeyUsage(**uses | dict.fromkeys(granted, True))

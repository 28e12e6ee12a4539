"""Makes the authority's certificates and those of its cards (RFC 5280); all of them are worth nothing outside this town."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID, NameOID

POLICY = "2.999.2026.4.1"
"""Under the arc for examples (ITU-T X.660): what this town's cards are issued under."""

BACKDATED = timedelta(minutes=5)
AUTHORITY_YEARS = 20
A_YEAR = timedelta(days=365)
ROOT_LIST = "root.crl"
CARDS_LIST = "cards.crl"
_NO_USE = dict.fromkeys(
    (
        *("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement"),
        *("key_cert_sign", "crl_sign", "encipher_only", "decipher_only"),
    ),
    False,
)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Keyed:
    """A certificate and its key; never printed."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate


@dataclass(frozen=True, slots=True, kw_only=True)
class CardWish:
    """What a card's certificate is to say."""

    card_number: str
    family_name: str
    given_name: str
    valid_from: datetime
    valid_until: datetime
    policy: str | None = POLICY
    use: x509.ObjectIdentifier = ExtendedKeyUsageOID.CLIENT_AUTH
    signs: bool = True
    """Whether the key may sign; without, it may only agree on keys."""


def root(name: str, *, now: datetime) -> Keyed:
    """An authority above all others."""
    key = ec.generate_private_key(ec.SECP384R1())
    subject = _authority_name(name)
    builder = _builder(subject, key, valid_until=now + AUTHORITY_YEARS * A_YEAR, now=now)
    builder = _as_authority(builder, path_length=1).issuer_name(subject)
    return Keyed(key=key, certificate=builder.sign(key, hashes.SHA384()))


def issuer(above: Keyed, name: str, *, status_url: str, now: datetime) -> Keyed:
    """An authority that issues cards; its own revocation is told in the list of the one above."""
    key = ec.generate_private_key(ec.SECP256R1())
    builder = _builder(_authority_name(name), key, valid_until=now + AUTHORITY_YEARS * A_YEAR / 2, now=now)
    builder = _issued_by(_as_authority(builder, path_length=0), above, list_url=f"{status_url}/{ROOT_LIST}")
    builder = builder.add_extension(_policies(POLICY), critical=False)
    return Keyed(key=key, certificate=builder.sign(above.key, hashes.SHA384()))


def responder(above: Keyed, *, now: datetime) -> Keyed:
    """Who answers for the issuer whether a card is revoked (RFC 6960 section 4.2.2.2)."""
    key = ec.generate_private_key(ec.SECP256R1())
    builder = _builder(_authority_name("Bemutató OCSP-válaszadó"), key, valid_until=now + A_YEAR, now=now)
    builder = (
        _issued_by(builder, above, list_url=None)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_key_usage("digital_signature"), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.OCSP_SIGNING]), critical=False)
        .add_extension(x509.OCSPNoCheck(), critical=False)
    )
    return Keyed(key=key, certificate=builder.sign(above.key, hashes.SHA256()))


def card(above: Keyed, wish: CardWish, *, status_url: str) -> Keyed:
    """A card: its holder's name, the card's number as ETSI EN 319 412-1 section 5.1.3 writes it, and where to ask about it."""
    key = ec.generate_private_key(ec.SECP256R1())
    builder = _builder(_holder_name(wish), key, valid_until=wish.valid_until, now=wish.valid_from + BACKDATED)
    access = x509.AccessDescription(AuthorityInformationAccessOID.OCSP, x509.UniformResourceIdentifier(f"{status_url}/ocsp"))
    builder = (
        _issued_by(builder, above, list_url=f"{status_url}/{CARDS_LIST}")
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_key_usage("digital_signature" if wish.signs else "key_agreement"), critical=True)
        .add_extension(x509.ExtendedKeyUsage([wish.use]), critical=False)
        .add_extension(x509.AuthorityInformationAccess([access]), critical=False)
    )
    if wish.policy:
        builder = builder.add_extension(_policies(wish.policy), critical=False)
    return Keyed(key=key, certificate=builder.sign(above.key, hashes.SHA256()))


def _builder(
    subject: x509.Name, key: ec.EllipticCurvePrivateKey, *, valid_until: datetime, now: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - BACKDATED)
        .not_valid_after(valid_until)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _as_authority(builder: x509.CertificateBuilder, *, path_length: int) -> x509.CertificateBuilder:
    constraints, usage = x509.BasicConstraints(ca=True, path_length=path_length), _key_usage("key_cert_sign", "crl_sign")
    return builder.add_extension(constraints, critical=True).add_extension(usage, critical=True)


def _issued_by(builder: x509.CertificateBuilder, above: Keyed, *, list_url: str | None) -> x509.CertificateBuilder:
    issued = builder.issuer_name(above.certificate.subject).add_extension(
        x509.AuthorityKeyIdentifier.from_issuer_public_key(above.key.public_key()), critical=False
    )
    if list_url is None:
        return issued
    point = x509.DistributionPoint([x509.UniformResourceIdentifier(list_url)], None, None, None)
    return issued.add_extension(x509.CRLDistributionPoints([point]), critical=False)


def _key_usage(*uses: str) -> x509.KeyUsage:
    return x509.KeyUsage(**(_NO_USE | dict.fromkeys(uses, True)))


def _policies(policy: str) -> x509.CertificatePolicies:
    return x509.CertificatePolicies([x509.PolicyInformation(x509.ObjectIdentifier(policy), None)])


def _authority_name(name: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "HU"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Mintaváros"),
            x509.NameAttribute(NameOID.COMMON_NAME, name),
        ]
    )


def _holder_name(wish: CardWish) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "HU"),
            x509.NameAttribute(NameOID.SURNAME, wish.family_name),
            x509.NameAttribute(NameOID.GIVEN_NAME, wish.given_name),
            x509.NameAttribute(NameOID.COMMON_NAME, f"{wish.family_name} {wish.given_name}"),
            x509.NameAttribute(NameOID.SERIAL_NUMBER, f"IDCHU-{wish.card_number}"),
        ]
    )

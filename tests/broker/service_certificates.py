"""Authorities that vouch for services, and the proxy that brings what services show."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from ipaddress import ip_address
from urllib.parse import quote

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier
from joserfc.jwk import ECKey

from tests.broker.town import Town
from ugyfelkapu.adapters.service_certificates import IssuedToServices
from ugyfelkapu.broker.oidc.proof.shown_certificate import service_entrance
from ugyfelkapu.broker.oidc.room import MutualTls

MTLS = "https://mtls.id.example.test"
SECRET = "s" * 40
PROXY = "127.0.0.1"
DAY = timedelta(days=1)
SUBJECT = "CN=adoszamla,O=Adóhivatal\\, Budapest,C=HU"
NAMES = (
    x509.DNSName("tax.example.test"),
    x509.UniformResourceIdentifier("urn:service:tax"),
    x509.IPAddress(ip_address("192.0.2.7")),
    x509.RFC822Name("Tax@Example.test"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A certificate and its key."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    @property
    def pem(self) -> str:
        return self.certificate.public_bytes(Encoding.PEM).decode()

    @property
    def jwk(self) -> dict[str, object]:
        """Its public key, as a service registers it."""
        pem = self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        return dict(ECKey.import_key(pem).as_dict(private=False))

    def shown(self) -> dict[str, str]:
        """The headers of the proxy it was shown to."""
        return {"X-Service-Certificate": quote(self.pem), "X-Service-Proxy-Secret": SECRET}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a certificate should be like; an ordinary one of a service unless changed."""

    names: tuple[x509.GeneralName, ...] = NAMES
    common_name: str = "adoszamla"
    use: ObjectIdentifier = ExtendedKeyUsageOID.CLIENT_AUTH
    valid_from: datetime
    valid_until: datetime


def wish(now: datetime) -> Wish:
    """In force now."""
    return Wish(valid_from=now - DAY, valid_until=now + DAY)


def an_authority(now: datetime, *, name: str = "Próba") -> Held:
    """A root of its own."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    builder = _builder(subject, subject, key, within=(now - DAY, now + DAY))
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    builder = builder.add_extension(_signs_certificates(), critical=True)
    return Held(key=key, certificate=builder.sign(key, hashes.SHA256()))


def issued(by: Held, wished: Wish) -> Held:
    """A certificate for a service; `by` is who signs."""
    key = ec.generate_private_key(ec.SECP256R1())
    builder = _builder(_subject(wished), by.certificate.subject, key, within=(wished.valid_from, wished.valid_until))
    return Held(key=key, certificate=_for_use(builder, wished).sign(by.key, hashes.SHA256()))


def self_signed(wished: Wish) -> Held:
    """A certificate that nobody vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    builder = _builder(_subject(wished), _subject(wished), key, within=(wished.valid_from, wished.valid_until))
    return Held(key=key, certificate=_for_use(builder, wished).sign(key, hashes.SHA256()))


def behind_a_proxy(town: Town, *anchors: Held) -> None:
    """Let the town take certificates from its proxy, and believe these authorities."""
    certificates = IssuedToServices(anchors=tuple(each.certificate for each in anchors), between=())
    entrance = service_entrance(MTLS, proxies=PROXY, secret=SECRET)
    town.mutual_tls = MutualTls(entrance=entrance, certificates=certificates)
    town.world = replace(town.world, are_certificates_taken=True)
    town.open()


def _subject(wished: Wish) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "HU"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Adóhivatal, Budapest"),
            x509.NameAttribute(NameOID.COMMON_NAME, wished.common_name),
        ]
    )


def _for_use(builder: x509.CertificateBuilder, wished: Wish) -> x509.CertificateBuilder:
    builder = builder.add_extension(x509.ExtendedKeyUsage([wished.use]), critical=False)
    return builder.add_extension(x509.SubjectAlternativeName(list(wished.names)), critical=False) if wished.names else builder


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, *, within: tuple[datetime, datetime]
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(within[0])
        .not_valid_after(within[1])
    )


def _signs_certificates() -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=False,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=True,
        crl_sign=True,
        encipher_only=False,
        decipher_only=False,
    )

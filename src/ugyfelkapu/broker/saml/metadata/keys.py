"""A service's keys; the metadata alone vouch for them (Metadata section 2.4.1.1, Metadata Interoperability Profile)."""

from dataclasses import dataclass

from ugyfelkapu.broker.saml.metadata.values import refuse
from ugyfelkapu.broker.saml.xml.certificates import may_encrypt, public_key
from ugyfelkapu.broker.saml.xml.element import XmlElement
from ugyfelkapu.broker.saml.xml.names import DS, MD

MOST_KEYS = 10
LONGEST_CERTIFICATE = 16 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceKeys:
    """Certificates as base64 of DER; dates and issuers in them mean nothing (Interoperability Profile section 2.6.1)."""

    signing: tuple[str, ...]
    encryption: tuple[str, ...]


def keys_of(role: XmlElement) -> ServiceKeys:
    """The keys by their use; a key without one is for both."""
    described = role.children(MD + "KeyDescriptor")
    if len(described) > MOST_KEYS:
        raise refuse(f"KeyDescriptor: there are more than {MOST_KEYS}")
    signing: list[str] = []
    encryption: list[str] = []
    for descriptor in described:
        use = descriptor.get("use")
        if use not in (None, "signing", "encryption"):
            raise refuse("KeyDescriptor: use must be signing or encryption, or be left out for both")
        for certificate in _certificates(descriptor):
            if use != "encryption":
                signing.append(certificate)
            if use == "encryption" or (use is None and may_encrypt(certificate)):
                encryption.append(_for_encryption(certificate))
    return ServiceKeys(signing=tuple(dict.fromkeys(signing)), encryption=tuple(dict.fromkeys(encryption)))


def certificate_text(text: str) -> str:
    """A certificate as we keep it: base64 of DER in one line; refused where its key is none that we believe."""
    certificate = "".join(text.split())
    if len(certificate) > LONGEST_CERTIFICATE or public_key(certificate) is None:
        raise refuse(
            "X509Certificate: it must hold an RSA key of at least 2048 bits, or a key of the curves P-256, P-384 or P-521"
        )
    return certificate


def _certificates(descriptor: XmlElement) -> list[str]:
    """Several must hold the same key (Interoperability Profile section 2.6.1): an issuer's would sign as the service."""
    found = [
        certificate
        for info in descriptor.children(DS + "KeyInfo")
        for data in info.children(DS + "X509Data")
        for certificate in data.children(DS + "X509Certificate")
    ]
    if not found:
        raise refuse("KeyDescriptor: the key must be given as ds:X509Data/ds:X509Certificate")
    certificates = [certificate_text(certificate.text) for certificate in found[:MOST_KEYS]]
    if any(public_key(each) != public_key(certificates[0]) for each in certificates):
        raise refuse("KeyDescriptor: its certificates must hold one key; leave out those of issuers, which count nothing")
    return certificates


def _for_encryption(certificate: str) -> str:
    if not may_encrypt(certificate):
        raise refuse("KeyDescriptor: a key for encryption must be an RSA key (assertions are encrypted with RSA-OAEP)")
    return certificate

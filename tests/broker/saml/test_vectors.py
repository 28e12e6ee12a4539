"""Signatures that others made, of xmlsec1's test vectors: the right ones are, and none passes for a message of SAML."""

from base64 import b64decode, b64encode
from datetime import timedelta
from hashlib import new
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from lxml import etree

from tests.broker.saml.service import service_key
from tests.world import START
from ugyfelkapu.broker.saml.xml.element import XmlElement
from ugyfelkapu.broker.saml.xml.names import DS
from ugyfelkapu.broker.saml.xml.parsing import XmlFault, parsed, parsed_without_comments
from ugyfelkapu.broker.saml.xml.signature import SignatureFault, verified, verified_query
from ugyfelkapu.broker.saml.xml.signing import ENVELOPED, EXCLUSIVE
from ugyfelkapu.broker.saml.xml.writing import XmlNode, element, written

VECTORS = Path(__file__).parents[2] / "vectors" / "xmlsec"
MORE = "http://www.w3.org/2001/04/xmldsig-more#"
STRONG = ("sha256-ecdsa-sha256", "sha384-ecdsa-sha384", "sha512-ecdsa-sha512", "sha384-rsa-sha384", "sha512-rsa-sha512")


def vector(name: str) -> XmlElement:
    document = parsed((VECTORS / f"{name}.xml").read_bytes())
    assert isinstance(document, XmlElement)
    return document


def below(element: XmlElement, *names: str) -> XmlElement:
    for name in names:
        found = element.child(DS + name)
        assert found is not None
        element = found
    return element


def certificate_in(signature: XmlElement) -> str:
    """The signer's own stands behind those of its authorities."""
    found = below(signature, "KeyInfo", "X509Data").children(DS + "X509Certificate")
    return "".join(found[-1].text.split())


def judged(name: str, *, algorithm: str | None = None, spoilt: bool = False) -> SignatureFault | None:
    """What our primitive says of the signature's value over the canonical `SignedInfo` (inclusive in these vectors)."""
    signature = vector(name)
    info = below(signature, "SignedInfo")
    alone = etree.fromstring(etree.tostring(info.node, with_tail=False))
    octets = etree.tostring(alone, method="c14n")
    value = bytearray(b64decode(below(signature, "SignatureValue").text))
    value[-1] ^= spoilt
    named = algorithm or below(info, "SignatureMethod").get("Algorithm") or ""
    return verified_query(octets, algorithm=named, value=bytes(value), certificates=[certificate_in(signature)])


@pytest.mark.parametrize("name", STRONG)
def test_a_value_that_others_made_is_right_and_a_changed_one_wrong(name: str) -> None:
    assert judged(f"enveloping-{name}") is None
    assert judged(f"enveloping-{name}", spoilt=True) is SignatureFault.WRONG
    others = {MORE + f"{kind}-sha{bits}" for kind in ("rsa", "ecdsa") for bits in (256, 384, 512)} - {MORE + name[7:]}
    assert {judged(f"enveloping-{name}", algorithm=other) for other in others} == {SignatureFault.WRONG}


@pytest.mark.parametrize("name", STRONG)
def test_what_others_signed_has_the_digest_they_say(name: str) -> None:
    signature = vector(f"enveloping-{name}")
    said = below(signature, "SignedInfo", "Reference", "DigestValue").text
    assert new(name[:6], below(signature, "Object").octets()).digest() == b64decode(said)


def test_a_weak_key_and_a_shared_secret_prove_nothing() -> None:
    assert judged("enveloping-sha256-rsa-sha256") is SignatureFault.NO_KEY
    secret = vector("enveloping-sha256-hmac-sha256")
    value = b64decode(below(secret, "SignatureValue").text)
    fault = verified_query(b"", algorithm=MORE + "hmac-sha256", value=value, certificates=[service_key().certificate])
    assert fault is SignatureFault.ALGORITHM


@pytest.mark.parametrize("name", [f"enveloping-{each}" for each in (*STRONG, "sha256-rsa-sha256", "sha256-hmac-sha256")])
def test_a_signature_around_what_it_signs_is_not_a_message_of_saml(name: str) -> None:
    signature = vector(name)
    known = [service_key().certificate] if "hmac" in name else [certificate_in(signature)]
    assert verified(signature, known) is SignatureFault.MISSING


def test_an_enveloped_signature_of_everything_by_xpath_is_not_of_our_shape() -> None:
    document = (VECTORS / "enveloped-x509-ski.xml").read_bytes()
    assert parsed(document) is XmlFault.COMMENT
    root = parsed_without_comments(document)
    assert isinstance(root, XmlElement)
    assert verified(root, [certificate_in(vector("enveloping-sha512-rsa-sha512"))]) is SignatureFault.SHAPE


CURVES = {"256": ec.SECP256R1(), "384": ec.SECP384R1(), "521": ec.SECP521R1()}
HASHES = {"256": hashes.SHA256(), "384": hashes.SHA384(), "512": hashes.SHA512()}
DIGESTS = {"256": "2001/04/xmlenc#sha256", "384": "2001/04/xmldsig-more#sha384", "512": "2001/04/xmlenc#sha512"}


def enveloped(bits: str, key: ec.EllipticCurvePrivateKey) -> bytes:
    """A message in our shape, put together here by hand (RFC 9231 section 2.3.6)."""
    content = element("samlp:AuthnRequest", {"ID": "_1"})
    digest = hashes.Hash(HASHES[bits])
    digest.update(written(content))
    steps = element("ds:Transforms", {}, *(element("ds:Transform", {"Algorithm": each}) for each in (ENVELOPED, EXCLUSIVE)))
    method = element("ds:DigestMethod", {"Algorithm": f"http://www.w3.org/{DIGESTS[bits]}"})
    value = element("ds:DigestValue", {}, b64encode(digest.finalize()).decode())
    info = element(
        "ds:SignedInfo",
        {},
        element("ds:CanonicalizationMethod", {"Algorithm": EXCLUSIVE}),
        element("ds:SignatureMethod", {"Algorithm": f"{MORE}ecdsa-sha{bits}"}),
        element("ds:Reference", {"URI": "#_1"}, steps, method, value),
    )
    r, s = decode_dss_signature(key.sign(written(info), ec.ECDSA(HASHES[bits])))
    length = (key.key_size + 7) // 8
    signed = element("ds:SignatureValue", {}, b64encode(r.to_bytes(length) + s.to_bytes(length)).decode())
    return written(XmlNode(content.name, content.attributes, (element("ds:Signature", {}, info, signed),)))


def certificate_of(key: ec.EllipticCurvePrivateKey) -> str:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "curve")])
    built = x509.CertificateBuilder(name, name, key.public_key(), 1, START, START + timedelta(days=1))
    return b64encode(built.sign(key, hashes.SHA256()).public_bytes(Encoding.DER)).decode()


@pytest.mark.parametrize("bits", HASHES)
@pytest.mark.parametrize("curve", CURVES)
def test_every_curve_and_hash_of_ours_verifies_in_our_shape(curve: str, bits: str) -> None:
    key = ec.generate_private_key(CURVES[curve])
    good = enveloped(bits, key)
    message, changed = parsed(good), parsed(good.replace(b'ID="_1"', b'ForceAuthn="true" ID="_1"'))
    assert isinstance(message, XmlElement)
    assert isinstance(changed, XmlElement)
    assert isinstance(verified(message, [certificate_of(key)]), XmlElement)
    assert verified(changed, [certificate_of(key)]) is SignatureFault.WRONG

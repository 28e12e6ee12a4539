"""Signatures of services (SAML 2.0 Core section 5.4, Bindings section 3.4.4.1, XML Signature 1.1)."""

import re
from collections.abc import Sequence
from copy import deepcopy
from enum import StrEnum
from functools import lru_cache

import xmlsec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from lxml import etree

from ugyfelkapu.broker.saml.xml.certificates import PublicKey, public_key
from ugyfelkapu.broker.saml.xml.element import XmlElement
from ugyfelkapu.broker.saml.xml.names import DS
from ugyfelkapu.broker.saml.xml.signing import ENVELOPED, EXCLUSIVE

_MORE = "http://www.w3.org/2001/04/xmldsig-more#"
_RSA = {_MORE + "rsa-sha256": hashes.SHA256(), _MORE + "rsa-sha384": hashes.SHA384(), _MORE + "rsa-sha512": hashes.SHA512()}
_ECDSA = {
    _MORE + "ecdsa-sha256": hashes.SHA256(),
    _MORE + "ecdsa-sha384": hashes.SHA384(),
    _MORE + "ecdsa-sha512": hashes.SHA512(),
}
_PSS = {
    f"http://www.w3.org/2007/05/xmldsig-more#{name}-rsa-MGF1": kind
    for name, kind in (("sha256", hashes.SHA256()), ("sha384", hashes.SHA384()), ("sha512", hashes.SHA512()))
}
"""RFC 9231 section 2.3.10: mask and message by one hash, and salt of its length."""
_METHODS = frozenset({*_RSA, *_ECDSA, *_PSS})
_DIGESTS = (
    "http://www.w3.org/2001/04/xmlenc#sha256",
    "http://www.w3.org/2001/04/xmldsig-more#sha384",
    "http://www.w3.org/2001/04/xmlenc#sha512",
)
_INCLUSIVE_NAMESPACES = f"{{{EXCLUSIVE}}}InclusiveNamespaces"
MOST_PREFIXES = 8
"""Of a `PrefixList` (Exclusive XML Canonicalization section 4); software names two or three."""
_PARTS = [DS + "SignedInfo", DS + "SignatureValue"]
_PARTS_OF_INFO = [DS + "CanonicalizationMethod", DS + "SignatureMethod", DS + "Reference"]
_PARTS_OF_REFERENCE = [DS + "Transforms", DS + "DigestMethod", DS + "DigestValue"]
_NAME = re.compile(r"[^\W\d][\w.-]*")
"""Of `xs:ID` (Core section 1.3.4). xmlsec makes an XPointer of the reference without escaping it: any other text would be
an XPath of the sender's choice, worked out before the signature is looked at."""
_IDS = etree.XPath("count(//@*[local-name() = 'ID' or local-name() = 'Id' or local-name() = 'id'][. = $name])")


class SignatureFault(StrEnum):
    """Why a signature is not believed."""

    MISSING = "there is none, or more than one"
    SHAPE = "it must sign the whole message by its ID and nothing else, enveloped, with exclusive canonicalization"
    ALGORITHM = "its algorithm is none of RSA, RSA-PSS or ECDSA with SHA-256, SHA-384 or SHA-512"
    NO_KEY = "the metadata hold no key to check it with"
    WRONG = "it was not made with a key of the metadata, or the message was changed"


def verified(element: XmlElement, certificates: Sequence[str]) -> XmlElement | SignatureFault:
    """The message as its signature covers it, read anew from the octets that were verified; the signature itself is left out.

    `element` is the root of a document; keys come from `certificates` (base64 of DER) alone.
    """
    signatures = element.children(DS + "Signature")
    if len(signatures) != 1:
        return SignatureFault.MISSING
    fault = _shape_fault(element, signatures[0])
    if fault is not None:
        return fault
    keys = [key for certificate in certificates if (key := _xmlsec_key(certificate)) is not None]
    if not keys:
        return SignatureFault.NO_KEY
    if not any(_is_made_with(element, signatures[0], key) for key in keys):
        return SignatureFault.WRONG
    return _covered(element)


def _shape_fault(element: XmlElement, signature: XmlElement) -> SignatureFault | None:
    """Only the one shape that SAML allows; whatever else a signature can say is refused before anything is computed.

    An `Object` above all: by a manifest in it, anybody could have any file read and any XPath worked out.
    """
    if element.node.getparent() is not None or _parts(signature) not in (_PARTS, [*_PARTS, DS + "KeyInfo"]):
        return SignatureFault.SHAPE
    info = signature.children()[0]
    if _parts(info) != _PARTS_OF_INFO:
        return SignatureFault.SHAPE
    reference = info.children()[2]
    if _parts(reference) != _PARTS_OF_REFERENCE:
        return SignatureFault.SHAPE
    name = element.get("ID") or ""
    if not _NAME.fullmatch(name) or reference.get("URI") != f"#{name}" or _IDS(element.node.getroottree(), name=name) != 1:
        return SignatureFault.SHAPE
    if _algorithm(info, "CanonicalizationMethod") != EXCLUSIVE or not _is_usual(reference.child(DS + "Transforms")):
        return SignatureFault.SHAPE
    is_known = _algorithm(info, "SignatureMethod") in _METHODS and _algorithm(reference, "DigestMethod") in _DIGESTS
    return None if is_known else SignatureFault.ALGORITHM


def _parts(parent: XmlElement) -> list[str]:
    return [child.name for child in parent.children()]


def _algorithm(parent: XmlElement, name: str) -> str | None:
    method = parent.child(DS + name)
    return None if method is None or method.children() else method.get("Algorithm")


def _is_usual(transforms: XmlElement | None) -> bool:
    """Core section 5.4.4: enveloped, then exclusive canonicalization."""
    steps = () if transforms is None else transforms.children()
    if [step.get("Algorithm") for step in steps] != [ENVELOPED, EXCLUSIVE] or steps[0].children():
        return False
    inclusive = steps[1].children()
    return len(inclusive) <= 1 and all(_is_short(each) for each in inclusive)


def _is_short(inclusive: XmlElement) -> bool:
    """The prefixes that are looked for at every element, before anything is known of who asks for it."""
    prefixes = (inclusive.get("PrefixList") or "").split()
    return inclusive.name == _INCLUSIVE_NAMESPACES and len(prefixes) <= MOST_PREFIXES


def _is_made_with(element: XmlElement, signature: XmlElement, key: xmlsec.Key) -> bool:
    context = xmlsec.SignatureContext()
    context.key = key
    context.register_id(element.node, "ID")
    try:
        context.verify(signature.node)
    except xmlsec.Error:
        return False
    return True


@lru_cache(maxsize=512)
def _xmlsec_key(certificate: str) -> xmlsec.Key | None:
    """The very key that we looked at: of the certificate around it another library might think otherwise."""
    key = public_key(certificate)
    if key is None:
        return None
    octets = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return xmlsec.Key.from_memory(octets, xmlsec.constants.KeyDataFormatDer)


def _covered(element: XmlElement) -> XmlElement:
    root = deepcopy(element.node)
    for signature in root.findall(DS + "Signature"):
        root.remove(signature)
    return XmlElement(etree.fromstring(etree.tostring(root, method="c14n", exclusive=True)))


def verified_query(octets: bytes, *, algorithm: str, value: bytes, certificates: Sequence[str]) -> SignatureFault | None:
    """What is wrong with the signature `value` over an address's parameters; `octets`: these, as they came."""
    if algorithm not in _METHODS:
        return SignatureFault.ALGORITHM
    keys = [key for certificate in certificates if (key := public_key(certificate)) is not None]
    if not keys:
        return SignatureFault.NO_KEY
    return None if any(_signs(key, octets, algorithm=algorithm, value=value) for key in keys) else SignatureFault.WRONG


def _signs(key: PublicKey, octets: bytes, *, algorithm: str, value: bytes) -> bool:
    try:
        match key:
            case rsa.RSAPublicKey() if algorithm in _RSA:
                key.verify(value, octets, padding.PKCS1v15(), _RSA[algorithm])
            case rsa.RSAPublicKey() if algorithm in _PSS:
                kind = _PSS[algorithm]
                key.verify(value, octets, padding.PSS(mgf=padding.MGF1(kind), salt_length=kind.digest_size), kind)
            case ec.EllipticCurvePublicKey() if algorithm in _ECDSA:
                key.verify(_der(value, key), octets, ec.ECDSA(_ECDSA[algorithm]))
            case _:
                return False
    except InvalidSignature:
        return False
    return True


def _der(signature: bytes, key: ec.EllipticCurvePublicKey) -> bytes:
    """From r and s side by side (RFC 9231 section 2.3.6); some software sends DER as it is."""
    length = (key.curve.key_size + 7) // 8
    if len(signature) != 2 * length:
        return signature
    return encode_dss_signature(int.from_bytes(signature[:length]), int.from_bytes(signature[length:]))

"""Assertions that the service alone can read (SAML 2.0 Core section 2.3.4, XML Encryption 1.1)."""

from base64 import b64encode

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from ugyfelkapu.broker.saml.xml.certificates import public_key
from ugyfelkapu.broker.saml.xml.writing import XmlNode, element, written

_ELEMENT = "http://www.w3.org/2001/04/xmlenc#Element"
_AES_256_GCM = "http://www.w3.org/2009/xmlenc11#aes256-gcm"
_RSA_OAEP = "http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p"
_SHA_1 = "http://www.w3.org/2000/09/xmldsig#sha1"
_OAEP = padding.OAEP(mgf=padding.MGF1(hashes.SHA1()), algorithm=hashes.SHA1(), label=None)  # noqa: S303 - see `encrypted`
_KEY_BYTES = 32
_IV_BYTES = 12
CHANCE_BYTES = _KEY_BYTES + _IV_BYTES


class NoEncryptionKeyError(Exception):
    """A certificate without an RSA key; metadata that demand encryption without one are refused before."""


def encrypted(node: XmlNode, certificate: str, *, chance: bytes) -> XmlNode:
    """The assertion as an `EncryptedAssertion`: AES-256-GCM with a fresh key, which goes by RSA-OAEP.

    `chance`: `CHANCE_BYTES`, never used before.
    OAEP with SHA-1 is what every service reads; its safety does not rest on collisions (RFC 8017 section 7.1).
    """
    receiver = public_key(certificate)
    if not isinstance(receiver, rsa.RSAPublicKey):
        raise NoEncryptionKeyError
    key, vector = chance[:_KEY_BYTES], chance[_KEY_BYTES:]
    content = vector + AESGCM(key).encrypt(vector, written(node), None)
    return element("saml:EncryptedAssertion", {}, _data(content, _wrapped(receiver.encrypt(key, _OAEP))))


def _data(content: bytes, key: XmlNode) -> XmlNode:
    return element(
        "xenc:EncryptedData",
        {"Type": _ELEMENT},
        element("xenc:EncryptionMethod", {"Algorithm": _AES_256_GCM}),
        element("ds:KeyInfo", {}, key),
        _cipher(content),
    )


def _wrapped(key: bytes) -> XmlNode:
    digest = element("ds:DigestMethod", {"Algorithm": _SHA_1})
    method = element("xenc:EncryptionMethod", {"Algorithm": _RSA_OAEP}, digest)
    return element("xenc:EncryptedKey", {}, method, _cipher(key))


def _cipher(octets: bytes) -> XmlNode:
    return element("xenc:CipherData", {}, element("xenc:CipherValue", {}, b64encode(octets).decode()))

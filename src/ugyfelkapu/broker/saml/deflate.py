"""Messages in an address: deflated, then base64 (SAML 2.0 Bindings section 3.4.4.1; RFC 1951)."""

import zlib
from base64 import b64decode, b64encode
from binascii import Error

from ugyfelkapu.broker.saml.xml.parsing import XmlFault

LONGEST_MESSAGE = 64 * 1024
"""In bytes, inflated."""


def inflated(text: str) -> bytes | XmlFault:
    """The document; never more than `LONGEST_MESSAGE` is unpacked, whatever the text claims to hold."""
    try:
        packed = b64decode(text, validate=True)
        unpacking = zlib.decompressobj(-zlib.MAX_WBITS)
        document = unpacking.decompress(packed, LONGEST_MESSAGE + 1)
    except (Error, ValueError, zlib.error):
        return XmlFault.NOT_WELL_FORMED
    if len(document) > LONGEST_MESSAGE:
        return XmlFault.TOO_LONG
    return document if unpacking.eof and not unpacking.unused_data else XmlFault.NOT_WELL_FORMED


def deflated(document: bytes) -> str:
    """The document as a parameter, before it is put into an address."""
    packing = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return b64encode(packing.compress(document) + packing.flush()).decode()

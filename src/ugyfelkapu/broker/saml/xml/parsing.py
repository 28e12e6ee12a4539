"""Documents of strangers, read once and with suspicion (`protocols.md`, input rules; `security.md`)."""

import re
from enum import StrEnum

from lxml import etree

from ugyfelkapu.broker.saml.xml.element import XmlElement

LONGEST_DOCUMENT = 4 * 1024 * 1024
"""In bytes; metadata of a federation's part are long, and messages are limited before."""
DEEPEST = 40
MOST_ELEMENTS = 50_000
MOST_ATTRIBUTES = 50
"""Of one element."""

_WRITABLE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^&]*")
_UTF_8 = re.compile(rb'\A(?:\xef\xbb\xbf)?(?:<\?xml[^>]*?encoding\s*=\s*["\'](?P<encoding>[^"\']+)["\'][^>]*\?>)?', re.DOTALL)


class XmlFault(StrEnum):
    """Why a document is not read."""

    TOO_LONG = "too_long"
    DOCTYPE = "doctype"
    """A document type or an entity is declared, whatever it says."""
    NOT_UTF_8 = "not_utf_8"
    NOT_WELL_FORMED = "not_well_formed"
    NAMESPACE = "namespace"
    """One is no absolute URI, of which there is no canonical form (Canonical XML 1.0 section 4.4), or has an ampersand, which
    libxml2 writes there as it is, so that the octets would say another."""
    TOO_DEEP = "too_deep"
    TOO_MANY = "too_many"
    """Elements, or attributes of one."""
    COMMENT = "comment"
    """Or an instruction: software disagrees about what a value with one in it is."""


def parsed(document: bytes, *, longest: int = LONGEST_DOCUMENT) -> XmlElement | XmlFault:
    """The document's root."""
    root = _root(document, longest=longest)
    return root if isinstance(root, XmlFault) else _shape_fault(root) or XmlElement(root)


def parsed_without_comments(document: bytes) -> XmlElement | XmlFault:
    """The root of metadata, which software and people write comments into.

    They go before anything is read, as they go before a signature is made (Exclusive XML Canonicalization section 2), so that
    what is read is what was signed, and no comment parts a value.
    """
    root = _root(document, longest=LONGEST_DOCUMENT)
    if isinstance(root, XmlFault):
        return root
    return parsed(etree.tostring(root.getroottree(), method="c14n", with_comments=False))


def _root(document: bytes, *, longest: int) -> etree._Element | XmlFault:
    if len(document) > longest:
        return XmlFault.TOO_LONG
    if b"<!DOCTYPE" in document or b"<!ENTITY" in document:
        return XmlFault.DOCTYPE
    encoding = _UTF_8.match(document)
    if encoding is None or (encoding["encoding"] or b"utf-8").lower() != b"utf-8" or not _is_utf_8(document):
        return XmlFault.NOT_UTF_8
    try:
        root = etree.fromstring(document, _parser())
    except etree.XMLSyntaxError:
        return XmlFault.NOT_WELL_FORMED
    return root if _has_canonical_names(root) else XmlFault.NAMESPACE


def _has_canonical_names(root: etree._Element) -> bool:
    declared = {named[1] for _, named in etree.iterwalk(root, events=("start-ns",)) if named is not None}
    return all(not uri or _WRITABLE.fullmatch(uri) for uri in declared)


def _parser() -> etree.XMLParser:
    """A fresh one for each document, so that none hands anything on to the next."""
    return etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False, recover=False
    )


def _is_utf_8(document: bytes) -> bool:
    try:
        document.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _shape_fault(root: etree._Element) -> XmlFault | None:
    if root.getroottree().docinfo.doctype:
        return XmlFault.DOCTYPE
    if root.getprevious() is not None or root.getnext() is not None:
        return XmlFault.COMMENT
    level = [root]
    seen = 0
    for _ in range(DEEPEST):
        seen += len(level)
        if seen > MOST_ELEMENTS or any(len(node.attrib) > MOST_ATTRIBUTES for node in level):
            return XmlFault.TOO_MANY
        level = [child for node in level for child in node]
        if any(not isinstance(node.tag, str) for node in level):
            return XmlFault.COMMENT
        if not level:
            return None
    return XmlFault.TOO_DEEP

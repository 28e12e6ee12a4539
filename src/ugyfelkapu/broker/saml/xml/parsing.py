"""Documents of strangers, read once and with suspicion (`protocols.md`, input rules; `security.md`)."""

import re
from codecs import BOM_UTF8
from enum import StrEnum

from lxml import etree

from ugyfelkapu.broker.saml.xml.element import XmlElement

LONGEST_DOCUMENT = 4 * 1024 * 1024
"""In bytes; metadata of a federation's part are long, and messages are limited before."""
LONGEST_DECLARATION = 200
"""In bytes; a longer one is refused, since what it says of the encoding would be looked for again and again."""
DEEPEST = 40
MOST_ELEMENTS = 50_000
MOST_ATTRIBUTES = 50
"""Of one element."""
MOST_NAMESPACES = 100
"""Around one element, each as often as it is declared; a canonical form looks through all of them at every element."""

_WRITABLE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^&]*")
_ENCODING = re.compile(rb"""encoding\s*=\s*["']([^"']*)""")


class XmlFault(StrEnum):
    """Why a document is not read, as its author is told."""

    TOO_LONG = "it is too long"
    DOCTYPE = "it declares a document type or an entity"
    """Whatever that says."""
    NOT_UTF_8 = "it is not in UTF-8"
    NOT_WELL_FORMED = "it is no well-formed XML, or not packed as its binding wants"
    NAMESPACE = "one of its namespaces is no absolute URI, or has an ampersand"
    """Of the former there is no canonical form (Canonical XML 1.0 section 4.4); an ampersand libxml2 writes there as it is, so
    that the octets would say another."""
    TOO_DEEP = f"its elements are more than {DEEPEST} deep"
    TOO_MANY = "it has too many elements, attributes or namespaces"
    COMMENT = "it has a comment or a processing instruction"
    """Software disagrees about what a value with one in it is."""


def parsed(document: bytes, *, longest: int = LONGEST_DOCUMENT) -> XmlElement | XmlFault:
    """The document's root."""
    return _read(document, _parser(), longest=longest)


def parsed_without_comments(document: bytes) -> XmlElement | XmlFault:
    """The root of metadata, which software and people write comments into.

    They go before anything is read, as they go before a signature is made (Exclusive XML Canonicalization section 2), so that
    what is read is what was signed, and no comment parts a value.
    """
    return _read(document, _parser(remove_comments=True), longest=LONGEST_DOCUMENT)


def _read(document: bytes, parser: etree.XMLParser, *, longest: int) -> XmlElement | XmlFault:
    if len(document) > longest:
        return XmlFault.TOO_LONG
    if b"<!DOCTYPE" in document or b"<!ENTITY" in document:
        return XmlFault.DOCTYPE
    if not _says_utf_8(document[:LONGEST_DECLARATION]) or not _is_utf_8(document):
        return XmlFault.NOT_UTF_8
    try:
        root = etree.fromstring(document, parser)
    except etree.XMLSyntaxError:
        return XmlFault.NOT_WELL_FORMED
    return _namespace_fault(root) or _shape_fault(root) or XmlElement(root)


def _parser(*, remove_comments: bool = False) -> etree.XMLParser:
    """A fresh one for each document, so that none hands anything on to the next."""
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        recover=False,
        remove_comments=remove_comments,
    )


def _namespace_fault(root: etree._Element) -> XmlFault | None:
    declared: set[tuple[str, str]] = set()
    around = 0
    for event, named in etree.iterwalk(root, events=("start-ns", "end-ns")):
        around += 1 if event == "start-ns" else -1
        if around > MOST_NAMESPACES:
            return XmlFault.TOO_MANY
        if named is not None:
            declared.add(named)
    return None if all(not uri or _WRITABLE.fullmatch(uri) for _, uri in declared) else XmlFault.NAMESPACE


def _says_utf_8(head: bytes) -> bool:
    """Whether it declares no other encoding (XML 1.0 section 4.3.3); only so much of it is looked at as a declaration needs."""
    declaration, end, _ = head.removeprefix(BOM_UTF8).partition(b"?>")
    if not declaration.startswith(b"<?xml"):
        return True
    return bool(end) and all(name.lower() == b"utf-8" for name in _ENCODING.findall(declaration))


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

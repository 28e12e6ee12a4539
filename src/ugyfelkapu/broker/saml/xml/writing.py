"""Our own messages, written at once in exclusive canonical form, so that they are signed without being read again.

(Exclusive XML Canonicalization 1.0, Canonical XML 1.0 section 2.3.)
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ugyfelkapu.broker.saml.xml.names import PREFIXES

_TEXT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#xD;"})
_VALUE = str.maketrans({"&": "&amp;", "<": "&lt;", '"': "&quot;", "\t": "&#x9;", "\n": "&#xA;", "\r": "&#xD;"})
_UNWRITABLE = dict.fromkeys((*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0xFFFE, 0xFFFF, *range(0xD800, 0xE000)))


@dataclass(frozen=True, slots=True)
class XmlNode:
    """An element to be written; `name` is "prefix:local" with a prefix of `names.py`."""

    name: str
    attributes: Mapping[str, str]
    children: tuple["XmlNode | str", ...]


def element(name: str, attributes: Mapping[str, str], /, *children: "XmlNode | str") -> XmlNode:
    """An element; texts among the children are character data, and characters that XML cannot hold are left out."""
    return XmlNode(name, attributes, children)


def written(node: XmlNode) -> bytes:
    """The document, in UTF-8."""
    return "".join(_written(node, frozenset())).encode()


def _written(node: XmlNode, declared: frozenset[str]) -> Iterator[str]:
    prefix = node.name.partition(":")[0]
    named = {prefix, *(name.partition(":")[0] for name in node.attributes if ":" in name)} - declared - {"xml"}
    yield f"<{node.name}"
    for fresh in sorted(named):
        yield f' xmlns:{fresh}="{PREFIXES[fresh]}"'
    for name in sorted(node.attributes, key=_order):
        yield f' {name}="{node.attributes[name].translate(_UNWRITABLE).translate(_VALUE)}"'
    yield ">"
    below = declared | named
    for child in node.children:
        if isinstance(child, str):
            yield child.translate(_UNWRITABLE).translate(_TEXT)
        else:
            yield from _written(child, below)
    yield f"</{node.name}>"


def _order(name: str) -> tuple[str, str]:
    """Attributes by namespace and local name, those without a namespace first (Canonical XML 1.0 section 2.2)."""
    prefix, _, local = name.rpartition(":")
    return PREFIXES.get(prefix, ""), local

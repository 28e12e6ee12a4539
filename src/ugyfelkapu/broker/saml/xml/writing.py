"""Our own messages, written at once in exclusive canonical form, so that they are signed without being read again.

(Exclusive XML Canonicalization 1.0, Canonical XML 1.0 section 2.3.)
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Union

from ugyfelkapu.broker.saml.xml.names import PREFIXES

_TEXT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#xD;"})
_VALUE = str.maketrans({"&": "&amp;", "<": "&lt;", '"': "&quot;", "\t": "&#x9;", "\n": "&#xA;", "\r": "&#xD;"})
_UNWRITABLE = dict.fromkeys((*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0xFFFE, 0xFFFF, *range(0xD800, 0xE000)))
_SPECIAL = re.compile('[\x00-\x1f&<>"\ufffe\uffff\ud800-\udfff]')
"""Where none of these is, a text is written as it is: nearly always."""


@dataclass(frozen=True, slots=True)
class Fragment:
    """What was written already, below elements that declare `within`; what is signed is written once."""

    text: str
    within: frozenset[str]
    declares: frozenset[str]
    """What it declares itself: nothing around it may declare that."""


@dataclass(frozen=True, slots=True)
class XmlNode:
    """An element to be written; `name` is "prefix:local" with a prefix of `names.py`."""

    name: str
    attributes: Mapping[str, str]
    children: tuple[Union["XmlNode", Fragment, str], ...]
    declares: frozenset[str] = frozenset()
    """Prefixes that values below make use of (`xsi:type`), which no canonical form would declare by itself."""


class MisplacedFragmentError(Exception):
    """A fragment stands where other namespaces are declared than it was written for."""


def element(name: str, attributes: Mapping[str, str], /, *children: XmlNode | Fragment | str) -> XmlNode:
    """An element; texts among the children are character data, and characters that XML cannot hold are left out."""
    return XmlNode(name, attributes, children)


def declaring(node: XmlNode, prefixes: frozenset[str]) -> XmlNode:
    """The element with these prefixes declared for values below."""
    return replace(node, declares=prefixes) if prefixes else node


def written(node: XmlNode) -> bytes:
    """The document, in UTF-8."""
    return fragment_of(node, within=frozenset()).text.encode()


def fragment_of(node: XmlNode, *, within: frozenset[str]) -> Fragment:
    """The element as it is written below others that declare these prefixes."""
    parts: list[str] = []
    declares: set[str] = set()
    _write(node, within, parts=parts, declares=declares)
    return Fragment("".join(parts), within, frozenset(declares))


def prefixes_of(node: XmlNode) -> frozenset[str]:
    """What the element itself makes use of, or declares for values below."""
    return _tag(node.name, tuple(node.attributes)).prefixes | node.declares


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tag:
    """What all elements of one name with the same attributes have in common; there are few such, and they come again."""

    prefixes: frozenset[str]
    attributes: tuple[str, ...]
    """In canonical order."""


@lru_cache(maxsize=512)
def _tag(name: str, attributes: tuple[str, ...]) -> _Tag:
    prefixes = frozenset(each.partition(":")[0] for each in (name, *attributes) if ":" in each)
    return _Tag(prefixes=prefixes - {"xml"}, attributes=tuple(sorted(attributes, key=_order)))


def _write(node: XmlNode, declared: frozenset[str], *, parts: list[str], declares: set[str]) -> None:
    tag = _tag(node.name, tuple(node.attributes))
    parts.append(f"<{node.name}")
    below = declared
    if not tag.prefixes <= declared or node.declares:
        fresh = (tag.prefixes | node.declares) - declared
        parts += [f' xmlns:{prefix}="{PREFIXES[prefix]}"' for prefix in sorted(fresh)]
        declares |= fresh
        below = declared | fresh
    parts += [f' {name}="{_escaped(node.attributes[name], _VALUE)}"' for name in tag.attributes]
    parts.append(">")
    for child in node.children:
        if isinstance(child, XmlNode):
            _write(child, below, parts=parts, declares=declares)
        elif isinstance(child, Fragment):
            parts.append(_placed(child, below))
            declares |= child.declares
        else:
            parts.append(_escaped(child, _TEXT))
    parts.append(f"</{node.name}>")


def _placed(fragment: Fragment, declared: frozenset[str]) -> str:
    """More may be declared around it than when it was written, as long as it declares none of that itself."""
    if not fragment.within <= declared or fragment.declares & declared:
        raise MisplacedFragmentError
    return fragment.text


def _escaped(text: str, how: Mapping[int, str]) -> str:
    return text.translate(_UNWRITABLE).translate(how) if _SPECIAL.search(text) else text


def _order(name: str) -> tuple[str, str]:
    """Attributes by namespace and local name, those without a namespace first (Canonical XML 1.0 section 2.2)."""
    prefix, _, local = name.rpartition(":")
    return PREFIXES.get(prefix, ""), local

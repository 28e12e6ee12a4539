"""Documents damaged as an attacker or a clumsy program would: mostly well-formed still, so that it reaches the rules."""

from collections.abc import Callable, Sequence
from copy import deepcopy
from random import Random

from lxml import etree

from tests.fuzz.words import ATTRIBUTES, BYTES, LOCAL_NAMES, NAMESPACES, VALUES

MOST_BYTES = 60_000
"""Larger documents are refused by their size alone, which other tests see to."""

_Node = etree._Element
_Deed = Callable[[_Node, Random], None]


def damaged(document: bytes, chance: Random) -> bytes:
    """The document with one to five things wrong; what is no XML is damaged in its bytes."""
    try:
        root = etree.fromstring(document, etree.XMLParser(resolve_entities=False, no_network=True))
    except (etree.XMLSyntaxError, ValueError):
        return damaged_bytes(document, chance)
    for _ in range(chance.randint(1, 5)):
        try:
            chance.choice(_DEEDS)(root, chance)
        except (ValueError, TypeError):
            continue  # what the library will not build, such as a name that is none
    after = etree.tostring(root)
    return after[:MOST_BYTES] if chance.random() < 0.9 else damaged_bytes(after, chance)


def damaged_bytes(document: bytes, chance: Random) -> bytes:
    """A few bytes taken away, doubled, changed or added."""
    data = bytearray(document[:MOST_BYTES])
    for _ in range(chance.randint(1, 3)):
        start = chance.randint(0, len(data))
        end = min(len(data), start + chance.choice((0, 1, 1, 4, 30)))
        part = bytes(data[start:end])
        odd = chance.choice(BYTES)
        data[start:end] = chance.choice((b"", part * 2, part * 2000, odd, odd * 2000, bytes([chance.randrange(256)])))
    return bytes(data[:MOST_BYTES])


def _any(root: _Node, chance: Random) -> _Node:
    return chance.choice([node for node in root.iter() if isinstance(node.tag, str)])


def _below(root: _Node, chance: Random) -> _Node:
    """Any but the root; an exception tells that there is none."""
    return chance.choice([node for node in root.iter() if node is not root] or _nothing())


def _nothing() -> Sequence[_Node]:
    raise ValueError("there is nothing below")


def _name(chance: Random) -> str:
    return f"{{{chance.choice(NAMESPACES)}}}{chance.choice(LOCAL_NAMES)}".removeprefix("{}")


def _drop(root: _Node, chance: Random) -> None:
    node = _below(root, chance)
    parent = node.getparent()
    if parent is not None:
        parent.remove(node)


def _double(root: _Node, chance: Random) -> None:
    node = _below(root, chance)
    node.addnext(deepcopy(node))


def _move(root: _Node, chance: Random) -> None:
    """Elsewhere, or a copy of it: also the whole into one of its parts."""
    node, target = _any(root, chance), _any(root, chance)
    is_within = node in target.iterancestors() or node is target or node is root
    target.insert(chance.randint(0, len(target)), deepcopy(node) if is_within or chance.random() < 0.4 else node)


def _rename(root: _Node, chance: Random) -> None:
    node = _any(root, chance)
    local = etree.QName(node).localname
    node.tag = _name(chance) if chance.random() < 0.5 else f"{{{chance.choice(NAMESPACES)}}}{local}".removeprefix("{}")


def _add(root: _Node, chance: Random) -> None:
    node = _any(root, chance)
    child = etree.Element(_name(chance))
    child.text = chance.choice(VALUES)
    node.insert(chance.randint(0, len(node)), child)


def _set(root: _Node, chance: Random) -> None:
    node = _any(root, chance)
    names = [*map(str, node.attrib)] if node.attrib and chance.random() < 0.7 else ATTRIBUTES
    node.set(chance.choice(names), chance.choice(VALUES))


def _unset(root: _Node, chance: Random) -> None:
    node = _any(root, chance)
    if node.attrib:
        del node.attrib[chance.choice([*map(str, node.attrib)])]


def _swap(root: _Node, chance: Random) -> None:
    """The attributes of one for those of another."""
    one, other = _any(root, chance), _any(root, chance)
    for name, value in other.attrib.items():
        one.set(name, value)


def _say(root: _Node, chance: Random) -> None:
    node, text = _any(root, chance), chance.choice(VALUES)
    if chance.random() < 0.7:
        node.text = text
    else:
        node.tail = text


def _pad(root: _Node, chance: Random) -> None:
    node = _any(root, chance)
    space = chance.choice((" ", "\n", "\t", "\r", "\u00a0", "\u2003"))
    node.text = f"{space}{node.text or ''}{space}"


def _comment(root: _Node, chance: Random) -> None:
    odd = etree.Comment("x") if chance.random() < 0.5 else etree.ProcessingInstruction("x", "y")
    _any(root, chance).insert(0, odd)


def _many(root: _Node, chance: Random) -> None:
    node = _below(root, chance)
    for _ in range(chance.choice((5, 30, 60))):
        node.addnext(deepcopy(node))


def _deepen(root: _Node, chance: Random) -> None:
    node = _any(root, chance)
    for _ in range(chance.choice((1, 5, 45))):
        node = etree.SubElement(node, node.tag)


def _crowd(root: _Node, chance: Random) -> None:
    """More namespaces, attributes or prefixes than anybody needs."""
    many = chance.choice((20, 100, 1000))
    names = [f"a{number}" for number in range(many)]
    child = etree.SubElement(_any(root, chance), _name(chance), nsmap={name: f"urn:{name}" for name in names})
    child.set("PrefixList", " ".join(names))
    for name in names[: chance.choice((0, 10, many))]:
        etree.SubElement(child, f"{{urn:{name}}}x")


def _declare(root: _Node, chance: Random) -> None:
    """An element with namespaces of its own, under prefixes of others too."""
    prefix = chance.choice(("ds", "saml", "samlp", "md", "a"))
    child = etree.SubElement(_any(root, chance), _name(chance), nsmap={prefix: chance.choice(NAMESPACES) or "urn:x"})
    child.set(chance.choice(ATTRIBUTES), chance.choice(VALUES))


_DEEDS: tuple[_Deed, ...] = (
    *(_drop, _double, _move, _move, _rename, _add, _set, _set, _set, _unset, _swap, _say, _say, _pad, _comment),
    *(_many, _deepen, _declare, _crowd),
)

"""An element of a document that was read; nobody beyond this folder sees the library it comes from."""

from dataclasses import dataclass, field

from lxml import etree


@dataclass(frozen=True, slots=True, eq=False)
class XmlElement:
    """A view of an element; `name` is "{namespace}local"."""

    node: etree._Element = field(repr=False)
    """For this folder alone."""

    @property
    def name(self) -> str:
        """Namespace and local name."""
        return str(self.node.tag)

    @property
    def text(self) -> str:
        """All of its character data; comments and instructions were refused before, so nothing is cut short."""
        return "".join(str(part) for part in self.node.itertext())

    def get(self, attribute: str) -> str | None:
        """An attribute's value."""
        value = self.node.get(attribute)
        return None if value is None else str(value)

    def children(self, name: str | None = None) -> tuple["XmlElement", ...]:
        """The elements right below, of one name or all."""
        return tuple(XmlElement(child) for child in self.node.iterchildren(name))

    def child(self, name: str) -> "XmlElement | None":
        """The only element of that name right below; `None` too where there are several."""
        found = self.children(name)
        return found[0] if len(found) == 1 else None

    def octets(self) -> bytes:
        """The element in exclusive canonical form (Exclusive XML Canonicalization 1.0)."""
        return etree.tostring(self.node, method="c14n", exclusive=True)

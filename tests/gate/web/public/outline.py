"""What assistive technology finds on a page: headings, lists, links and places to jump to."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

_LISTS = {"ul": "li", "ol": "li", "dl": "dt"}


@dataclass
class FoundList:
    """One list and how many items it holds itself."""

    tag: str
    items: int = 0


@dataclass
class Outline:
    """The outline of one page."""

    language: str = ""
    page_name: str = ""
    headings: list[int] = field(default_factory=list)
    lists: list[FoundList] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    """Addresses inside `<main>`, in the order of reading."""
    ids: list[str] = field(default_factory=list)
    text: str = ""


def outline_of(page: str) -> Outline:
    """The outline of a page's HTML."""
    reader = _Reader()
    reader.feed(page)
    return reader.outline


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.outline = Outline()
        self._open: list[FoundList] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if "id" in values:
            self.outline.ids.append(values["id"])
        if tag in {"html", "main"}:
            self.outline.language = values.get("lang", self.outline.language)
            self.outline.page_name = values.get("data-page", "")
        elif tag in {"h1", "h2", "h3", "h4", "h5", "h6"}:
            self.outline.headings.append(int(tag[1]))
        elif tag == "a" and self.outline.page_name:
            self.outline.links.append(values["href"])
        self._list(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in _LISTS:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        self.outline.text += data

    def _list(self, tag: str) -> None:
        if tag in _LISTS:
            self._open.append(FoundList(tag))
            self.outline.lists.append(self._open[-1])
        elif self._open and tag == _LISTS[self._open[-1].tag]:
            self._open[-1].items += 1

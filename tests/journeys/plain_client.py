"""A visitor without a browser: follows redirects, reads forms, sends them back, as any program could."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin

import httpx

NO_KEEPING = httpx.Limits(max_keepalive_connections=0)
"""No connection outlives its answer, so that a visitor needs no goodbye."""

_PAGE = re.compile(r'<main[^>]*\bdata-page="([^"]+)"')


@dataclass
class PageForm:
    """A form as it would be sent if nobody touched it."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[PageForm] = []
        self.links: list[str] = []
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        if tag == "form":
            self.forms.append(PageForm(action=given.get("action", "")))
        elif self.forms and tag in {"input", "select", "button"} and "name" in given:
            self._take(tag, given)
        elif self.forms and tag == "option" and "selected" in given:
            self.forms[-1].fields[self._select] = given["value"]

    def _take(self, tag: str, given: dict[str, str]) -> None:
        form = self.forms[-1]
        form.names.add(given["name"])
        if tag == "select":
            self._select = given["name"]
        elif tag == "input" and (given.get("type") not in {"checkbox", "radio"} or "checked" in given):
            form.fields[given["name"]] = given.get("value", "")


@dataclass
class PlainClient:
    """One visitor with their cookies, and the page they look at."""

    http: httpx.Client = field(default_factory=lambda: httpx.Client(follow_redirects=True, timeout=40, limits=NO_KEEPING))
    answer: httpx.Response = field(default_factory=lambda: httpx.Response(204))

    def open(self, url: str) -> str:
        """Go to an address; the name of the page that comes."""
        self.answer = self.http.get(url)
        return self.page

    def shown(self, document: str, *, at: str) -> str:
        """A page that a service wrote stands at an address of that service; the name of the page."""
        self.answer = httpx.Response(200, text=document, request=httpx.Request("GET", at))
        return self.page

    def send(self, **values: str) -> str:
        """Fill in and send the form that has these fields; the name of the page that comes."""
        form = next(form for form in self._read().forms if values.keys() <= form.names)
        self.answer = self.http.post(urljoin(str(self.answer.url), form.action), data=form.fields | values)
        return self.page

    @property
    def page(self) -> str:
        """The stable name of the page, or nothing for another kind of answer."""
        found = _PAGE.search(self.answer.text)
        return found[1] if found else ""

    @property
    def links(self) -> list[str]:
        """Where the page's links lead."""
        return [urljoin(str(self.answer.url), link) for link in self._read().links]

    @property
    def is_refused(self) -> bool:
        """Whether the page says no."""
        return 'role="alert"' in self.answer.text

    def _read(self) -> _Reader:
        reader = _Reader()
        reader.feed(self.answer.text)
        return reader

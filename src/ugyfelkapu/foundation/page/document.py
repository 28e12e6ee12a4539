"""A document for a person to keep: facts and tables under headings, as PDF in the language of the page."""

from dataclasses import dataclass
from importlib.resources import files

import msgspec

from ugyfelkapu.foundation.page.catalogue import Language
from ugyfelkapu.foundation.page.typeset import typeset

MOST_ROWS = 2000
"""Of a longer list the document holds the newest, and says so; the machine-readable copy beside it holds all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading with facts, a table, or a sentence; `note` stands below in small letters."""

    heading: str
    facts: tuple[tuple[str, str], ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What is to be set."""

    product: str
    title: str
    intro: str
    sections: tuple[Section, ...]
    footer: str


def document_pdf(document: Document, language: Language) -> bytes:
    """The document on A4; takes up to a second for full tables, so it belongs beside the event loop."""
    template = files("ugyfelkapu.foundation.page").joinpath("document.typ").read_bytes()
    return typeset(template, {"language": language.value, "document": msgspec.json.encode(document).decode()})

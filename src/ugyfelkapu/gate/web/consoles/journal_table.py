"""The auditor's answer to take along: in the words of the page for people, and beside them the codes for machines."""

from collections.abc import Mapping, Sequence

from ugyfelkapu.foundation.journal_reading import Entry
from ugyfelkapu.foundation.page import Visit
from ugyfelkapu.foundation.page.wording import moment
from ugyfelkapu.gate.web.consoles.journal_words import capitalised, wording
from ugyfelkapu.gate.web.consoles.listing import Cell, Column, Listing
from ugyfelkapu.gate.web.counter.room import CounterRoom

HEADINGS = (
    *("console.column.at", "console.column.activity", "console.column.outcome", "console.column.subject"),
    *("console.column.data_set", "console.column.purpose", "own.why", "console.column.body", "console.column.actor"),
)
CODES = ("at", "activity", "outcome", "subject", "data_set", "purpose", "reason", "organisation", "actor", "technical")
"""Headings of the columns for machines, the same in every language: the fields of the journal as it holds them."""


def answer_table(room: CounterRoom, visit: Visit, entries: Sequence[Entry], *, names: Mapping[str, str]) -> Listing:
    """First what a person reads, then the codes; `names` tells what clerks and bodies are called."""
    headed = [Column(name=key, heading=room.pages.text(visit, key)) for key in HEADINGS]
    coded = [Column(name=name, heading=name) for name in CODES]
    rows = [
        tuple(Cell(value=text) for text in (*_in_words(room, visit, entry, names=names), *_in_codes(entry)))
        for entry in entries
    ]
    return Listing(page_name="journal", title="", intro="", columns=(*headed, *coded), rows=rows)


def _in_words(room: CounterRoom, visit: Visit, entry: Entry, *, names: Mapping[str, str]) -> tuple[str, ...]:
    said = wording(room, visit)
    return (
        moment(entry.at, visit.language),
        capitalised(said.activity(entry.activity)),
        said.outcome(entry.outcome),
        entry.subject,
        said.data(entry.data_set),
        said.purpose(entry.purpose),
        said.reason(entry.reason),
        names.get(entry.organisation, entry.organisation),
        names.get(entry.actor, entry.actor),
    )


def _in_codes(entry: Entry) -> tuple[str, ...]:
    return tuple(_code(entry, name) for name in CODES)


def _code(entry: Entry, name: str) -> str:
    value = getattr(entry, name)
    if name == "technical":
        return " ".join(f"{key}={told}" for key, told in entry.technical.items())
    return value.isoformat() if name == "at" else str(value)

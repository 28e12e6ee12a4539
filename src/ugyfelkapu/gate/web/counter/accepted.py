"""Which documents a counter accepts from whom, as the rule has it, for the page of the look-up (`domain.md` R1, R3)."""

from ugyfelkapu.gate.domain.identity import DocumentType
from ugyfelkapu.gate.domain.registration import CitizenGroup, documents_of
from ugyfelkapu.gate.web.counter.room import CounterRoom, Desk


def accepted_rows(room: CounterRoom, desk: Desk) -> list[tuple[str, str]]:
    """For each group of citizenships the documents, and what else there is to know."""
    return [(room.pages.text(desk.visit, f"counter.accepted.{group}"), _said(room, desk, group)) for group in CitizenGroup]


def _said(room: CounterRoom, desk: Desk, group: CitizenGroup) -> str:
    accepted = documents_of(group)
    names = [room.pages.text(desk.visit, f"counter.document.{kind}") for kind in DocumentType if kind in accepted]
    return f"{', '.join(names)}. {room.pages.text(desk.visit, f'counter.accepted.{group}.needs')}"

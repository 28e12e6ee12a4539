"""What differs between document and register, and what the clerk does about it, line by line (`domain.md R4`)."""

from ugyfelkapu.foundation.page import states
from ugyfelkapu.foundation.page.wording import day
from ugyfelkapu.gate.actions.counter.open_case import CaseRefused
from ugyfelkapu.gate.domain.counter_case import Case, Typed
from ugyfelkapu.gate.domain.difference import PARTS_OF, differences, doubts
from ugyfelkapu.gate.domain.identity import NaturalIdentity
from ugyfelkapu.gate.web.counter.room import CounterRoom, Desk

Line = tuple[str, str]
"""A field, and what to do."""


def seen_differences(room: CounterRoom, desk: Desk, case: Case) -> list[Line]:
    """For each line of the comparison that differs, what to do: accept it, or refuse."""
    found = differences(case.typed.identity, case.answer.person.identity)
    return [
        (room.pages.text(desk.visit, f"counter.field.{part}"), room.pages.text(desk.visit, f"counter.difference.{kind}"))
        for part, kind in found.items()
    ]


def told_differences(room: CounterRoom, desk: Desk, refused: CaseRefused, *, typed: Typed) -> dict[str, object]:
    """What was typed where a register says that it holds something else, what to look at, and who can put it right."""
    if not refused.fields:
        return {}
    lines = [
        {
            "label": room.pages.text(desk.visit, f"counter.field.{field}"),
            "typed": _typed(room, desk, field, typed=typed),
            "doubts": [room.pages.text(desk.visit, f"counter.doubt.{doubt}") for doubt in doubts(field, typed)],
        }
        for field in refused.fields
    ]
    where = room.pages.text(desk.visit, f"counter.difference.where.{refused.register}") if refused.register else ""
    marked = {part for field in refused.fields for part in PARTS_OF.get(field, ())}
    return {"fields": [], "differences": lines, "where": where, "marked": marked}


def _typed(room: CounterRoom, desk: Desk, field: str, *, typed: Typed) -> str:
    """As the clerk entered it, family name first as the form asks."""
    if field == "citizenship":
        return states.name_of(typed.citizenship, desk.visit.language, room.pages.text(desk.visit, "layout.stateless"))
    if field == "birth_date":
        return day(typed.identity.birth_date, desk.visit.language)
    written = _written(field, typed.identity)
    return written or room.pages.text(desk.visit, "counter.difference.empty")


def _written(field: str, identity: NaturalIdentity) -> str:
    names = {
        "current_name": identity.current_name,
        "birth_name": identity.birth_name,
        "mothers_birth_name": identity.mothers_birth_name,
    }
    if field in names:
        return " ".join(part for part in (names[field].family_name, names[field].given_name) if part)
    return identity.birth_place

"""What the journal's words are called: activities, outcomes, and why somebody was refused."""

from ugyfelkapu.folding import fold
from ugyfelkapu.foundation.page import Visit
from ugyfelkapu.foundation.page.catalogue import MissingTextError
from ugyfelkapu.gate.actions.consoles.vocabulary import ACTIVITIES
from ugyfelkapu.gate.domain.registration import ClerksReason, RefusalReason
from ugyfelkapu.gate.web.counter.room import CounterRoom


def activity_text(room: CounterRoom, visit: Visit, activity: str) -> str:
    """What was done, as its owner reads it, too."""
    text = _text(room, visit, f"own.activity.{activity}") or activity.replace("_", " ")
    return text[:1].upper() + text[1:]


def activities(room: CounterRoom, visit: Visit) -> list[tuple[str, str]]:
    """Every activity with its text, by the text."""
    named = [(activity, activity_text(room, visit, activity)) for activity in ACTIVITIES]
    return sorted(named, key=lambda pair: fold(pair[1]))


def reason_text(room: CounterRoom, visit: Visit, reason: str) -> str:
    """Why somebody was refused, at a counter or online."""
    if reason in set(ClerksReason):
        return room.pages.text(visit, f"counter.clerks_reason.{reason}")
    if reason in set(RefusalReason):
        return room.pages.text(visit, f"counter.refusal.{reason}.title")
    return _text(room, visit, f"console.refusal.{reason}") or reason.replace("_", " ")


def why_text(room: CounterRoom, visit: Visit, reason: str) -> str:
    """Why something was done, as its owner reads it, too; an auditor's search has reasons of its own."""
    said = _text(room, visit, f"own.reason.{reason}") or _text(room, visit, f"console.search_reason.{reason}")
    return said or reason_text(room, visit, reason)


def outcome_text(room: CounterRoom, visit: Visit, outcome: str) -> str:
    """How it ended."""
    return _text(room, visit, f"console.outcome.{outcome}") or reason_text(room, visit, outcome)


def _text(room: CounterRoom, visit: Visit, key: str) -> str | None:
    try:
        return room.pages.text(visit, key)
    except MissingTextError:
        return None

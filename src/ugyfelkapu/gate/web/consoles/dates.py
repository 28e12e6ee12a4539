"""Days as the browser's own field for them sends them."""

from datetime import date

from starlette.requests import Request

from ugyfelkapu.foundation.page.form import read_query
from ugyfelkapu.foundation.page.wording import LOCAL_TIME
from ugyfelkapu.gate.actions.consoles.figures import Span, span_of
from ugyfelkapu.gate.web.counter.room import Desk

EARLIEST_YEAR = 2000
LATEST_YEAR = 2200


def day_of(typed: str) -> date | None:
    """A day such as 2026-11-22; `None` when it is none, or of another age."""
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        return None
    return day if EARLIEST_YEAR <= day.year <= LATEST_YEAR else None


def span_asked(desk: Desk, request: Request) -> Span:
    """The span in the address."""
    asked = read_query(request)
    return span_of(day_of(asked.text("first")), day_of(asked.text("last")), today=desk.now.astimezone(LOCAL_TIME).date())

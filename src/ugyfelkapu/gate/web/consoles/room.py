"""The consoles' room: a desk with other duties than the counter's, and what each page of it needs."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from ugyfelkapu.gate.domain.duty import Duty, may
from ugyfelkapu.gate.web.counter.console_links import pages_of
from ugyfelkapu.gate.web.counter.room import HOME, CounterRoom, Desk, Endpoint, Handler, for_staff

STAFF = "/console/staff"
WORK = "/console/work"
ALERTS = "/console/alerts"
PROPOSALS = "/console/proposals"
BODIES = "/console/bodies"
ORGANISATIONS = "/console/organisations"
POLICY = "/console/policy"
STATISTICS = "/console/statistics"
RECONCILIATION = "/console/reconciliation"
JOURNAL = "/console/journal"
SEALS = "/console/seals"


def for_duty(room: CounterRoom, duty: Duty, handler: Handler) -> Endpoint:
    """A page for those who have the duty; everybody else goes to the page that is theirs."""

    async def granted_only(room: CounterRoom, desk: Desk, request: Request) -> Response:
        if not may(desk.clerk, duty):
            return room.pages.redirect(desk.visit, HOME)
        return await handler(room, desk, request)

    return for_staff(room, granted_only)


def policy_name(room: CounterRoom, desk: Desk, name: str) -> str:
    """What a rule is called."""
    return room.pages.text(desk.visit, f"console.policy.{name}")


def console_page(room: CounterRoom, desk: Desk, template: str, *, values: Mapping[str, object]) -> Response:
    """A page in the frame of the desk, with the pages of this clerk in its menu."""
    path = desk.visit.path
    links = [
        (room.pages.text(desk.visit, key), url, path == url or path.startswith(f"{url}/")) for key, url in pages_of(desk.clerk)
    ]
    frame = {"clerk": desk.clerk, "desk_links": links, "errors": []}
    return room.pages.answer(desk.visit, f"consoles/{template}", frame | dict(values))

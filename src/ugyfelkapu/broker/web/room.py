"""What every page of this room is given, and how a page finds the request it belongs to."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from ugyfelkapu.broker.actions.waiting import Browser, NotWaiting, Waiting, find_waiting
from ugyfelkapu.broker.domain.authorization import PendingId
from ugyfelkapu.broker.domain.session import SESSION_COOKIE
from ugyfelkapu.broker.ports import BrokerWorld
from ugyfelkapu.foundation.page import Pages, Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokerRoom:
    """The world and the page shell."""

    world: BrokerWorld
    pages: Pages


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One request within a flow: who looks, and what they wait for."""

    visit: Visit
    browser: Browser
    waiting: Waiting

    @property
    def path(self) -> str:
        """The address of the flow's first page."""
        return f"/authorize/{self.waiting.pending.pending_id}"

    @property
    def resume_path(self) -> str:
        """Where the request goes on: in the room of its protocol."""
        if self.waiting.pending.request.saml is not None:
            return f"/saml/sso/{self.waiting.pending.pending_id}/resume"
        return f"{self.path}/resume"


async def turn_of(room: BrokerRoom, request: Request) -> Turn | Response:
    """The flow this request belongs to, or the page that says there is none (any more)."""
    visit = room.pages.visit(request)
    secret = room.pages.cookies.read(request, SESSION_COOKIE)
    browser = Browser(digest=visit.browser_digest, network=visit.network, session_secret=secret)
    pending_id = PendingId(request.path_params["pending_id"])
    found = await find_waiting(room.world.database.reader, pending_id, browser=browser, now=room.world.clock.now())
    match found:
        case Waiting():
            return Turn(visit=visit, browser=browser, waiting=found)
        case NotWaiting():
            values = {"reason": found.value, "party": None, "page_name": "refused"}
            return room.pages.answer(visit, "broker/refused.html", values, status=400)

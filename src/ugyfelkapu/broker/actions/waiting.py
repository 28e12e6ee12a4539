"""A waiting request with its service, as every page of the flow loads it (`security.md` 1: the state is the server's)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from ugyfelkapu.broker.actions.weigh import Weighed
from ugyfelkapu.broker.domain.authorization import PendingId, PendingRequest
from ugyfelkapu.broker.domain.relying_party import RelyingParty
from ugyfelkapu.broker.domain.sign_on import demand_of_pending
from ugyfelkapu.broker.store import pending_requests, relying_parties
from ugyfelkapu.foundation.database import Reader
from ugyfelkapu.foundation.throttle import Lane

WAITING_WINDOW = timedelta(minutes=10)
MOST_WAITING = 600
"""How many requests one network may leave unfinished in a window, before they are let in one by one.

Far above an office of thousands that starts work: whoever signs in gives the place back. It bounds what a stranger can make
us keep.
"""
_LET_IN_EVERY = timedelta(seconds=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Browser:
    """Who continues a flow: the browser it is bound to, where it is, and the session it carries."""

    digest: bytes
    network: str
    session_secret: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A request that is still open in this browser."""

    pending: PendingRequest
    party: RelyingParty

    @property
    def weighed(self) -> Weighed:
        """The request as `weigh` takes it."""
        return Weighed(
            request=self.pending.request,
            party=self.party,
            demand=demand_of_pending(self.pending),
            is_consented=self.pending.consented_at is not None,
            chosen=self.pending.chosen,
            pending_id=self.pending.pending_id,
        )


def waiting_lane(network: str, *, created_at: datetime) -> Lane:
    """The places for requests that this network began at about this time."""
    window = int(created_at.timestamp() // WAITING_WINDOW.total_seconds())
    return Lane(
        key=f"broker/waiting/{network}/{window}",
        free_tries=MOST_WAITING,
        first_wait=_LET_IN_EVERY,
        longest_wait=_LET_IN_EVERY,
        forgotten_after=2 * WAITING_WINDOW,
    )


class NotWaiting(StrEnum):
    """Why there is nothing to go on with."""

    UNKNOWN = "unknown"
    """Never was, is over an hour old, belongs to another browser, or its service was ended."""
    ANSWERED = "answered"
    """The service has its answer already: the back button, or a second tab."""


async def find_waiting(reader: Reader, pending_id: PendingId, *, browser: Browser, now: datetime) -> Waiting | NotWaiting:
    """The open request of that name in this browser."""
    pending = await pending_requests.find(reader, pending_id, browser_digest=browser.digest, now=now)
    client = await relying_parties.find(reader, pending.request.client_id) if pending else None
    if pending is None or client is None:
        return NotWaiting.UNKNOWN
    if pending.answered_at is not None:
        return NotWaiting.ANSWERED
    return Waiting(pending=pending, party=client.party)

"""A service sends a browser: answer at once, or let the request wait for the person (`ARCHITECTURE.md`, sign-on)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from ugyfelkapu.broker.actions.issue_code import issue_code
from ugyfelkapu.broker.actions.keep_alive import keep_alive
from ugyfelkapu.broker.actions.waiting import Browser, waiting_lane
from ugyfelkapu.broker.actions.weigh import Missing, Ready, Weighed, weigh
from ugyfelkapu.broker.domain.authorization import AuthorizationRequest, PendingId, Prompt
from ugyfelkapu.broker.domain.relying_party import RelyingParty
from ugyfelkapu.broker.domain.secret import IDENTIFIER_BYTES, text_of
from ugyfelkapu.broker.domain.sign_on import demand_of
from ugyfelkapu.broker.ports import BrokerWorld
from ugyfelkapu.broker.store import pending_requests
from ugyfelkapu.foundation.throttle import Wait, take


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """The session answered: a code for the service."""

    code: str


class SilentRefusal(StrEnum):
    """Why `prompt=none` gets no code (OpenID Connect Core section 3.1.2.6)."""

    LOGIN_REQUIRED = "login_required"
    CONSENT_REQUIRED = "consent_required"


async def begin_sign_on(
    world: BrokerWorld, request: AuthorizationRequest, party: RelyingParty, *, session_secret: str | None, now: datetime
) -> Issued | SilentRefusal | Missing:
    """The answer of the browser's session; `Missing`: the person must do something first, so the request has to wait."""
    asked = Weighed(request=request, party=party, demand=demand_of(request, asked_at=now), is_consented=False)
    match await weigh(world.database.reader, asked, session_secret=session_secret, now=now):
        case Ready() as ready:
            async with world.database.transaction() as tx:
                code = await issue_code(tx, world, asked, ready=ready, now=now)
            await keep_alive(world, ready.session)
            return Issued(code=code)
        case missing:
            return _silent_refusal(missing) if Prompt.NONE in request.prompts else missing


def _silent_refusal(missing: Missing) -> SilentRefusal:
    return SilentRefusal.CONSENT_REQUIRED if missing is Missing.CONSENT else SilentRefusal.LOGIN_REQUIRED


async def keep_waiting(
    world: BrokerWorld, request: AuthorizationRequest, *, browser: Browser, now: datetime
) -> PendingId | Wait:
    """Let the request wait, bound to this browser; its name goes into the addresses of the pages that follow.

    `Wait`: too many requests of this network were left unfinished.
    """
    pending_id = PendingId(text_of(world.entropy.bytes(IDENTIFIER_BYTES)))
    async with world.database.transaction() as tx:
        admitted = await take(tx, [waiting_lane(browser.network, created_at=now)], now=now)
        if isinstance(admitted, Wait):
            return admitted
        await pending_requests.add(tx, pending_id, request, browser_digest=browser.digest, now=now)
    return pending_id

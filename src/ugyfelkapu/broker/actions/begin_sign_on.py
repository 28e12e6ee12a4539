"""A service sends a browser: answer at once, or let the request wait for the person (`ARCHITECTURE.md`, sign-on)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from ugyfelkapu.broker.actions.issue_code import issue_code
from ugyfelkapu.broker.actions.keep_alive import keep_alive
from ugyfelkapu.broker.actions.principals import take_up, with_organisation
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
    INTERACTION_REQUIRED = "interaction_required"
    """On whose behalf is for the person to say."""


async def begin_sign_on(
    world: BrokerWorld, request: AuthorizationRequest, party: RelyingParty, *, session_secret: str | None, now: datetime
) -> Issued | SilentRefusal | Missing:
    """The answer of the browser's session; `Missing`: the person must do something first, so the request has to wait."""
    asked = Weighed(request=request, party=party, demand=demand_of(request, asked_at=now), is_consented=False, chosen=None)
    weighed = await with_organisation(world, await weigh(world.database.reader, asked, session_secret=session_secret, now=now))
    answer = await _answer(world, asked, weighed, now=now) if isinstance(weighed, Ready) else weighed
    if isinstance(answer, Issued):
        return answer
    return _SILENT_REFUSALS[answer] if Prompt.NONE in request.prompts else answer


async def _answer(world: BrokerWorld, asked: Weighed, ready: Ready, *, now: datetime) -> Issued | Missing:
    async with world.database.transaction() as tx:
        taken = await take_up(tx, world, asked, ready=ready, now=now)
        if isinstance(taken, Missing):
            return taken
        code = await issue_code(tx, world, asked, ready=taken, now=now)
    await keep_alive(world, ready.session)
    return Issued(code=code)


_SILENT_REFUSALS = {
    Missing.IDENTIFICATION: SilentRefusal.LOGIN_REQUIRED,
    Missing.OTHER_PERSON: SilentRefusal.LOGIN_REQUIRED,
    Missing.PRINCIPAL: SilentRefusal.INTERACTION_REQUIRED,
    Missing.CONSENT: SilentRefusal.CONSENT_REQUIRED,
}


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

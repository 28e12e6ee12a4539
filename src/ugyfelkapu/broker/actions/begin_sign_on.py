"""A service sends a browser: answer at once, or let the request wait for the person (`ARCHITECTURE.md`, sign-on)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Generic, TypeVar

from ugyfelkapu.broker.actions.keep_alive import keep_alive
from ugyfelkapu.broker.actions.principals import take_up, with_organisation
from ugyfelkapu.broker.actions.waiting import Browser, waiting_lane
from ugyfelkapu.broker.actions.weigh import Issue, Missing, Ready, Weighed, weigh
from ugyfelkapu.broker.domain.authorization import AuthorizationRequest, PendingId, Prompt
from ugyfelkapu.broker.domain.relying_party import RelyingParty
from ugyfelkapu.broker.domain.secret import IDENTIFIER_BYTES, text_of
from ugyfelkapu.broker.domain.sign_on import demand_of
from ugyfelkapu.broker.ports import BrokerWorld
from ugyfelkapu.broker.store import pending_requests
from ugyfelkapu.foundation.throttle import Wait, take

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued(Generic[Answer]):
    """The session answered: what the service gets."""

    answer: Answer


class SilentRefusal(StrEnum):
    """Why `prompt=none` gets no code (OpenID Connect Core section 3.1.2.6)."""

    LOGIN_REQUIRED = "login_required"
    CONSENT_REQUIRED = "consent_required"
    INTERACTION_REQUIRED = "interaction_required"
    """On whose behalf is for the person to say."""


def asked_now(request: AuthorizationRequest, party: RelyingParty, *, now: datetime) -> Weighed:
    """A request as it comes in, before the person did anything for it."""
    demand = demand_of(request, asked_at=now)
    return Weighed(request=request, party=party, demand=demand, is_consented=False, chosen=None)


async def begin_sign_on(
    world: BrokerWorld, asked: Weighed, *, session_secret: str | None, issue: Issue[Answer], now: datetime
) -> Issued[Answer] | SilentRefusal | Missing:
    """The answer of the browser's session; `Missing`: the person must do something first, so the request has to wait."""
    weighed = await with_organisation(world, await weigh(world.database.reader, asked, session_secret=session_secret, now=now))
    answer = await _answer(world, asked, weighed, issue=issue, now=now) if isinstance(weighed, Ready) else weighed
    if isinstance(answer, Issued):
        return answer
    return _SILENT_REFUSALS[answer] if Prompt.NONE in asked.request.prompts else answer


async def _answer(
    world: BrokerWorld, asked: Weighed, ready: Ready, *, issue: Issue[Answer], now: datetime
) -> Issued[Answer] | Missing:
    async with world.database.transaction() as tx:
        taken = await take_up(tx, world, asked, ready=ready, now=now)
        if isinstance(taken, Missing):
            return taken
        answer = await issue(tx, world, asked, ready=taken, now=now)
    await keep_alive(world, ready.session)
    return Issued(answer=answer)


_SILENT_REFUSALS = {
    Missing.IDENTIFICATION: SilentRefusal.LOGIN_REQUIRED,
    Missing.OTHER_PERSON: SilentRefusal.LOGIN_REQUIRED,
    Missing.OTHER_METHOD: SilentRefusal.LOGIN_REQUIRED,
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

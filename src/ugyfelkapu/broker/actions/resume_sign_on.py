"""Go on with a waiting request after the person did something: answer it, or say what is still missing."""

from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from ugyfelkapu.broker.actions.keep_alive import keep_alive
from ugyfelkapu.broker.actions.principals import take_up, with_organisation
from ugyfelkapu.broker.actions.waiting import Browser, NotWaiting, Waiting
from ugyfelkapu.broker.actions.weigh import Issue, Missing, Ready, weigh
from ugyfelkapu.broker.domain.authorization import RequestRefusal
from ugyfelkapu.broker.ports import BrokerWorld
from ugyfelkapu.broker.store import device_codes, pending_requests

Answer = TypeVar("Answer")

_IN_VAIN = {
    Missing.OTHER_PERSON: RequestRefusal.OTHER_PERSON,
    Missing.OTHER_METHOD: RequestRefusal.LEVEL_NOT_REACHED,
}
"""What a new sign-in was to bring, and did not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resumed(Generic[Answer]):
    """The request's answer; without one it was refused."""

    waiting: Waiting
    answer: Answer | None
    refusal: RequestRefusal | None
    """Why there is none."""


async def resume_sign_on(
    world: BrokerWorld, waiting: Waiting, *, browser: Browser, issue: Issue[Answer], now: datetime
) -> Resumed[Answer] | Missing | NotWaiting:
    """Answer once; who comes second, from another tab, finds the request answered."""
    if waiting.pending.refused_at is not None:
        return await _refuse(world, waiting, waiting.pending.refusal or RequestRefusal.TURNED_BACK, now=now)
    found = await weigh(world.database.reader, waiting.weighed, session_secret=browser.session_secret, now=now)
    if isinstance(found, Missing) and found in _IN_VAIN and waiting.pending.identified_at is not None:
        return await _refuse(world, waiting, _IN_VAIN[found], now=now)
    weighed = await with_organisation(world, found)
    return await _answer(world, waiting, weighed, issue=issue, now=now) if isinstance(weighed, Ready) else weighed


async def _answer(
    world: BrokerWorld, waiting: Waiting, ready: Ready, *, issue: Issue[Answer], now: datetime
) -> Resumed[Answer] | Missing | NotWaiting:
    async with world.database.transaction() as tx:
        taken = await take_up(tx, world, waiting.weighed, ready=ready, now=now)
        if isinstance(taken, Missing):
            return taken
        if not await pending_requests.answer(tx, waiting.pending.pending_id, now=now):
            return NotWaiting.ANSWERED
        answer = await issue(tx, world, waiting.weighed, ready=taken, now=now)
    await keep_alive(world, ready.session)
    return Resumed(waiting=waiting, answer=answer, refusal=None)


async def _refuse(
    world: BrokerWorld, waiting: Waiting, refusal: RequestRefusal, *, now: datetime
) -> Resumed[Answer] | NotWaiting:
    async with world.database.transaction() as tx:
        if not await pending_requests.answer(tx, waiting.pending.pending_id, now=now):
            return NotWaiting.ANSWERED
        if waiting.pending.request.is_for_device:
            await device_codes.take_up(tx, waiting.pending.pending_id, now=now)  # and no code follows
    return Resumed(waiting=waiting, answer=None, refusal=refusal)

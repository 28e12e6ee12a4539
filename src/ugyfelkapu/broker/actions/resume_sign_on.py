"""Go on with a waiting request after the person did something: answer it, or say what is still missing."""

from dataclasses import dataclass
from datetime import datetime

from ugyfelkapu.broker.actions.answer_device import answer_device
from ugyfelkapu.broker.actions.issue_code import issue_code
from ugyfelkapu.broker.actions.keep_alive import keep_alive
from ugyfelkapu.broker.actions.principals import take_up, with_organisation
from ugyfelkapu.broker.actions.waiting import Browser, NotWaiting, Waiting, find_waiting
from ugyfelkapu.broker.actions.weigh import Missing, Ready, weigh
from ugyfelkapu.broker.domain.authorization import PendingId, RequestRefusal
from ugyfelkapu.broker.ports import BrokerWorld
from ugyfelkapu.broker.store import device_codes, pending_requests
from ugyfelkapu.foundation.database import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Resumed:
    """The request's answer; without a code it was refused."""

    waiting: Waiting
    code: str | None
    refusal: RequestRefusal | None
    """Why there is no code."""


async def resume_sign_on(
    world: BrokerWorld, pending_id: PendingId, *, browser: Browser, now: datetime
) -> Resumed | Missing | NotWaiting:
    """Answer once; who comes second, from another tab, finds the request answered."""
    waiting = await find_waiting(world.database.reader, pending_id, browser=browser, now=now)
    if isinstance(waiting, NotWaiting):
        return waiting
    if waiting.pending.refused_at is not None:
        return await _refuse(world, waiting, waiting.pending.refusal or RequestRefusal.TURNED_BACK, now=now)
    found = await weigh(world.database.reader, waiting.weighed, session_secret=browser.session_secret, now=now)
    if found is Missing.OTHER_PERSON and waiting.pending.identified_at is not None:
        return await _refuse(world, waiting, RequestRefusal.OTHER_PERSON, now=now)
    weighed = await with_organisation(world, found)
    return await _answer(world, waiting, weighed, now=now) if isinstance(weighed, Ready) else weighed


async def _answer(world: BrokerWorld, waiting: Waiting, ready: Ready, *, now: datetime) -> Resumed | Missing | NotWaiting:
    async with world.database.transaction() as tx:
        taken = await take_up(tx, world, waiting.weighed, ready=ready, now=now)
        if isinstance(taken, Missing):
            return taken
        if not await pending_requests.answer(tx, waiting.pending.pending_id, now=now):
            return NotWaiting.ANSWERED
        code = await _granted(tx, world, waiting, ready=taken, now=now)
    await keep_alive(world, ready.session)
    return Resumed(waiting=waiting, code=code, refusal=None)


async def _granted(tx: Transaction, world: BrokerWorld, waiting: Waiting, *, ready: Ready, now: datetime) -> str | None:
    """The code, which a device fetches itself where one asked; `None`: the device waits no longer."""
    if waiting.pending.request.is_for_device:
        return await answer_device(tx, world, waiting, ready=ready, now=now)
    return await issue_code(tx, world, waiting.weighed, ready=ready, now=now)


async def _refuse(world: BrokerWorld, waiting: Waiting, refusal: RequestRefusal, *, now: datetime) -> Resumed | NotWaiting:
    async with world.database.transaction() as tx:
        if not await pending_requests.answer(tx, waiting.pending.pending_id, now=now):
            return NotWaiting.ANSWERED
        if waiting.pending.request.is_for_device:
            await device_codes.take_up(tx, waiting.pending.pending_id, now=now)  # and no code follows
    return Resumed(waiting=waiting, code=None, refusal=refusal)

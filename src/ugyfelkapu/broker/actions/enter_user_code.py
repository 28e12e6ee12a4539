"""A person types what their device shows: which service asks, and whether they began it (RFC 8628 section 3.3, 5.4)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from ugyfelkapu.broker.actions.begin_sign_on import keep_waiting
from ugyfelkapu.broker.actions.waiting import Browser
from ugyfelkapu.broker.domain.authorization import PendingId
from ugyfelkapu.broker.domain.device import typed_user_code, user_code_digest
from ugyfelkapu.broker.domain.relying_party import RelyingParty, Scope
from ugyfelkapu.broker.ports import BrokerWorld
from ugyfelkapu.broker.store import device_codes, relying_parties
from ugyfelkapu.foundation.database import Reader
from ugyfelkapu.foundation.throttle import Lane, Wait, give_back, take

FREE_WRONG_CODES = 20
"""Of one network in a day; then the waits begin: of 34 bits, nobody guesses one that is good for ten minutes."""

LONGEST_WAIT = timedelta(hours=1)


class CodeRefusal(StrEnum):
    """Why nothing is shown."""

    NOT_GOOD = "not_good"
    """Unknown, over or decided already: one answer, so that nobody can probe."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """What the person is shown before they say that they began it."""

    user_code: str
    party: RelyingParty
    scopes: tuple[Scope, ...]


async def see_device(world: BrokerWorld, typed: str, *, network: str) -> Asking | CodeRefusal | Wait:
    """Which service's device shows this code; a try is counted before the work and given back when the code was right."""
    now, user_code, lanes = world.clock.now(), typed_user_code(typed), [_lane(network)]
    async with world.database.transaction() as tx:
        admitted = await take(tx, lanes, now=now)
        if isinstance(admitted, Wait):
            return admitted
        asking = await _asking(tx, user_code, now=now) if user_code else None
        if asking is None:
            return CodeRefusal.NOT_GOOD
        await give_back(tx, lanes)
    return asking


async def go_on(world: BrokerWorld, typed: str, *, browser: Browser) -> PendingId | CodeRefusal | Wait:
    """They began it: the request waits in their browser as any other, and its answer goes to the device."""
    seen = await see_device(world, typed, network=browser.network)
    if not isinstance(seen, Asking):
        return seen
    now, digest = world.clock.now(), user_code_digest(seen.user_code)
    held = await device_codes.open_for(world.database.reader, digest, now=now)
    if held is None:
        return CodeRefusal.NOT_GOOD
    pending_id = await keep_waiting(world, held.request, browser=browser, now=now)
    if isinstance(pending_id, Wait):
        return pending_id
    async with world.database.transaction() as tx:
        is_bound = await device_codes.bind(tx, digest, pending_id, now=now)
    return pending_id if is_bound else CodeRefusal.NOT_GOOD


async def turn_away(world: BrokerWorld, typed: str, *, network: str) -> bool | Wait:
    """They did not begin it: the device is told no; whether there was anything to refuse."""
    seen = await see_device(world, typed, network=network)
    if not isinstance(seen, Asking):
        return seen if isinstance(seen, Wait) else False
    async with world.database.transaction() as tx:
        return await device_codes.refuse(tx, user_code_digest(seen.user_code), now=world.clock.now())


async def _asking(reader: Reader, user_code: str, *, now: datetime) -> Asking | None:
    held = await device_codes.open_for(reader, user_code_digest(user_code), now=now)
    client = await relying_parties.find(reader, held.request.client_id) if held else None
    return Asking(user_code=user_code, party=client.party, scopes=held.request.scopes) if held and client else None


def _lane(network: str) -> Lane:
    return Lane(key=f"broker/user-code/{network}", free_tries=FREE_WRONG_CODES, longest_wait=LONGEST_WAIT)

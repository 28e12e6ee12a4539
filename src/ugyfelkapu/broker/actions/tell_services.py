"""The worker tells services that somebody signed out, each in its own protocol, until they confirm it."""

from asyncio import gather
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from ugyfelkapu.broker.domain.logout_notice import Notice, NoticeOutcome, is_told_by_server, next_try
from ugyfelkapu.broker.domain.relying_party import RelyingParty
from ugyfelkapu.broker.ports import BrokerWorld
from ugyfelkapu.broker.store import logout_notices, relying_parties
from ugyfelkapu.foundation.database import DatabaseUnavailableError

_log = structlog.get_logger("logout")

AT_ONCE = 20
"""How many services are told side by side; a slow one keeps nobody else waiting."""


LAST_TRY = timedelta(minutes=1)
"""After the last try it is made once more where a crash came between; so long nobody else makes it."""


class Tell(Protocol):
    """Tells one service by its server."""

    async def __call__(self, world: BrokerWorld, notice: Notice, party: RelyingParty, *, now: datetime) -> str | None:
        """Why it did not confirm; `None`: it did."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tellers:
    """One for each protocol."""

    oidc: Tell
    saml: Tell


async def tell_services(world: BrokerWorld, tellers: Tellers) -> int:
    """Tell those that are due; how many were told, whatever they said."""
    now = world.clock.now()
    waiting = await logout_notices.due(world.database.reader, now=now, most=AT_ONCE)
    return sum(await gather(*(_tell(world, tellers, notice, now=now) for notice in waiting)))


async def _tell(world: BrokerWorld, tellers: Tellers, notice: Notice, *, now: datetime) -> bool:
    """One service; the try is counted first, so that a crash costs a try and never the notice."""
    again_at = next_try(notice.tries + 1, now=now)
    async with world.database.transaction() as tx:
        if not await logout_notices.claim(tx, notice, again_at=again_at or now + LAST_TRY):
            return False  # another worker was here first
    client = await relying_parties.find(world.database.reader, notice.signed_on.client_id)
    if client is None or not is_told_by_server(client.party):
        await _settle(world, notice, NoticeOutcome.NOT_TOLD, fault="the service is not there any more")
        return True
    tell = tellers.oidc if client.party.saml is None else tellers.saml
    fault = await _told(tell, world, notice, party=client.party, now=now)
    await _note(world, notice, fault, is_last=again_at is None)
    return True


async def _told(tell: Tell, world: BrokerWorld, notice: Notice, *, party: RelyingParty, now: datetime) -> str | None:
    """Why one service did not confirm; where we stumble over it ourselves, no other waits for that."""
    try:
        return await tell(world, notice, party, now=now)
    except DatabaseUnavailableError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever one service's keys or addresses break, the others are told
        _log.warning("telling_failed", client_id=party.client_id, error=type(error).__name__, exc_info=error)
        return f"a fault of ours: {type(error).__name__}"


async def _note(world: BrokerWorld, notice: Notice, fault: str | None, *, is_last: bool) -> None:
    if fault is None:
        await _settle(world, notice, NoticeOutcome.CONFIRMED, fault=None)
    elif is_last:
        await _settle(world, notice, NoticeOutcome.GIVEN_UP, fault=fault)
    else:
        async with world.database.transaction() as tx:
            await logout_notices.note_failure(tx, notice.notice_id, fault=fault)


async def _settle(world: BrokerWorld, notice: Notice, outcome: NoticeOutcome, *, fault: str | None) -> None:
    async with world.database.transaction() as tx:
        await logout_notices.settle(tx, notice.notice_id, outcome, fault=fault)

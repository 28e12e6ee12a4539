"""The end of sessions before their time, and of all that hangs on them: every service signed on in one is told."""

from dataclasses import dataclass
from datetime import datetime

from ugyfelkapu.broker.domain.logout_notice import Notice, NoticeId, SignedOn, SignOut, SignOutId, first_outcome
from ugyfelkapu.broker.domain.relying_party import ClientId
from ugyfelkapu.broker.domain.secret import IDENTIFIER_BYTES, text_of
from ugyfelkapu.broker.domain.session import SessionId
from ugyfelkapu.broker.ports import BrokerWorld
from ugyfelkapu.broker.store import logout_notices, relying_parties, sessions
from ugyfelkapu.foundation.database import Transaction
from ugyfelkapu.identification import SessionHandle, SubjectCode


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaving:
    """The browser in which somebody signs out, and where it is to go then."""

    browser_digest: bytes | None
    """`None`: a service's server asks, and nobody looks on."""
    asked_by: ClientId | None
    destination: str | None


async def end_session(
    tx: Transaction, world: BrokerWorld, session_id: SessionId, *, now: datetime, leaving: Leaving | None = None
) -> SignOutId | None:
    """End one session; `None`: it had ended already. Where a browser leaves, it may tell services, and is shown what came."""
    if await sessions.hold(tx, session_id) is None:
        return None
    signed_on = await logout_notices.signed_on_in(tx, session_id)
    await sessions.end(tx, session_id, now=now)
    end = SignOut(
        sign_out_id=SignOutId(_fresh(world)),
        asked_by=leaving.asked_by if leaving else None,
        destination=leaving.destination if leaving else None,
        ended_at=now,
    )
    notices = await _notices(tx, world, signed_on, leaving=leaving)
    if notices or leaving is not None:
        await logout_notices.add(tx, end, notices, browser_digest=leaving.browser_digest if leaving else None)
    return end.sign_out_id


async def end_sessions_by_handle(tx: Transaction, world: BrokerWorld, handle: SessionHandle, *, now: datetime) -> int:
    """End what hangs on one session of the gate; how many ended."""
    return await _end_all(tx, world, await sessions.of_handle(tx, handle), now=now)


async def end_sessions_by_subject(tx: Transaction, world: BrokerWorld, subject_code: SubjectCode, *, now: datetime) -> int:
    """End everything of a person; how many ended."""
    return await _end_all(tx, world, await sessions.of_subject(tx, subject_code), now=now)


async def _end_all(tx: Transaction, world: BrokerWorld, session_ids: list[SessionId], *, now: datetime) -> int:
    return sum([await end_session(tx, world, session_id, now=now) is not None for session_id in session_ids])


async def _notices(tx: Transaction, world: BrokerWorld, signed_on: list[SignedOn], *, leaving: Leaving | None) -> list[Notice]:
    """Whom to tell: every service that is still registered.

    The one that asked is told too (Back-Channel Logout section 2.5), but by SAML it gets an answer in place of that.
    """
    has_browser = leaving is not None and leaving.browser_digest is not None
    asked_by = leaving.asked_by if leaving else None
    return [
        Notice(
            notice_id=NoticeId(_fresh(world)),
            signed_on=told,
            outcome=first_outcome(client.party, has_browser=has_browser),
            tries=0,
        )
        for told in signed_on
        if (client := await relying_parties.find(tx, told.client_id)) is not None
        and not (client.party.saml and told.client_id == asked_by)
    ]


def _fresh(world: BrokerWorld) -> str:
    return text_of(world.entropy.bytes(IDENTIFIER_BYTES))

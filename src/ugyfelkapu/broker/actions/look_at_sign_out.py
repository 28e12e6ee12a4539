"""What came of telling services that somebody signed out, for the browser it happened in."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from ugyfelkapu.broker.domain.logout_notice import PATIENCE, Notice, NoticeOutcome, SignOutId
from ugyfelkapu.broker.domain.redirect import with_parameters
from ugyfelkapu.broker.domain.relying_party import RelyingParty
from ugyfelkapu.broker.ports import BrokerWorld
from ugyfelkapu.broker.store import logout_notices, relying_parties


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One service, how it was told, and what the browser has to open for that."""

    party: RelyingParty
    outcome: NoticeOutcome
    front_channel_url: str | None
    is_unanswered: bool
    """The browser was sent to a SAML service, and brought nothing back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignOutSeen:
    """The end of a session with everybody who was to be told."""

    told: list[Told]
    destination: str | None
    asked_by: RelyingParty | None
    is_settled: bool
    """Nobody's answer is worth waiting for any more."""
    is_onward: bool
    """The browser is still to be sent to services that nobody else can tell."""


async def look_at_sign_out(
    world: BrokerWorld, sign_out_id: SignOutId, *, browser_digest: bytes, now: datetime
) -> SignOutSeen | None:
    """`None`: nothing of this browser."""
    reader = world.database.reader
    end = await logout_notices.find(reader, sign_out_id, browser_digest=browser_digest)
    if end is None:
        return None
    notices = await logout_notices.of_end(reader, sign_out_id)
    parties = [await relying_parties.find_ever(reader, notice.signed_on.client_id) for notice in notices]
    waits = any(notice.outcome is NoticeOutcome.WAITING for notice in notices) and now < end.ended_at + PATIENCE
    return SignOutSeen(
        told=list(_told(world, zip(notices, parties, strict=True))),
        destination=end.destination,
        asked_by=await relying_parties.find_ever(reader, end.asked_by) if end.asked_by else None,
        is_settled=not waits,
        is_onward=any(_is_untold(notice) for notice in notices),
    )


def _is_untold(notice: Notice) -> bool:
    return notice.outcome is NoticeOutcome.BY_BROWSER and notice.signed_on.name is not None and notice.tries == 0


def _told(world: BrokerWorld, pairs: Iterator[tuple[Notice, RelyingParty | None]]) -> Iterator[Told]:
    for notice, party in pairs:
        if party is not None:
            yield Told(
                party=party,
                outcome=notice.outcome,
                front_channel_url=_front_channel_url(world, notice, party),
                is_unanswered=notice.outcome is NoticeOutcome.BY_BROWSER and notice.tries > 0,
            )


def _front_channel_url(world: BrokerWorld, notice: Notice, party: RelyingParty) -> str | None:
    """Issuer and session go along where the service wants them (OpenID Connect Front-Channel Logout 1.0 section 2)."""
    url = party.logout.front_channel_uri
    if url is None or notice.outcome is not NoticeOutcome.BY_BROWSER:
        return None
    is_named = party.logout.is_front_channel_sid_needed
    return with_parameters(url, [("iss", world.issuer), ("sid", notice.signed_on.sid)] if is_named else [])

"""The worker tells services that somebody signed out (OpenID Connect Back-Channel Logout 1.0)."""

from asyncio import gather
from datetime import datetime, timedelta

from ugyfelkapu.broker.domain.logout_notice import Notice, NoticeOutcome, next_try
from ugyfelkapu.broker.domain.relying_party import RelyingParty
from ugyfelkapu.broker.oidc.errors import OAuthError
from ugyfelkapu.broker.oidc.jose import sign
from ugyfelkapu.broker.oidc.sealing import sealed, sealing_for
from ugyfelkapu.broker.ports import BrokerWorld, FetchFault
from ugyfelkapu.broker.store import logout_notices, relying_parties

AT_ONCE = 20
"""How many services are told side by side; a slow one keeps nobody else waiting."""

LOGOUT_TOKEN_TYPE = "logout+jwt"  # noqa: S105 - a media type (section 2.4), no secret
LOGOUT_TOKEN_LIFETIME = timedelta(minutes=2)
EVENT = "http://schemas.openid.net/event/backchannel-logout"
CONFIRMED = (200, 204)
"""Section 2.8; some frameworks answer 204 where there is nothing to say."""


async def tell_services(world: BrokerWorld) -> int:
    """Tell those that are due; how many were told, whatever they said."""
    now = world.clock.now()
    waiting = await logout_notices.due(world.database.reader, now=now, most=AT_ONCE)
    return sum(await gather(*(_tell(world, notice, now=now) for notice in waiting)))


async def _tell(world: BrokerWorld, notice: Notice, *, now: datetime) -> bool:
    """One service; the try is counted first, so that a crash costs a try and never the notice."""
    again_at = next_try(notice.tries + 1, now=now)
    async with world.database.transaction() as tx:
        if not await logout_notices.claim(tx, notice, again_at=again_at or now):
            return False  # another worker was here first
    client = await relying_parties.find(world.database.reader, notice.signed_on.client_id)
    if client is None or client.party.logout.back_channel_uri is None:
        await _settle(world, notice, NoticeOutcome.NOT_TOLD, fault="the service is not there any more")
        return True
    await _note(world, notice, await _told(world, notice, client.party, now=now), is_last=again_at is None)
    return True


async def _told(world: BrokerWorld, notice: Notice, party: RelyingParty, *, now: datetime) -> int | FetchFault:
    sealing = await sealing_for(world, party, party.tokens.id_token_encryption)
    if isinstance(sealing, OAuthError):
        return FetchFault.UNREACHABLE
    token = sealed(logout_token(world, notice, party, now=now), sealing)
    return await world.outside.post(party.logout.back_channel_uri or "", {"logout_token": token})


async def _note(world: BrokerWorld, notice: Notice, answer: int | FetchFault, *, is_last: bool) -> None:
    if answer in CONFIRMED:
        await _settle(world, notice, NoticeOutcome.CONFIRMED, fault=None)
        return
    fault = f"answered {answer}" if isinstance(answer, int) else answer.value
    if is_last:
        await _settle(world, notice, NoticeOutcome.GIVEN_UP, fault=fault)
        return
    async with world.database.transaction() as tx:
        await logout_notices.note_failure(tx, notice.notice_id, fault=fault)


async def _settle(world: BrokerWorld, notice: Notice, outcome: NoticeOutcome, *, fault: str | None) -> None:
    async with world.database.transaction() as tx:
        await logout_notices.settle(tx, notice.notice_id, outcome, fault=fault)


def logout_token(world: BrokerWorld, notice: Notice, party: RelyingParty, *, now: datetime) -> str:
    """Who signed out, as this service knows them (section 2.4): signed as its ID tokens are, and never with a nonce."""
    issued_at = int(now.timestamp())
    claims = {
        "iss": world.issuer,
        "aud": party.client_id,
        "iat": issued_at,
        "exp": issued_at + int(LOGOUT_TOKEN_LIFETIME.total_seconds()),
        "jti": notice.notice_id,
        "sub": notice.signed_on.connection_code,
        "sid": notice.signed_on.sid,
        "events": {EVENT: {}},
    }
    return sign(world.keys.signer(party.id_token_algorithm), claims, token_type=LOGOUT_TOKEN_TYPE)

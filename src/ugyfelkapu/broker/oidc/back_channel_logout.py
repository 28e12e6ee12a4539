"""A service is told by a token that somebody signed out (OpenID Connect Back-Channel Logout 1.0)."""

from datetime import datetime, timedelta

from ugyfelkapu.broker.domain.logout_notice import Notice
from ugyfelkapu.broker.domain.relying_party import RelyingParty
from ugyfelkapu.broker.oidc.errors import OAuthError
from ugyfelkapu.broker.oidc.jose import sign
from ugyfelkapu.broker.oidc.sealing import sealed, sealing_for
from ugyfelkapu.broker.ports import BrokerWorld

LOGOUT_TOKEN_TYPE = "logout+jwt"  # noqa: S105 - a media type (section 2.4), no secret
LOGOUT_TOKEN_LIFETIME = timedelta(minutes=2)
EVENT = "http://schemas.openid.net/event/backchannel-logout"
CONFIRMED = (200, 204)
"""Section 2.8; some frameworks answer 204 where there is nothing to say."""


async def tell_by_token(world: BrokerWorld, notice: Notice, party: RelyingParty, *, now: datetime) -> str | None:
    """Post the logout token; why it was not confirmed, `None`: it was (section 2.8)."""
    sealing = await sealing_for(world, party, party.tokens.id_token_encryption)
    if isinstance(sealing, OAuthError):
        return sealing.description
    token = sealed(logout_token(world, notice, party, now=now), sealing)
    answer = await world.outside.post(party.logout.back_channel_uri or "", {"logout_token": token})
    if answer in CONFIRMED:
        return None
    return f"answered {answer}" if isinstance(answer, int) else answer.value


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

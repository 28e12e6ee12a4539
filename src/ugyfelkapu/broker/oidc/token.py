"""The token endpoint (RFC 6749 section 3.2, OpenID Connect Core section 3.1.3)."""

from collections.abc import Mapping
from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response

from ugyfelkapu.broker.domain.relying_party import GrantType
from ugyfelkapu.broker.oidc.client_authentication import authenticated, challenge_of
from ugyfelkapu.broker.oidc.errors import OAuthError, error_answer, invalid_request, json_answer
from ugyfelkapu.broker.oidc.grant import Caller, Earned, Grant
from ugyfelkapu.broker.oidc.grants import authorization_code, refresh_token
from ugyfelkapu.broker.oidc.issuing import token_answer
from ugyfelkapu.broker.oidc.reading import form_fields
from ugyfelkapu.broker.oidc.room import OidcRoom
from ugyfelkapu.broker.ports import BrokerWorld
from ugyfelkapu.broker.store.relying_parties import Client

GRANTS: Mapping[GrantType, Grant] = {
    GrantType.AUTHORIZATION_CODE: authorization_code.grant,
    GrantType.REFRESH_TOKEN: refresh_token.grant,
}


async def token(room: OidcRoom, request: Request) -> Response:
    """Tokens for what the service brings, or the refusal (RFC 6749 section 5)."""
    now = room.world.clock.now()
    form = await form_fields(request)
    if isinstance(form, OAuthError):
        return error_answer(form)
    client = await authenticated(room, request, form)
    if isinstance(client, OAuthError):
        return error_answer(client, headers=challenge_of(request, "token"))
    earned = await _earned(room.world, form, client, now=now)
    if isinstance(earned, OAuthError):
        return error_answer(earned)
    return json_answer(token_answer(room.world, earned, client.party, now=now), status=200)


async def _earned(world: BrokerWorld, form: Mapping[str, str], client: Client, *, now: datetime) -> Earned | OAuthError:
    """By the grant that is named, if there is one and the service registered it (RFC 6749 section 5.2)."""
    asked = form.get("grant_type")
    if asked is None:
        return invalid_request("grant_type is missing")
    if asked not in GRANTS:
        return OAuthError(error="unsupported_grant_type", description=f"grant_type must be one of: {', '.join(GRANTS)}")
    if asked not in client.party.grants:
        return OAuthError(error="unauthorized_client", description="the client did not register this grant_type")
    return await GRANTS[GrantType(asked)](world, form, Caller(client=client, confirmation=None, now=now))

"""The token endpoint (RFC 6749 section 3.2, OpenID Connect Core section 3.1.3)."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from ugyfelkapu.broker.domain.relying_party import GrantType
from ugyfelkapu.broker.oidc.errors import OAuthError, error_answer, invalid_request, json_answer
from ugyfelkapu.broker.oidc.grant import Caller, Earned, Grant
from ugyfelkapu.broker.oidc.grants import authorization_code, client_credentials, device_code, refresh_token, token_exchange
from ugyfelkapu.broker.oidc.issuing import token_answer
from ugyfelkapu.broker.oidc.proof.client_authentication import authenticated, challenge_of
from ugyfelkapu.broker.oidc.proof.dpop import fresh_nonce
from ugyfelkapu.broker.oidc.proof.sender import sender_of
from ugyfelkapu.broker.oidc.reading import form_fields
from ugyfelkapu.broker.oidc.room import OidcRoom
from ugyfelkapu.broker.oidc.sealing import Sealing, sealing_for
from ugyfelkapu.broker.ports import BrokerWorld

GRANTS: Mapping[GrantType, Grant] = {
    GrantType.AUTHORIZATION_CODE: authorization_code.grant,
    GrantType.REFRESH_TOKEN: refresh_token.grant,
    GrantType.CLIENT_CREDENTIALS: client_credentials.grant,
    GrantType.DEVICE_CODE: device_code.grant,
    GrantType.TOKEN_EXCHANGE: token_exchange.grant,
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
    sender = await sender_of(room, request, client.party)
    if isinstance(sender, OAuthError):
        return error_answer(sender)
    caller = Caller(client=client, confirmation=sender, now=now)
    sealing = await sealing_for(room.world, client.party, client.party.tokens.id_token_encryption)
    if isinstance(sealing, OAuthError):
        return error_answer(sealing)
    return await _answer(room, request, form, caller=caller, sealing=sealing)


async def _answer(
    room: OidcRoom, request: Request, form: Mapping[str, str], *, caller: Caller, sealing: Sealing | None
) -> Response:
    """What the grant earns; whoever proves a key learns the next nonce either way (RFC 9449 section 8.2)."""
    nonce = fresh_nonce(room, request)
    earned = await _earned(room.world, form, caller)
    if isinstance(earned, OAuthError):
        return error_answer(earned, headers=nonce)
    answer = token_answer(room.world, earned, caller, sealing=sealing)
    return json_answer(answer, status=200, headers=nonce)


async def _earned(world: BrokerWorld, form: Mapping[str, str], caller: Caller) -> Earned | OAuthError:
    """By the grant that is named, if there is one and the service registered it (RFC 6749 section 5.2)."""
    asked = form.get("grant_type")
    if asked is None:
        return invalid_request("grant_type is missing")
    if asked not in GRANTS:
        return OAuthError(error="unsupported_grant_type", description=f"grant_type must be one of: {', '.join(GRANTS)}")
    if asked not in caller.client.party.grants:
        return OAuthError(error="unauthorized_client", description="the client did not register this grant_type in grant_types")
    return await GRANTS[GrantType(asked)](world, form, caller)

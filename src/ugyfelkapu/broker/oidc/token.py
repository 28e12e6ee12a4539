"""The token endpoint (RFC 6749 section 3.2, OpenID Connect Core section 3.1.3)."""

from collections.abc import Mapping
from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response

from ugyfelkapu.broker.actions.acting_claims import acting_claims
from ugyfelkapu.broker.domain.release import Claim
from ugyfelkapu.broker.domain.relying_party import TokenAlgorithm
from ugyfelkapu.broker.domain.token import (
    ACCESS_TOKEN_LIFETIME,
    ACCESS_TOKEN_TYPE,
    Answer,
    access_token_claims,
    id_token_claims,
)
from ugyfelkapu.broker.oidc.client_authentication import authenticate, proof_of
from ugyfelkapu.broker.oidc.errors import OAuthError, error_answer, invalid_grant, invalid_request, json_answer
from ugyfelkapu.broker.oidc.grants import authorization_code
from ugyfelkapu.broker.oidc.grants.authorization_code import Granted
from ugyfelkapu.broker.oidc.jose import sign
from ugyfelkapu.broker.oidc.reading import form_fields
from ugyfelkapu.broker.oidc.room import OidcRoom
from ugyfelkapu.broker.ports import BrokerWorld
from ugyfelkapu.broker.store.relying_parties import Client

_BASIC_CHALLENGE = {"WWW-Authenticate": 'Basic realm="token"'}


async def token(room: OidcRoom, request: Request) -> Response:
    """Tokens for a code, or the refusal (RFC 6749 section 5)."""
    now = room.world.clock.now()
    form = await form_fields(request)
    if isinstance(form, OAuthError):
        return error_answer(form)
    proof = proof_of(request, form)
    client = proof if isinstance(proof, OAuthError) else await authenticate(room.world, proof, now=now)
    if isinstance(client, OAuthError):
        tried_header = "authorization" in request.headers  # RFC 6749 section 5.2: then, and only then, a challenge
        return error_answer(client, headers=_BASIC_CHALLENGE if tried_header else None)
    granted = await _granted(room.world, form, client, now=now)
    if isinstance(granted, OAuthError):
        return error_answer(granted)
    acting = await acting_claims(room.world, granted.family, now=now)
    if acting is None:
        return error_answer(invalid_grant("what the person acted on has ended"))
    return json_answer(_tokens(room.world, granted, client.party.id_token_algorithm, acting=acting, now=now), status=200)


async def _granted(world: BrokerWorld, form: Mapping[str, str], client: Client, *, now: datetime) -> Granted | OAuthError:
    match form.get("grant_type"):
        case "authorization_code":
            request = authorization_code.parse(form)
            if isinstance(request, OAuthError):
                return request
            async with world.database.transaction() as tx:
                return await authorization_code.grant(tx, request, party=client.party, now=now)
        case None:
            return invalid_request("grant_type is missing")
        case _:
            return OAuthError(error="unsupported_grant_type", description="grant_type must be authorization_code")


def _tokens(
    world: BrokerWorld, granted: Granted, algorithm: TokenAlgorithm, *, acting: Mapping[str, Claim], now: datetime
) -> dict[str, object]:
    """Signed after the commit, so that no signature keeps the writer waiting."""
    access_signer = world.keys.signer(TokenAlgorithm.ES256)
    claims = access_token_claims(granted.family, issuer=world.issuer, now=now)
    access_token = sign(access_signer, claims, token_type=ACCESS_TOKEN_TYPE)
    answer = Answer(access_token=access_token, nonce=granted.nonce, level=granted.level, acting=acting)
    id_claims = id_token_claims(granted.family, answer, issuer=world.issuer, now=now)
    id_signer = access_signer if algorithm is TokenAlgorithm.ES256 else world.keys.signer(algorithm)
    return {
        "access_token": access_token,
        "token_type": "Bearer",
        "expires_in": int(ACCESS_TOKEN_LIFETIME.total_seconds()),
        "scope": " ".join(granted.family.scopes),
        "id_token": sign(id_signer, id_claims),
    }

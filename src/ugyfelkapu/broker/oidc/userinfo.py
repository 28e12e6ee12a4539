"""The userinfo endpoint (OpenID Connect Core section 5.3); the token comes in the header alone (RFC 6750 section 2.1)."""

from starlette.requests import Request
from starlette.responses import Response

from ugyfelkapu.broker.actions.release_claims import Released, release_claims
from ugyfelkapu.broker.domain.authorization import FamilyId
from ugyfelkapu.broker.domain.token import ACCESS_TOKEN_TYPE
from ugyfelkapu.broker.oidc.errors import JWT, NEVER_STORED, bearer_refusal, json_answer
from ugyfelkapu.broker.oidc.issuing import userinfo_token
from ugyfelkapu.broker.oidc.jose import ALGORITHMS, Verification, own_claims, verified_payload
from ugyfelkapu.broker.oidc.reading import bearer_token
from ugyfelkapu.broker.oidc.room import OidcRoom

_INVALID = "the token is malformed, expired or no longer good"


async def userinfo(room: OidcRoom, request: Request) -> Response:
    """What the service may learn now; nothing once the session or the family ended."""
    token = bearer_token(request)
    if token is None:
        return bearer_refusal(None, "send the access token in the Authorization header")
    family_id = _family_id(room, token)
    if family_id is None:
        return bearer_refusal("invalid_token", _INVALID)
    released = await release_claims(room.world, family_id, now=room.world.clock.now())
    if released is None:
        return bearer_refusal("invalid_token", _INVALID)
    return _answer(room, released)


def _answer(room: OidcRoom, released: Released) -> Response:
    """Plain, or as a JWT where the service registered so (section 5.3.2)."""
    algorithm = released.party.tokens.userinfo_algorithm
    if algorithm is None:
        return json_answer(released.claims, status=200)
    told = userinfo_token(room.world, released.claims, released.party, algorithm=algorithm)
    return Response(told, media_type=JWT, headers=NEVER_STORED)


def _family_id(room: OidcRoom, token: str) -> FamilyId | None:
    """Which family a good access token of ours belongs to (RFC 9068 section 4)."""
    keys = room.world.keys.published()
    allowed = Verification(keys=keys, algorithms=ALGORITHMS, token_type=ACCESS_TOKEN_TYPE)
    payload = verified_payload(token, allowed)
    if payload is None:
        return None
    claims = own_claims.decode(payload)
    is_ours = claims.iss == room.world.issuer and claims.aud == room.world.issuer
    return FamilyId(claims.jti) if is_ours and room.world.clock.now().timestamp() < claims.exp else None

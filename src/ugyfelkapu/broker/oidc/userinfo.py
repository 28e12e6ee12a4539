"""The userinfo endpoint (OpenID Connect Core section 5.3); the token comes in the header alone (RFC 6750 section 2.1)."""

from starlette.requests import Request
from starlette.responses import Response

from ugyfelkapu.broker.actions.release_claims import Released, release_claims
from ugyfelkapu.broker.domain.relying_party import Scope
from ugyfelkapu.broker.oidc.access_token import read_access_token
from ugyfelkapu.broker.oidc.errors import JWT, NEVER_STORED, bearer_refusal, json_answer
from ugyfelkapu.broker.oidc.issuing import userinfo_token
from ugyfelkapu.broker.oidc.reading import bearer_token
from ugyfelkapu.broker.oidc.room import OidcRoom

_INVALID = "the token is malformed, expired or no longer good"


async def userinfo(room: OidcRoom, request: Request) -> Response:
    """What the service may learn now; nothing once the session or the family ended."""
    token = bearer_token(request)
    if token is None:
        return bearer_refusal(None, "send the access token in the Authorization header")
    access = read_access_token(room.world, token)
    if access is None:
        return bearer_refusal("invalid_token", _INVALID)
    if Scope.OPENID not in access.scopes:
        return bearer_refusal("insufficient_scope", "the token was asked for without openid")
    released = await release_claims(room.world, access.family_id, scopes=access.scopes, now=room.world.clock.now())
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

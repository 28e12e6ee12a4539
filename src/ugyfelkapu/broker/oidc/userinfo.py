"""The userinfo endpoint (OpenID Connect Core section 5.3); the token comes in the header (RFC 6750 section 2.1)."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from ugyfelkapu.broker.actions.release_claims import Released, release_claims
from ugyfelkapu.broker.domain.profile import rules_of
from ugyfelkapu.broker.domain.relying_party import Scope
from ugyfelkapu.broker.oidc.access_token import AccessToken, read_access_token
from ugyfelkapu.broker.oidc.errors import JWT, NEVER_STORED, OAuthError, error_answer, json_answer
from ugyfelkapu.broker.oidc.issuing import userinfo_token
from ugyfelkapu.broker.oidc.proof.dpop import fresh_nonce
from ugyfelkapu.broker.oidc.proof.presented_token import (
    NOT_POSTED,
    Binding,
    Presented,
    fault_of_sender,
    nothing_presented,
    posted_token,
    presented_token,
    refused,
)
from ugyfelkapu.broker.oidc.room import OidcRoom
from ugyfelkapu.broker.oidc.sealing import sealed, sealing_for
from ugyfelkapu.broker.store import relying_parties

_INVALID = OAuthError(error="invalid_token", description="no access token of this issuer, or one that expired or ended")
_NOT_OPENID = OAuthError(error="insufficient_scope", description="the token was asked for without openid")


async def userinfo(room: OidcRoom, request: Request) -> Response:
    """What the service may learn now; nothing once the session or the family ended, nothing for who stole a bound token."""
    presented = presented_token(request) or await posted_token(request)
    if presented is None:
        return nothing_presented()
    access = read_access_token(room.world, presented.token)
    if access is None:
        return refused(room, request, _INVALID, presented=presented)
    fault = await _fault(room, request, access, presented=presented)
    if fault is not None:
        return refused(room, request, fault, presented=presented)
    released = await release_claims(room.world, access.use, now=room.world.clock.now())
    if released is None:
        return refused(room, request, _INVALID, presented=presented)
    return await _answer(room, released, headers=fresh_nonce(room, request))


async def _fault(room: OidcRoom, request: Request, access: AccessToken, *, presented: Presented) -> OAuthError | None:
    """Why whoever presents the token learns nothing by it."""
    if presented.is_posted and not await _may_post(room, access):
        return NOT_POSTED
    binding = Binding(client_id=access.client_id, cnf=access.cnf)
    fault = await fault_of_sender(room, request, presented, binding=binding)
    return _NOT_OPENID if fault is None and Scope.OPENID not in access.scopes else fault


async def _may_post(room: OidcRoom, access: AccessToken) -> bool:
    client = await relying_parties.find(room.world.database.reader, access.client_id)
    return client is not None and rules_of(client.party).is_token_taken_from_form


async def _answer(room: OidcRoom, released: Released, *, headers: Mapping[str, str]) -> Response:
    """Plain, or as a JWT where the service registered so (section 5.3.2)."""
    algorithm = released.party.tokens.userinfo_algorithm
    if algorithm is None:
        return json_answer(released.claims, status=200, headers=headers)
    sealing = await sealing_for(room.world, released.party, released.party.tokens.userinfo_encryption)
    if isinstance(sealing, OAuthError):
        return error_answer(sealing)
    told = sealed(userinfo_token(room.world, released.claims, released.party, algorithm=algorithm), sealing)
    return Response(told, media_type=JWT, headers={**NEVER_STORED, **headers})

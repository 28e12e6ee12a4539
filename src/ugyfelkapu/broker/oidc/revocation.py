"""The revocation endpoint (RFC 7009): what a service gives up ends at once, with all that grew from the same sign-on."""

from starlette.requests import Request
from starlette.responses import Response

from ugyfelkapu.broker.domain.authorization import FamilyId
from ugyfelkapu.broker.domain.relying_party import ClientId
from ugyfelkapu.broker.domain.secret import SecretKind, digest_of
from ugyfelkapu.broker.oidc.access_token import read_access_token
from ugyfelkapu.broker.oidc.errors import NEVER_STORED, OAuthError, error_answer, invalid_grant, invalid_request
from ugyfelkapu.broker.oidc.proof.client_authentication import authenticated, challenge_of
from ugyfelkapu.broker.oidc.reading import form_fields
from ugyfelkapu.broker.oidc.room import OidcRoom
from ugyfelkapu.broker.ports import BrokerWorld
from ugyfelkapu.broker.store import families, refresh_tokens

_FOREIGN = invalid_grant("the token was issued to another client")
_SHORT_LIVED = OAuthError(
    error="unsupported_token_type", description="a token of the service itself or an exchanged one only ends by its time"
)


async def revoke(room: OidcRoom, request: Request) -> Response:
    """200 whatever the token was, but for one that is another service's (section 2.2)."""
    form = await form_fields(request)
    if isinstance(form, OAuthError):
        return error_answer(form)
    client = await authenticated(room, request, form)
    if isinstance(client, OAuthError):
        return error_answer(client, headers=challenge_of(request, "revocation"))
    if "token" not in form:
        return error_answer(invalid_request("token is missing"))
    family_id = await _family_of(room.world, form["token"], client.party.client_id)
    if isinstance(family_id, OAuthError):
        return error_answer(family_id)
    if family_id is not None:
        async with room.world.database.transaction() as tx:
            await families.end(tx, family_id, now=room.world.clock.now())
    return Response(status_code=200, headers=NEVER_STORED)


async def _family_of(world: BrokerWorld, token: str, client_id: ClientId) -> FamilyId | OAuthError | None:
    """What ends with the token; `None`: it is none of ours, or over. The hint is not needed (section 2.1)."""
    digest = digest_of(SecretKind.REFRESH, token)
    if digest is not None:
        owner = await refresh_tokens.owner_of(world.database.reader, digest)
        return None if owner is None else owner.family_id if owner.client_id == client_id else _FOREIGN
    access = read_access_token(world, token)
    if access is None:
        return None
    if access.client_id != client_id:
        return _FOREIGN
    return _SHORT_LIVED if access.is_machine or access.is_exchanged else access.family_id

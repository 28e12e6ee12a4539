"""Which service asks at an endpoint for machines: by the proof of the token endpoint, or by a token of its own."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from ugyfelkapu.broker.domain.machine import MachineScope, machine_scopes
from ugyfelkapu.broker.domain.relying_party import ClientAuthentication
from ugyfelkapu.broker.oidc.access_token import read_access_token
from ugyfelkapu.broker.oidc.errors import OAuthError, error_answer, invalid_client
from ugyfelkapu.broker.oidc.proof.client_authentication import authenticated, challenge_of
from ugyfelkapu.broker.oidc.proof.presented_token import Binding, Presented, fault_of_sender, presented_token, refused
from ugyfelkapu.broker.oidc.room import OidcRoom
from ugyfelkapu.broker.store import relying_parties
from ugyfelkapu.broker.store.relying_parties import Client

_INVALID = OAuthError(error="invalid_token", description="the token is malformed, expired or not the service's own")


async def asking_service(
    room: OidcRoom, request: Request, fields: Mapping[str, str], *, scope: MachineScope
) -> Client | Response:
    """The service, or its refusal; a public client can prove nothing (RFC 7662 section 2.1).

    `fields` is what the body names, `scope` what a token must be for.
    """
    presented = presented_token(request)
    if presented is not None:
        client = await _by_token(room, request, presented, scope=scope)
        return client if isinstance(client, Client) else refused(room, request, client, presented=presented)
    return await proven_service(room, request, fields, realm=scope)


async def proven_service(room: OidcRoom, request: Request, fields: Mapping[str, str], *, realm: str) -> Client | Response:
    """The service, by the proof of the token endpoint alone, or its refusal."""
    known = await authenticated(room, request, fields)
    if isinstance(known, Client) and known.party.authentication is ClientAuthentication.NONE:
        known = invalid_client("client authentication is missing")
    return known if isinstance(known, Client) else error_answer(known, headers=challenge_of(request, realm))


async def _by_token(room: OidcRoom, request: Request, presented: Presented, *, scope: MachineScope) -> Client | OAuthError:
    """A token that the service got for itself, never one about a person; what it may do now, not what it could then."""
    access = read_access_token(room.world, presented.token)
    if access is None or not access.is_machine:
        return _INVALID
    binding = Binding(client_id=access.client_id, cnf=access.cnf)
    fault = await fault_of_sender(room, request, presented, binding=binding)
    if fault is not None:
        return fault
    client = await relying_parties.find(room.world.database.reader, access.client_id)
    if client is None:
        return _INVALID
    if scope not in access.scopes or scope not in machine_scopes(client.party):
        return OAuthError(error="insufficient_scope", description=f"the token was not asked for with scope {scope}")
    return client

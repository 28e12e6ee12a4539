"""Dynamic client registration with an initial access token, and its management (RFC 7591 section 3, RFC 7592 section 2)."""

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from ugyfelkapu.broker.actions.manage_registration import (
    Manager,
    change_registration,
    end_registration,
    find_registration,
)
from ugyfelkapu.broker.actions.register_relying_party import register_relying_party
from ugyfelkapu.broker.domain.metadata import MetadataFault
from ugyfelkapu.broker.domain.registering.client_document import client_document
from ugyfelkapu.broker.domain.registering.registration import Registrar
from ugyfelkapu.broker.domain.relying_party import ClientId
from ugyfelkapu.broker.domain.secret import SecretKind, digest_of
from ugyfelkapu.broker.oidc import paths
from ugyfelkapu.broker.oidc.errors import (
    JSON,
    NEVER_STORED,
    OAuthError,
    bearer_refusal,
    error_answer,
    json_answer,
)
from ugyfelkapu.broker.oidc.reading import bearer_token, limited_body
from ugyfelkapu.broker.oidc.room import OidcRoom
from ugyfelkapu.broker.store import registration_tokens

_METADATA = msgspec.json.Decoder(dict[str, object])


async def register(room: OidcRoom, request: Request) -> Response:
    """Register the service the document describes; 201 with its id and, this once, its secrets (RFC 7591 section 3.2.1)."""
    purpose = await _purpose(room, request)
    if purpose is None:
        return bearer_refusal("invalid_token", "registration needs a good initial access token")
    document = await _document(request)
    if isinstance(document, OAuthError):
        return error_answer(document)
    registered = await register_relying_party(room.world, document, registrar=Registrar.DYNAMIC, actor=purpose)
    if isinstance(registered, MetadataFault):
        return _refused(registered)
    answer = client_document(registered.party, secret=registered.client_secret, at=registered.registered_at)
    managed_at = {
        "registration_access_token": registered.management_token,
        "registration_client_uri": _address(room, registered.party.client_id),
    }
    return json_answer(answer | managed_at, status=201)


async def read_registration(room: OidcRoom, request: Request) -> Response:
    """The registration as it stands (RFC 7592 section 2.1); no secret: nobody here knows it."""
    manager = _manager(request)
    managed = await find_registration(room.world, manager) if manager else None
    if managed is None:
        return _not_managed()
    party = managed.client.party
    answer = client_document(party, secret=None, at=managed.registered_at)
    return json_answer(answer | {"registration_client_uri": _address(room, party.client_id)}, status=200)


async def replace_registration(room: OidcRoom, request: Request) -> Response:
    """Put another document in its place, whole (RFC 7592 section 2.2)."""
    manager = _manager(request)
    if manager is None or await find_registration(room.world, manager) is None:
        return _not_managed()
    document = await _document(request)
    if isinstance(document, OAuthError):
        return error_answer(document)
    changed = await change_registration(room.world, manager, document)
    if isinstance(changed, MetadataFault):
        return _refused(changed)
    if changed is None:
        return _not_managed()
    answer = client_document(changed.party, secret=changed.client_secret, at=changed.registered_at)
    return json_answer(answer | {"registration_client_uri": _address(room, manager.client_id)}, status=200)


async def delete_registration(room: OidcRoom, request: Request) -> Response:
    """End the service (RFC 7592 section 2.3)."""
    manager = _manager(request)
    if manager is None or not await end_registration(room.world, manager):
        return _not_managed()
    return Response(status_code=204, headers=NEVER_STORED)


def _manager(request: Request) -> Manager | None:
    digest = digest_of(SecretKind.MANAGEMENT, bearer_token(request) or "")
    return Manager(client_id=ClientId(request.path_params["client_id"]), token_digest=digest) if digest else None


def _address(room: OidcRoom, client_id: ClientId) -> str:
    return room.world.issuer + paths.REGISTRATION.format(client_id=client_id)


def _not_managed() -> Response:
    return bearer_refusal("invalid_token", "the token manages no registration, or not this one")


async def _purpose(room: OidcRoom, request: Request) -> str | None:
    """Whom the token was given to."""
    digest = digest_of(SecretKind.REGISTRATION, bearer_token(request) or "")
    reader = room.world.database.reader
    return await registration_tokens.purpose_of(reader, digest, now=room.world.clock.now()) if digest else None


async def _document(request: Request) -> dict[str, object] | OAuthError:
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != JSON:
        return _malformed(f"the content must be {JSON}")
    body = await limited_body(request)
    if isinstance(body, OAuthError):
        return body
    try:
        return _METADATA.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return _malformed("the content must be one JSON object in UTF-8")


def _refused(fault: MetadataFault) -> Response:
    return error_answer(OAuthError(error=fault.code, description=fault.description))


def _malformed(description: str) -> OAuthError:
    return OAuthError(error="invalid_client_metadata", description=description)

"""Dynamic client registration with an initial access token (RFC 7591 section 3)."""

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from ugyfelkapu.broker.actions.register_relying_party import Registered, register_relying_party
from ugyfelkapu.broker.domain.client_document import client_document
from ugyfelkapu.broker.domain.metadata import MetadataFault
from ugyfelkapu.broker.domain.registration import Registrar
from ugyfelkapu.broker.domain.secret import SecretKind, digest_of
from ugyfelkapu.broker.oidc.errors import JSON, OAuthError, bearer_refusal, error_answer, json_answer
from ugyfelkapu.broker.oidc.reading import bearer_token, limited_body
from ugyfelkapu.broker.oidc.room import OidcRoom
from ugyfelkapu.broker.store import registration_tokens

_METADATA = msgspec.json.Decoder(dict[str, object])


async def register(room: OidcRoom, request: Request) -> Response:
    """Register the service the document describes; 201 with its id and, this once, its secret (section 3.2.1)."""
    purpose = await _purpose(room, request)
    if purpose is None:
        return bearer_refusal("invalid_token", "registration needs a good initial access token")
    document = await _document(request)
    if isinstance(document, OAuthError):
        return error_answer(document)
    match await register_relying_party(room.world, document, registrar=Registrar.DYNAMIC, actor=purpose):
        case MetadataFault(code=code, description=description):
            return error_answer(OAuthError(error=code, description=description))
        case Registered() as registered:
            answer = client_document(registered.party, secret=registered.client_secret, at=registered.registered_at)
            return json_answer(answer, status=201)


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


def _malformed(description: str) -> OAuthError:
    return OAuthError(error="invalid_client_metadata", description=description)

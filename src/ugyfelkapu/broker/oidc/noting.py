"""Listens at the endpoints for services' programs, and notes what they refuse, where the installation keeps such notes.

Elsewhere the endpoints stand as they are, and nothing listens.
"""

from base64 import b64decode
from collections.abc import Awaitable, Callable, Iterator, Mapping
from functools import partial
from urllib.parse import parse_qsl, unquote_plus

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Message, Receive

from ugyfelkapu.broker.actions.note_refusal import note_refusal
from ugyfelkapu.broker.domain.refused_request import RefusedRequest, kept_description, kept_parameters
from ugyfelkapu.broker.domain.relying_party import ClientId
from ugyfelkapu.broker.oidc.errors import JSON, OAuthError
from ugyfelkapu.broker.oidc.reading import LONGEST_BODY, LONGEST_HEADER
from ugyfelkapu.broker.oidc.room import OidcRoom
from ugyfelkapu.broker.oidc.strict_json import json_object

Endpoint = Callable[[OidcRoom, Request], Awaitable[Response]]
Sent = list[tuple[str, str]]

MOST_READ = 100
_REFUSED = 400
_USUAL = frozenset({"authorization_pending", "use_dpop_nonce"})
"""Refusals that are part of how things go: a device waits, a nonce is handed out."""


class _Told(msgspec.Struct):
    """A refusal as the service got it."""

    error: str = "invalid_token"
    error_description: str = ""


class _Named(msgspec.Struct):
    """Who a token says it is from or for, unverified: only to know for whom to note."""

    client_id: str = ""
    sub: str = ""


_told = msgspec.json.Decoder(_Told)
_named = msgspec.json.Decoder(_Named)


def answering(room: OidcRoom, endpoint: Endpoint) -> Callable[[Request], Awaitable[Response]]:
    """The endpoint, with somebody who listens where the installation wants it."""
    return partial(_listening, room, endpoint) if room.world.is_developer_log_kept else partial(endpoint, room)


async def note_declined(
    room: OidcRoom, request: Request, error: OAuthError, *, sent: Mapping[str, str], client_id: str
) -> None:
    """A refusal that was told to a browser."""
    await _note(
        room, request, _Told(error=error.error, error_description=error.description), sent=[*sent.items()], who=client_id
    )


async def _listening(room: OidcRoom, endpoint: Endpoint, request: Request) -> Response:
    overheard = _Overheard(request.receive)
    answer = await endpoint(room, Request(request.scope, overheard.receive))
    if answer.status_code >= _REFUSED:
        told = _told.decode(answer.body)
        sent = [*_sent(request, bytes(overheard.body))]
        if told.error not in _USUAL:
            await _note(room, request, told, sent=sent, who=_client_of(request, sent))
    return answer


class _Overheard:
    """What the endpoint reads of the body, and no more."""

    def __init__(self, receive: Receive) -> None:
        """Nothing is read before the endpoint reads."""
        self._receive = receive
        self.body = bytearray()

    async def receive(self) -> Message:
        """The next part, kept on its way."""
        message = await self._receive()
        self.body += message.get("body", b"")[: LONGEST_BODY - len(self.body)]
        return message


async def _note(room: OidcRoom, request: Request, told: _Told, *, sent: Sent, who: str) -> None:
    world, headers = room.world, [*_headers(request)]
    path = request.url.path
    refusal = RefusedRequest(
        client_id=ClientId(who),
        at=world.clock.now(),
        endpoint="/registrations" if path.startswith("/registrations/") else path,
        error=told.error,
        description=kept_description(told.error_description),
        sent=kept_parameters([*headers, *sent]),
    )
    await note_refusal(world, refusal)


def _headers(request: Request) -> Iterator[tuple[str, str]]:
    """How it proved itself and what it called its content; never with what."""
    if "authorization" in request.headers:
        yield "Authorization", request.headers["authorization"].partition(" ")[0][:16]
    if "dpop" in request.headers:
        yield "DPoP", ""
    if request.method != "GET":
        yield "Content-Type", request.headers.get("content-type", "")


def _sent(request: Request, body: bytes) -> Iterator[tuple[str, str]]:
    """The parameters as they came, also where they are refused for how they came."""
    if request.headers.get("content-type", "").lower().startswith(JSON):
        members = json_object(body) or {}
        yield from ((name, value if isinstance(value, str) else "") for name, value in members.items())
        return
    pairs = body.decode("utf-8", "replace").split("&")[:MOST_READ]
    yield from parse_qsl("&".join(pairs), keep_blank_values=True)


def _client_of(request: Request, sent: Sent) -> str:
    """Whom the request names, by any of the ways to do so."""
    named = dict(sent)
    scheme, _, credential = request.headers.get("authorization", "")[:LONGEST_HEADER].partition(" ")
    by_header = {"basic": _of_basic, "bearer": _of_token, "dpop": _of_token}.get(scheme.lower(), _of_nobody)(credential)
    by_path = request.path_params.get("client_id", "")
    return (
        str(by_path)
        or by_header
        or named.get("client_id")
        or _of_token(named.get("client_assertion") or named.get("access_token", ""))
    )


def _of_basic(credential: str) -> str:
    try:
        return unquote_plus(b64decode(credential).decode("ascii").partition(":")[0])
    except ValueError:
        return ""


def _of_token(token: str) -> str:
    try:
        claims = _named.decode(b64decode(token.split(".")[1].encode("ascii") + b"==", altchars=b"-_"))
    except (ValueError, IndexError, RecursionError):
        return ""
    return claims.client_id or claims.sub


def _of_nobody(_: str) -> str:
    return ""

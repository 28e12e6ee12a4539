"""What the broker can do, and its keys: bytes made beforehand, so that they are served whatever happens to the database."""

from functools import lru_cache

from starlette.requests import Request
from starlette.responses import Response

from ugyfelkapu.broker.oidc.errors import JSON
from ugyfelkapu.broker.oidc.room import OidcRoom
from ugyfelkapu.broker.ports import KEY_SET_CACHED

MOST_DOCUMENTS = 4
"""Discovery and the key set, and the key set before its last change."""

_PUBLIC = {
    "Cache-Control": f"public, max-age={int(KEY_SET_CACHED.total_seconds())}",
    "Access-Control-Allow-Origin": "*",
    "X-Content-Type-Options": "nosniff",
}


async def discovery(room: OidcRoom, _: Request) -> Response:
    """OpenID Connect Discovery section 4, RFC 8414 section 3."""
    return _public(room.discovery)


async def key_set(room: OidcRoom, _: Request) -> Response:
    """The public keys, kept by services no longer than a rotation allows (RFC 7517 section 5)."""
    return _public(room.key_set.current())


@lru_cache(maxsize=MOST_DOCUMENTS)
def _public(document: bytes) -> Response:
    """The same answer for the same bytes: an answer keeps nothing of whom it went to."""
    return Response(document, media_type=JSON, headers=_PUBLIC)

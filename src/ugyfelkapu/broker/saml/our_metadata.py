"""Where services read our metadata (SAML 2.0 Metadata section 4.1)."""

from hashlib import sha256

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from ugyfelkapu.broker.domain.saml_service import SamlSignature
from ugyfelkapu.broker.saml.room import SamlRoom

MEDIA_TYPE = "application/samlmetadata+xml"
CACHED_SECONDS = 300


async def our_metadata(room: SamlRoom, request: Request) -> Response:
    """The document with RSA keys, or by `?signature=ES256` with those of the curve (record 0036)."""
    asked = request.query_params.get("signature", SamlSignature.RSA_SHA256)
    if asked not in list(SamlSignature):
        return PlainTextResponse(f"signature must be one of: {', '.join(SamlSignature)}", status_code=400)
    document = room.metadata.current(SamlSignature(asked))
    headers = {
        "Cache-Control": f"public, max-age={CACHED_SECONDS}",
        "ETag": f'"{sha256(document).hexdigest()[:32]}"',
        "X-Content-Type-Options": "nosniff",
    }
    if headers["ETag"] in (each.strip().removeprefix("W/") for each in request.headers.get("If-None-Match", "").split(",")):
        return Response(status_code=304, headers=headers)
    return Response(document, media_type=MEDIA_TYPE, headers=headers)

"""Refusals in the protocol's own words (RFC 6749 section 4.1.2.1 and 5.2, RFC 6750 section 3)."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import msgspec
from starlette.responses import Response

NEVER_STORED = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
"""RFC 6749 section 5.1: no answer of the token endpoint may be kept."""

JSON = "application/json"
JWT = "application/jwt"

_STATUS = {"invalid_client": 401, "temporarily_unavailable": 503}
CHALLENGED_STATUS = {"insufficient_scope": 403, "invalid_request": 400}


@dataclass(frozen=True, slots=True, kw_only=True)
class OAuthError:
    """A refusal; the description helps whoever builds the service, and tells nobody more than they know."""

    error: str
    description: str
    headers: Mapping[str, str] = field(default_factory=dict)
    """What the answer carries beside, such as the nonce for another try."""


def invalid_request(description: str) -> OAuthError:
    """Something is missing, twice there, or malformed."""
    return OAuthError(error="invalid_request", description=description)


def invalid_client(description: str) -> OAuthError:
    """The service did not prove itself."""
    return OAuthError(error="invalid_client", description=description)


def invalid_grant(description: str) -> OAuthError:
    """The code is not good for these tokens."""
    return OAuthError(error="invalid_grant", description=description)


def json_answer(content: Mapping[str, object], *, status: int, headers: Mapping[str, str] | None = None) -> Response:
    """A protocol answer that nobody keeps."""
    body = msgspec.json.encode(content)
    return Response(body, status_code=status, media_type=JSON, headers={**NEVER_STORED, **(headers or {})})


def error_answer(refusal: OAuthError, *, headers: Mapping[str, str] | None = None) -> Response:
    """A refusal as JSON: 401 where the service did not prove itself, 503 where it may ask again, else 400 (RFC 6749 5.2)."""
    status = _STATUS.get(refusal.error, 400)
    content = {"error": refusal.error, "error_description": refusal.description}
    return json_answer(content, status=status, headers={**refusal.headers, **(headers or {})})


def bearer_refusal(error: str | None, description: str) -> Response:
    """401, 403 where the token is good for other things, 400 where it was sent wrongly, with a challenge (RFC 6750 3.1).

    There is no error code where no token came.
    """
    if error is None:
        return json_answer({"error_description": description}, status=401, headers={"WWW-Authenticate": "Bearer"})
    challenge = f'Bearer error="{error}", error_description="{description}"'
    content = {"error": error, "error_description": description}
    return json_answer(content, status=CHALLENGED_STATUS.get(error, 401), headers={"WWW-Authenticate": challenge})

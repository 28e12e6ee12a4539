"""Requests of services read once, with the protocol's refusal instead of a page."""

from starlette.exceptions import HTTPException
from starlette.requests import Request

from ugyfelkapu.broker.oidc.errors import OAuthError, invalid_request
from ugyfelkapu.foundation.page.form import FORM_TYPE, bounded_body, parse

LONGEST_QUERY = 16 * 1024
LONGEST_BODY = 64 * 1024
LONGEST_HEADER = 8 * 1024


def query_fields(request: Request) -> dict[str, str]:
    """The parameters of an address; an empty one counts as left out (RFC 6749 section 3.1); 400 when malformed or twice."""
    query: bytes = request.scope["query_string"]
    if len(query) > LONGEST_QUERY:
        raise HTTPException(400)
    return {name: value for name, value in parse(query).items() if value}


async def form_fields(request: Request) -> dict[str, str] | OAuthError:
    """The parameters of a form post (RFC 6749 section 3.2)."""
    if _content_type(request) != FORM_TYPE:
        return invalid_request(f"the content must be {FORM_TYPE}")
    body = await limited_body(request)
    if isinstance(body, OAuthError):
        return body
    try:
        return {name: value for name, value in parse(body).items() if value}
    except HTTPException:
        return invalid_request("the content is malformed, not UTF-8, or names a parameter twice")


async def posted_query(request: Request) -> list[tuple[str, str]]:
    """A browser's form post as the parameters of an address; a page with 400, 413 or 415 when it is not one."""
    if _content_type(request) != FORM_TYPE:
        raise HTTPException(415)
    return list(parse(await bounded_body(request, LONGEST_QUERY)).items())


def _content_type(request: Request) -> str:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


async def limited_body(request: Request) -> bytes | OAuthError:
    """The body, if it is not too large."""
    try:
        return await bounded_body(request, LONGEST_BODY)
    except HTTPException:
        return invalid_request(f"the content is longer than {LONGEST_BODY} bytes")


def bearer_token(request: Request) -> str | None:
    """The token of the Authorization header, the only place we take one from (RFC 6750 section 2.1)."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" and 0 < len(token) <= LONGEST_HEADER else None

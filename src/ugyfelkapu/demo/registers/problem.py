"""Refusals as problem documents (RFC 9457), whatever the request did wrong."""

from http import HTTPStatus

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from ugyfelkapu.demo.registers.wire import Problem

MEDIA_TYPE = "application/problem+json"


def problem(status: HTTPStatus, detail: str, *, headers: dict[str, str] | None = None) -> Response:
    """A problem document; `detail` is a sentence for whoever wrote the client."""
    document = Problem(type="about:blank", title=status.phrase, status=status.value, detail=detail)
    return Response(msgspec.json.encode(document), status.value, headers, MEDIA_TYPE)


async def refused(request: Request, error: Exception) -> Response:
    """The problem document for a refusal of the router (an unknown path, another method)."""
    if not isinstance(error, HTTPException):
        raise error
    detail = f"{request.method} is not answered here."
    return problem(HTTPStatus(error.status_code), detail, headers=dict(error.headers or {}))

"""Who may ask a register, and what a question may look like: the same for every address that asks."""

import hmac
from dataclasses import dataclass
from http import HTTPStatus
from typing import Generic, TypeVar

import msgspec
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from ugyfelkapu.demo.registers.problem import problem
from ugyfelkapu.demo.registers.wire import QUESTION_LIMIT_BYTES, read_as
from ugyfelkapu.gate.domain.identity import Register

_Question = TypeVar("_Question", bound=msgspec.Struct)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked(Generic[_Question]):
    """A question that may be answered, and of which register."""

    register: Register
    question: _Question


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Guarded:
    """The key that only registered systems hold; never printed."""

    token: str

    def register(self, request: Request) -> Register | Response:
        """The register asked, or the refusal."""
        if not self._may_ask(request):
            detail = "A look-up needs the key of a registered system as a bearer token."
            return problem(HTTPStatus.UNAUTHORIZED, detail, headers={"WWW-Authenticate": "Bearer"})
        name = request.path_params["register"]
        if name not in set(Register):
            return problem(HTTPStatus.NOT_FOUND, "The registers are szl, iszl and 3nyt.")
        return Register(name)

    async def question(
        self, request: Request, kind: type[_Question], *, most_bytes: int = QUESTION_LIMIT_BYTES
    ) -> Asked[_Question] | Response:
        """The question in the body, or the refusal."""
        register = self.register(request)
        if isinstance(register, Response):
            return register
        media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if media_type != "application/json":
            return problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "A look-up is sent as application/json.")
        body = await _body(request, most_bytes)
        if body is None:
            detail = f"A look-up has at most {most_bytes} bytes."
            return problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, detail)
        question = read_as(kind, body)
        if isinstance(question, str):
            return problem(HTTPStatus.BAD_REQUEST, question)
        return Asked(register=register, question=question)

    def _may_ask(self, request: Request) -> bool:
        shown = request.headers.get("authorization", "")
        return hmac.compare_digest(shown.encode(), f"Bearer {self.token}".encode())


async def _body(request: Request, most_bytes: int) -> bytes | None:
    """The body, or `None` as soon as it is longer than allowed; a body cut off is an empty one."""
    body = bytearray()
    try:
        async for chunk in request.stream():
            body.extend(chunk)
            if len(body) > most_bytes:
                return None
    except ClientDisconnect:
        return b""
    return bytes(body)

"""The registers' HTTP service: one look-up endpoint a register, its description, its health and a page to look at."""

import hmac
import json
import logging
from dataclasses import dataclass
from http import HTTPStatus

import msgspec
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from ugyfelkapu.demo.plain_page import PlainPages, style_route
from ugyfelkapu.demo.registers.comparison import fields_that_differ
from ugyfelkapu.demo.registers.guide import guide
from ugyfelkapu.demo.registers.openapi import description
from ugyfelkapu.demo.registers.portrait import portrait
from ugyfelkapu.demo.registers.problem import problem, refused
from ugyfelkapu.demo.registers.residents import Resident, Town
from ugyfelkapu.demo.registers.signature import signature
from ugyfelkapu.demo.registers.wire import (
    QUESTION_LIMIT_BYTES,
    Answer,
    Differs,
    Found,
    NotFound,
    Question,
    person_of,
    question_in,
)
from ugyfelkapu.gate.domain.identity import Register

log = logging.getLogger("ugyfelkapu.demo.registers")


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterService:
    """The town's registers behind a key that only the gate holds."""

    town: Town
    token: str
    pages: PlainPages

    @classmethod
    def of(cls, town: Town, *, token: str) -> "RegisterService":
        """The service for a town and the key it asks for."""
        return cls(town=town, token=token, pages=PlainPages.of("ugyfelkapu.demo.registers"))

    def application(self) -> Starlette:
        """The service as an ASGI application."""
        routes = [
            Route("/", self.show_guide, methods=["GET"]),
            Route("/health/live", _live, methods=["GET"]),
            Route("/openapi.json", _describe, methods=["GET"]),
            Route("/v1/{register}/look-ups", self.look_up, methods=["POST"]),
            style_route(),
        ]
        return Starlette(routes=routes, exception_handlers={HTTPException: refused})

    async def show_guide(self, request: Request) -> Response:
        """A page that says what this is and whom to try."""
        return guide(request, self.pages, self.town)

    async def look_up(self, request: Request) -> Response:
        """Answer one look-up and write it into the register's own log (`domain.md R17`)."""
        if not self._may_ask(request):
            detail = "A look-up needs the key of a registered system as a bearer token."
            return problem(HTTPStatus.UNAUTHORIZED, detail, headers={"WWW-Authenticate": "Bearer"})
        register = _register(request.path_params["register"])
        if register is None:
            return problem(HTTPStatus.NOT_FOUND, "The registers are szl, iszl and 3nyt.")
        question = await _question(request)
        if isinstance(question, Response):
            return question
        return await self._answered(register, question)

    def _may_ask(self, request: Request) -> bool:
        shown = request.headers.get("authorization", "")
        return hmac.compare_digest(shown.encode(), f"Bearer {self.token}".encode())

    async def _answered(self, register: Register, question: Question) -> Response:
        resident = self.town.holder(register, question.reference())
        answer = await self._answer(register, question, resident=resident)
        _write_log(register, question, resident=resident, answer=answer)
        status = HTTPStatus.NOT_FOUND if isinstance(answer, NotFound) else HTTPStatus.OK
        headers = {"Cache-Control": "no-store"}
        return Response(msgspec.json.encode(answer), status.value, headers, "application/json")

    async def _answer(self, register: Register, question: Question, *, resident: Resident | None) -> Answer:
        if resident is None:
            return NotFound(register=register)
        if differing := fields_that_differ(resident.identity, question.identity()):
            return Differs(register=register, fields=differing)
        return await run_in_threadpool(self._found, register, question, resident)

    def _found(self, register: Register, question: Question, resident: Resident) -> Found:
        return Found(
            register=register,
            person=person_of(resident, question.reference()),
            portrait=portrait(resident, founded_on=self.town.founded_on),
            signature=signature(resident),
        )


def _register(name: str) -> Register | None:
    return Register(name) if name in set(Register) else None


async def _question(request: Request) -> Question | Response:
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != "application/json":
        return problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "A look-up is sent as application/json.")
    body = await _body(request)
    if body is None:
        detail = f"A look-up has at most {QUESTION_LIMIT_BYTES} bytes."
        return problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, detail)
    question = question_in(body)
    return problem(HTTPStatus.BAD_REQUEST, question) if isinstance(question, str) else question


async def _body(request: Request) -> bytes | None:
    """The body, or `None` as soon as it is longer than allowed; a body cut off is an empty one."""
    body = bytearray()
    try:
        async for chunk in request.stream():
            body.extend(chunk)
            if len(body) > QUESTION_LIMIT_BYTES:
                return None
    except ClientDisconnect:
        return b""
    return bytes(body)


def _write_log(register: Register, question: Question, *, resident: Resident | None, answer: Answer) -> None:
    """Log who was looked up for which case, by the register's own number and not by name."""
    entry = {
        "register": register.value,
        "case_reference": question.case_reference,
        "document_type": question.document_type.value,
        "resident": resident.number if resident else None,
        "outcome": type(answer).__name__,
    }
    log.info(json.dumps(entry))


async def _live(_request: Request) -> Response:
    return Response(b'{"status":"live"}', media_type="application/json")


async def _describe(_request: Request) -> Response:
    return Response(description(), media_type="application/json")

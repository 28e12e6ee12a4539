"""The registers' HTTP service: one look-up endpoint a register, its description, its health and a page to look at."""

import json
import logging
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

import msgspec
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ugyfelkapu.demo.plain_page import PlainPages, style_route
from ugyfelkapu.demo.registers import happenings
from ugyfelkapu.demo.registers.asking import Guarded
from ugyfelkapu.demo.registers.card_codes import CardCodes
from ugyfelkapu.demo.registers.cards import CardDesk
from ugyfelkapu.demo.registers.chronicle import Chronicle, record_of
from ugyfelkapu.demo.registers.comparison import fields_that_differ
from ugyfelkapu.demo.registers.guide import guide
from ugyfelkapu.demo.registers.openapi import description
from ugyfelkapu.demo.registers.portrait import portrait
from ugyfelkapu.demo.registers.problem import problem, refused
from ugyfelkapu.demo.registers.residents import Resident, Town
from ugyfelkapu.demo.registers.signature import signature
from ugyfelkapu.demo.registers.wire import (
    ENTRY_LIMIT_BYTES,
    Answer,
    Differs,
    Entry,
    Found,
    NotFound,
    Question,
    person_of,
)
from ugyfelkapu.gate.domain.identity import DocumentReference, Register

log = logging.getLogger("ugyfelkapu.demo.registers")

CODES_FILE = "card-codes.jsonl"
"""Beside the events: whose codes are used up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterService:
    """The town's registers behind a key that only the gate holds."""

    chronicle: Chronicle
    guarded: Guarded
    cards: CardDesk
    pages: PlainPages

    @classmethod
    def of(cls, town: Town, *, token: str, events_file: Path | None = None) -> "RegisterService":
        """The service for a town and the key it asks for; without a file, what happens is forgotten at the end."""
        pages = PlainPages.of("ugyfelkapu.demo.registers")
        chronicle, guarded = Chronicle.of(town, events_file), Guarded(token=token)
        codes = CardCodes.of(town, events_file.with_name(CODES_FILE) if events_file else None)
        cards = CardDesk(chronicle=chronicle, codes=codes, guarded=guarded)
        return cls(chronicle=chronicle, guarded=guarded, cards=cards, pages=pages)

    def application(self) -> Starlette:
        """The service as an ASGI application."""
        routes = [
            Route("/", self.show_guide, methods=["GET"]),
            Route("/health/live", _live, methods=["GET"]),
            Route("/openapi.json", _describe, methods=["GET"]),
            Route("/v1/{register}/look-ups", self.look_up, methods=["POST"]),
            Route("/v1/{register}/entries", self.enter, methods=["POST"]),
            *happenings.routes(self.chronicle, self.guarded),
            *self.cards.routes(),
            style_route(),
        ]
        return Starlette(routes=routes, exception_handlers={HTTPException: refused})

    async def show_guide(self, request: Request) -> Response:
        """A page that says what this is and whom to try."""
        return guide(request, self.pages, self.chronicle.town)

    async def look_up(self, request: Request) -> Response:
        """Answer one look-up and write it into the register's own log (`domain.md R17`)."""
        asked = await self.guarded.question(request, Question)
        return asked if isinstance(asked, Response) else await self._answered(asked.register, asked.question)

    async def enter(self, request: Request) -> Response:
        """Enter a foreigner in 3NYT; answered with the record as a look-up would be (`domain.md R1`)."""
        asked = await self.guarded.question(request, Entry, most_bytes=ENTRY_LIMIT_BYTES)
        if isinstance(asked, Response):
            return asked
        if asked.register is not Register.NYT3:
            return problem(HTTPStatus.NOT_FOUND, "Foreigners are entered in 3nyt alone.")
        resident = self.chronicle.enter(asked.question)
        log.info(json.dumps({"case_reference": asked.question.case_reference, "outcome": "Entered" if resident else "Known"}))
        if resident is None:
            return problem(HTTPStatus.CONFLICT, "A register knows this document.")
        found = self._found(Register.NYT3, asked.question.reference(), resident)
        headers = {"Cache-Control": "no-store"}
        return Response(msgspec.json.encode(found), HTTPStatus.CREATED.value, headers, "application/json")

    async def _answered(self, register: Register, question: Question) -> Response:
        resident = self.chronicle.holder(register, question.reference())
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
        return await run_in_threadpool(self._found, register, question.reference(), resident)

    def _found(self, register: Register, reference: DocumentReference, resident: Resident) -> Found:
        handed_in = self.chronicle.pictures.get(resident.number)
        return Found(
            register=register,
            record=record_of(resident),
            person=person_of(resident, reference),
            portrait=handed_in.portrait if handed_in else portrait(resident, founded_on=self.chronicle.town.founded_on),
            signature=handed_in.signature if handed_in else signature(resident),
        )


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

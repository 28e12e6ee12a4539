"""The feed of events, records asked for by reference, and the way to make something happen in the town."""

import json
import logging
from datetime import UTC, datetime
from http import HTTPStatus

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ugyfelkapu.demo.registers.asking import Asked, Guarded
from ugyfelkapu.demo.registers.chronicle import Chronicle
from ugyfelkapu.demo.registers.problem import problem
from ugyfelkapu.demo.registers.residents import Resident
from ugyfelkapu.demo.registers.wire import (
    MOST_EVENTS,
    Event,
    EventKind,
    EventPage,
    Happening,
    Known,
    NotFound,
    RecordQuestion,
    record_person,
)
from ugyfelkapu.gate.domain.identity import Register

log = logging.getLogger("ugyfelkapu.demo.registers")


def routes(chronicle: Chronicle, guarded: Guarded) -> list[BaseRoute]:
    """The addresses of one register's events and records."""

    async def events(request: Request) -> Response:
        """A page of the feed."""
        asked = guarded.register(request)
        return asked if isinstance(asked, Response) else _page(chronicle, asked, request)

    async def happen(request: Request) -> Response:
        """Make an event happen, as the register's own office would."""
        asked = await guarded.question(request, Happening)
        return asked if isinstance(asked, Response) else _happened(chronicle, asked)

    async def record(request: Request) -> Response:
        """A person by the record's reference, and the entry in the register's own log (`domain.md R17`)."""
        asked = await guarded.question(request, RecordQuestion)
        return asked if isinstance(asked, Response) else _record(chronicle, asked)

    return [
        Route("/v1/{register}/events", events, methods=["GET"]),
        Route("/v1/{register}/events", happen, methods=["POST"]),
        Route("/v1/{register}/record-look-ups", record, methods=["POST"]),
    ]


def _page(chronicle: Chronicle, register: Register, request: Request) -> Response:
    numbers = [_number(request.query_params.get(name, default)) for name, default in (("after", "0"), ("limit", "100"))]
    after, limit = numbers
    if after is None or limit is None or not 1 <= limit <= MOST_EVENTS:
        detail = f"after is a number, and limit one from 1 to {MOST_EVENTS}."
        return problem(HTTPStatus.BAD_REQUEST, detail)
    events = chronicle.after(register, after, limit=limit)
    return _json(EventPage(register=register, events=tuple(events), last=events[-1].number if events else after))


def _happened(chronicle: Chronicle, asked: Asked[Happening]) -> Response:
    resident = chronicle.holder(asked.register, asked.question.reference())
    if resident is None:
        return problem(HTTPStatus.NOT_FOUND, "This register does not know the document.")
    happening = asked.question
    if happening.kind is EventKind.NAME_CHANGED and not (happening.family_name or happening.given_name):
        return problem(HTTPStatus.BAD_REQUEST, "A change of name gives the new family_name, given_name or both.")
    event: Event = chronicle.happen(asked.register, resident, happening, now=datetime.now(UTC))
    return _json(event, status=HTTPStatus.CREATED)


def _record(chronicle: Chronicle, asked: Asked[RecordQuestion]) -> Response:
    resident = chronicle.recorded(asked.register, asked.question.record)
    _write_log(asked, resident)
    if resident is None:
        return _json(NotFound(register=asked.register), status=HTTPStatus.NOT_FOUND)
    person = record_person(resident, asked.question.document_type)
    return _json(Known(register=asked.register, record=asked.question.record, person=person))


def _write_log(asked: Asked[RecordQuestion], resident: Resident | None) -> None:
    entry = {
        "register": asked.register.value,
        "case_reference": asked.question.case_reference,
        "resident": resident.number if resident else None,
        "outcome": "Known" if resident else "NotFound",
    }
    log.info(json.dumps(entry))


def _json(answer: EventPage | Event | Known | NotFound, *, status: HTTPStatus = HTTPStatus.OK) -> Response:
    return Response(msgspec.json.encode(answer), status.value, {"Cache-Control": "no-store"}, "application/json")


def _number(typed: str) -> int | None:
    most_digits = 18
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) <= most_digits else None

"""What a register says of a record and in its feed, read strictly; a single unreadable event does not hide the others."""

import re
from typing import Literal

import msgspec
from msgspec import Struct

from ugyfelkapu.adapters.bounded_http import Reply
from ugyfelkapu.adapters.register_exchange import ANSWER_LIMIT_BYTES
from ugyfelkapu.gate.domain.identity import RecordReference, Register, RegisteredPerson
from ugyfelkapu.gate.ports import (
    EventKind,
    EventPage,
    Gone,
    Known,
    RecordLookUp,
    RegisterEvent,
    Unavailable,
    UnreadableEvent,
)

PAGE = 100
RECORD = re.compile(r"[\x21-\x7e]{1,100}")
CITIZENSHIP = re.compile(r"[A-Z]{3}")
STATUS_FOUND = 200
STATUS_NOT_FOUND = 404


class _Known(Struct, frozen=True, tag_field="outcome", tag="known"):
    register: Register
    record: str
    person: RegisteredPerson


class _NotFound(Struct, frozen=True, tag_field="outcome", tag="not_found"):
    register: Register


class _Page(Struct, frozen=True):
    register: Register
    events: tuple[msgspec.Raw, ...]
    last: int


class _Event(Struct, frozen=True):
    number: int
    kind: EventKind
    record: str


class _Numbered(Struct, frozen=True):
    number: int


def record_question(question: RecordLookUp) -> bytes:
    """The question as it is sent."""
    return msgspec.json.encode(
        {
            "record": question.record,
            "document_type": question.document_type,
            "case_reference": question.case_reference,
        }
    )


def record_answer(question: RecordLookUp, reply: Reply) -> Known | Gone | Unavailable:
    """What may be concluded: status and answer agree, and the answer is about the record asked for."""
    answer = _read(reply.body)
    if isinstance(answer, _NotFound) and reply.status == STATUS_NOT_FOUND and answer.register is question.register:
        return Gone(register=question.register)
    if isinstance(answer, _Known) and reply.status == STATUS_FOUND and _is_about(answer, question):
        return Known(register=answer.register, record=question.record, person=answer.person)
    reason = "unintelligible answer" if reply.status in {STATUS_FOUND, STATUS_NOT_FOUND} else f"status {reply.status}"
    return Unavailable(register=question.register, reason=reason)


def event_page(register: Register, after: int, reply: Reply) -> EventPage | Unavailable:
    """The events above the cursor in their order; the page as a whole must make sense, each event by itself."""
    page = _page(reply)
    if page is None or page.register is not register or page.last < after or len(page.events) > PAGE:
        return Unavailable(register=register, reason="unintelligible feed")
    events = [_event(raw, last=page.last) for raw in page.events]
    above = tuple(event for event in events if after < event.number <= page.last)
    return EventPage(events=above, last=page.last)


def _event(raw: msgspec.Raw, *, last: int) -> RegisterEvent | UnreadableEvent:
    event = _as_event(raw)
    if isinstance(event, _Event) and RECORD.fullmatch(event.record):
        return RegisterEvent(number=event.number, kind=event.kind, record=RecordReference(event.record))
    return UnreadableEvent(number=event.number if isinstance(event, _Event | _Numbered) else last)


def _as_event(raw: msgspec.Raw) -> _Event | _Numbered | Literal["unnumbered"]:
    kinds: tuple[type[_Event | _Numbered], ...] = (_Event, _Numbered)
    for kind in kinds:
        try:
            return msgspec.json.decode(raw, type=kind)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            continue
    return "unnumbered"


def _read(body: bytes) -> _Known | _NotFound | None:
    if len(body) > ANSWER_LIMIT_BYTES:
        return None
    try:
        answer: _Known | _NotFound = msgspec.json.decode(body, type=_Known | _NotFound)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    return answer


def _page(reply: Reply) -> _Page | None:
    if reply.status != STATUS_FOUND or len(reply.body) > ANSWER_LIMIT_BYTES:
        return None
    try:
        return msgspec.json.decode(reply.body, type=_Page)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def _is_about(answer: _Known, question: RecordLookUp) -> bool:
    return (
        answer.register is question.register
        and answer.record == question.record
        and CITIZENSHIP.fullmatch(answer.person.citizenship) is not None
    )

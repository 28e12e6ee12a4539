"""The state registers over HTTP: SZL, else ISZL, else 3NYT (`domain.md R4`), each answer read strictly."""

import asyncio
from dataclasses import dataclass, fields
from typing import Literal, assert_never

import httpx
import msgspec
from msgspec import Struct

from ugyfelkapu.adapters.bounded_http import bounded_client
from ugyfelkapu.adapters.register_exchange import ANSWER_LIMIT_BYTES, RegisterLine
from ugyfelkapu.adapters.register_records import (
    CITIZENSHIP,
    PAGE,
    RECORD,
    STATUS_FOUND,
    STATUS_NOT_FOUND,
    event_page,
    record_answer,
    record_question,
)
from ugyfelkapu.gate.domain.identity import DocumentReference, NaturalIdentity, RecordReference, Register, RegisteredPerson
from ugyfelkapu.gate.ports import (
    AlreadyEntered,
    Differs,
    Entry,
    EventPage,
    Found,
    Gone,
    Known,
    LookUp,
    NotFound,
    RecordLookUp,
    Unavailable,
)

CONNECT_SECONDS = 1.0
WHOLE_SECONDS = 3.0
"""For all three registers together: so long a clerk waits at most."""
RECORD_SECONDS = 1.5
"""For one record, asked for again while somebody signs in."""
MOST_CONNECTIONS = 20
STATUS_ENTERED = 201
STATUS_KNOWN = 409

PNG = b"\x89PNG\r\n\x1a\n"
IDENTITY_FIELDS = frozenset(field.name for field in fields(NaturalIdentity))


class _Found(Struct, frozen=True, tag_field="outcome", tag="found"):
    register: Register
    record: str
    person: RegisteredPerson
    portrait: bytes
    signature: bytes


class _Differs(Struct, frozen=True, tag_field="outcome", tag="differs"):
    register: Register
    fields: tuple[str, ...]


class _NotFound(Struct, frozen=True, tag_field="outcome", tag="not_found"):
    register: Register


_Answer = _Found | _Differs | _NotFound
_Outcome = Found | Differs | Unavailable | Literal["unknown_here"]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class HttpStateRegisters:
    """The registers behind one address; never printed, for it holds the key."""

    base_url: str
    """Without a slash at the end."""
    token: str
    client: httpx.AsyncClient
    whole_seconds: float = WHOLE_SECONDS
    record_seconds: float = RECORD_SECONDS

    async def look_up(self, question: LookUp) -> Found | Differs | NotFound | Unavailable:
        """Ask one register after the other; one that does not answer ends the search, for it might have known."""
        ends_at = asyncio.get_running_loop().time() + self.whole_seconds
        for register in Register:
            outcome = await self._ask(register, question, ends_at=ends_at)
            if outcome != "unknown_here":
                return outcome
        return NotFound(registers=tuple(Register))

    async def enter(self, entry: Entry) -> Found | AlreadyEntered | Unavailable:
        """Enter a foreigner in 3NYT; what is answered must be about this very document."""
        ends_at = asyncio.get_running_loop().time() + self.whole_seconds
        reply = await self._line.ask(Register.NYT3, "entries", content=_entry(entry), ends_at=ends_at)
        if isinstance(reply, Unavailable):
            return reply
        if reply.status == STATUS_KNOWN:
            return AlreadyEntered()
        answer = _read(reply.body) if reply.status == STATUS_ENTERED else None
        if not isinstance(answer, _Found) or answer.register is not Register.NYT3 or not _is_about(answer, entry.document):
            return Unavailable(register=Register.NYT3, reason="unintelligible answer")
        return _found(answer)

    async def look_up_record(self, question: RecordLookUp) -> Known | Gone | Unavailable:
        """Ask one register for a record; somebody waits at the sign-in, so the patience is short."""
        ends_at = asyncio.get_running_loop().time() + self.record_seconds
        content = record_question(question)
        reply = await self._line.ask(question.register, "record-look-ups", content=content, ends_at=ends_at)
        return reply if isinstance(reply, Unavailable) else record_answer(question, reply)

    async def events_after(self, register: Register, number: int) -> EventPage | Unavailable:
        """The next page of a feed."""
        ends_at = asyncio.get_running_loop().time() + self.whole_seconds
        path = f"events?after={number}&limit={PAGE}"
        reply = await self._line.ask(register, path, content=None, ends_at=ends_at)
        return reply if isinstance(reply, Unavailable) else event_page(register, number, reply)

    @property
    def _line(self) -> RegisterLine:
        return RegisterLine(base_url=self.base_url, token=self.token, client=self.client)

    async def _ask(self, register: Register, question: LookUp, *, ends_at: float) -> _Outcome:
        reply = await self._line.ask(register, "look-ups", content=_written(question), ends_at=ends_at)
        if isinstance(reply, Unavailable):
            return reply
        return _outcome(register, question, status=reply.status, body=reply.body)


def registers_client() -> httpx.AsyncClient:
    """A client fit for the registers: short patience, few connections, no redirects, no proxy of the environment."""
    return bounded_client(whole_seconds=WHOLE_SECONDS, connect_seconds=CONNECT_SECONDS, most_connections=MOST_CONNECTIONS)


def _written(question: LookUp) -> bytes:
    return msgspec.json.encode(
        {
            "document_type": question.document.document_type,
            "document_number": question.document.document_number,
            "natural_identity": question.identity,
            "case_reference": question.case_reference,
        }
    )


def _entry(entry: Entry) -> bytes:
    return msgspec.json.encode(
        {
            "document_type": entry.document.document_type,
            "document_number": entry.document.document_number,
            "document_valid_until": entry.document_valid_until,
            "citizenship": entry.citizenship,
            "natural_identity": entry.identity,
            "portrait": entry.portrait,
            "signature": entry.signature,
            "case_reference": entry.case_reference,
        }
    )


def _outcome(register: Register, question: LookUp, *, status: int, body: bytes) -> _Outcome:
    if status not in {STATUS_FOUND, STATUS_NOT_FOUND}:
        return Unavailable(register=register, reason=f"status {status}")
    answer = _read(body)
    if answer is None or answer.register is not register:
        return Unavailable(register=register, reason="unintelligible answer")
    return _concluded(answer, question, status=status)


def _read(body: bytes) -> _Answer | None:
    if len(body) > ANSWER_LIMIT_BYTES:
        return None
    try:
        answer: _Answer = msgspec.json.decode(body, type=_Answer)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    return answer


def _concluded(answer: _Answer, question: LookUp, *, status: int) -> _Outcome:
    """What may be concluded: status and answer must agree, and the answer must be about what was asked."""
    match answer:
        case _NotFound() if status == STATUS_NOT_FOUND:
            return "unknown_here"
        case _Differs() if status == STATUS_FOUND and answer.fields and IDENTITY_FIELDS.issuperset(answer.fields):
            return Differs(register=answer.register, fields=answer.fields)
        case _Found() if status == STATUS_FOUND and _is_about(answer, question.document):
            return _found(answer)
        case _NotFound() | _Differs() | _Found():
            return Unavailable(register=answer.register, reason="inconsistent answer")
        case _:
            assert_never(answer)


def _found(answer: _Found) -> Found:
    return Found(
        register=answer.register,
        record=RecordReference(answer.record),
        person=answer.person,
        portrait=answer.portrait,
        signature=answer.signature,
    )


def _is_about(answer: _Found, document: DocumentReference) -> bool:
    return (
        answer.person.document == document
        and RECORD.fullmatch(answer.record) is not None
        and CITIZENSHIP.fullmatch(answer.person.citizenship) is not None
        and answer.portrait.startswith(PNG)
        and answer.signature.startswith(PNG)
    )

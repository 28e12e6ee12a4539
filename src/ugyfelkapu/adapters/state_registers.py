"""The state registers over HTTP: SZL, else ISZL, else 3NYT (`domain.md R4`), each answer read strictly."""

import asyncio
import re
from dataclasses import dataclass, fields
from typing import Literal, assert_never

import httpx
import msgspec
from msgspec import Struct

from ugyfelkapu.gate.domain.identity import NaturalIdentity, Register, RegisteredPerson
from ugyfelkapu.gate.ports import Differs, Found, LookUp, NotFound, Unavailable

CONNECT_SECONDS = 1.0
WHOLE_SECONDS = 3.0
"""For all three registers together: so long a clerk waits at most."""
ANSWER_LIMIT_BYTES = 1_000_000
MOST_CONNECTIONS = 20

PNG = b"\x89PNG\r\n\x1a\n"
CITIZENSHIP = re.compile(r"[A-Z]{3}")
IDENTITY_FIELDS = frozenset(field.name for field in fields(NaturalIdentity))
STATUS_FOUND = 200
STATUS_NOT_FOUND = 404


class _Found(Struct, frozen=True, tag_field="outcome", tag="found"):
    register: Register
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

    async def look_up(self, question: LookUp) -> Found | Differs | NotFound | Unavailable:
        """Ask one register after the other; one that does not answer ends the search, for it might have known."""
        ends_at = asyncio.get_running_loop().time() + self.whole_seconds
        for register in Register:
            outcome = await self._ask(register, question, ends_at=ends_at)
            if outcome != "unknown_here":
                return outcome
        return NotFound(registers=tuple(Register))

    async def _ask(self, register: Register, question: LookUp, *, ends_at: float) -> _Outcome:
        try:
            async with asyncio.timeout_at(ends_at):
                status, body = await self._exchange(register, question)
        except (TimeoutError, httpx.TimeoutException):
            return Unavailable(register=register, reason="no answer in time")
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as error:
            return Unavailable(register=register, reason=type(error).__name__)
        return _outcome(register, question, status=status, body=body)

    async def _exchange(self, register: Register, question: LookUp) -> tuple[int, bytes]:
        """Status and body; the body cut off just above the limit, and never unpacked."""
        request = self.client.build_request(
            "POST",
            f"{self.base_url}/v1/{register.value}/look-ups",
            content=_written(question),
            headers={
                "Authorization": f"Bearer {self.token}",
                "Content-Type": "application/json",
                "Accept": "application/json",
                "Accept-Encoding": "identity",
            },
        )
        response = await self.client.send(request, stream=True, follow_redirects=False)
        body = bytearray()
        try:
            async for chunk in response.aiter_raw():
                body.extend(chunk)
                if len(body) > ANSWER_LIMIT_BYTES:
                    break
        finally:
            await response.aclose()
        return response.status_code, bytes(body)


def registers_client() -> httpx.AsyncClient:
    """A client fit for the registers: short patience, few connections, no redirects, no proxy of the environment."""
    return httpx.AsyncClient(
        timeout=httpx.Timeout(WHOLE_SECONDS, connect=CONNECT_SECONDS),
        limits=httpx.Limits(max_connections=MOST_CONNECTIONS),
        follow_redirects=False,
        trust_env=False,
    )


def _written(question: LookUp) -> bytes:
    return msgspec.json.encode(
        {
            "document_type": question.document.document_type,
            "document_number": question.document.document_number,
            "natural_identity": question.identity,
            "case_reference": question.case_reference,
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
        case _Found() if status == STATUS_FOUND and _is_about(answer, question):
            return Found(register=answer.register, person=answer.person, portrait=answer.portrait, signature=answer.signature)
        case _NotFound() | _Differs() | _Found():
            return Unavailable(register=answer.register, reason="inconsistent answer")
        case _:
            assert_never(answer)


def _is_about(answer: _Found, question: LookUp) -> bool:
    return (
        answer.person.document == question.document
        and CITIZENSHIP.fullmatch(answer.person.citizenship) is not None
        and answer.portrait.startswith(PNG)
        and answer.signature.startswith(PNG)
    )

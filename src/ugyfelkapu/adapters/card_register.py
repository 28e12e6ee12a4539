"""What SZL says of eID cards, over HTTP and read strictly: whose a card is, and what became of its code (`domain.md R2`)."""

import asyncio
from dataclasses import dataclass

import httpx
import msgspec
from msgspec import Struct

from ugyfelkapu.adapters.bounded_http import Reply
from ugyfelkapu.adapters.register_exchange import ANSWER_LIMIT_BYTES, RegisterLine
from ugyfelkapu.adapters.register_records import CITIZENSHIP, RECORD
from ugyfelkapu.gate.domain.eid import CardCode, CardHolder, CodeRefused, CodeUse, card_of
from ugyfelkapu.gate.domain.identity import RecordReference, Register, RegisteredPerson
from ugyfelkapu.gate.ports import Gone, Unavailable

WHOLE_SECONDS = 3.0
REGISTER = Register.SZL
"""Identity cards are given to those alone who are in it."""


class _Holder(Struct, frozen=True, tag_field="outcome", tag="card_holder"):
    register: Register
    record: str
    person: RegisteredPerson


class _Refused(Struct, frozen=True, tag_field="outcome", tag="code_refused"):
    register: Register
    reason: CodeRefused


class _Used(Struct, frozen=True, tag_field="outcome", tag="code_used"):
    register: Register


class _Lost(Struct, frozen=True, tag_field="outcome", tag="code_lost"):
    register: Register


class _NotFound(Struct, frozen=True, tag_field="outcome", tag="not_found"):
    register: Register


_Answer = _Holder | _Refused | _Used | _Lost | _NotFound
_STATUSES: dict[type[_Answer], int] = {_Holder: 200, _Refused: 403, _Used: 200, _Lost: 409, _NotFound: 404}


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class HttpCardRegister:
    """The register of cards behind one address; never printed, for it holds the key."""

    base_url: str
    """Without a slash at the end."""
    token: str
    client: httpx.AsyncClient
    whole_seconds: float = WHOLE_SECONDS

    async def prove_code(self, code: CardCode) -> CardHolder | CodeRefused | Unavailable:
        """Ask with number and code; the code stays unused."""
        question = {
            "card_number": code.card_number,
            "registration_code": code.code,
            "case_reference": code.reference,
        }
        answer = await self._ask("card-registrations", question)
        if isinstance(answer, _Refused):
            return answer.reason
        return _holder(answer, code.card_number) if isinstance(answer, _Holder) else _unavailable(answer)

    async def use_up(self, card_number: str, *, reference: str) -> CodeUse | Unavailable:
        """Ask that the code be used up; a repeated question gets the first one's answer."""
        answer = await self._ask("card-registrations/used", {"card_number": card_number, "case_reference": reference})
        if isinstance(answer, _Used | _Lost):
            return CodeUse.USED if isinstance(answer, _Used) else CodeUse.LOST
        return _unavailable(answer)

    async def holder_of(self, card_number: str, *, reference: str) -> CardHolder | Gone | Unavailable:
        """Ask whose card it is."""
        answer = await self._ask("card-look-ups", {"card_number": card_number, "case_reference": reference})
        if isinstance(answer, _NotFound):
            return Gone(register=REGISTER)
        return _holder(answer, card_number) if isinstance(answer, _Holder) else _unavailable(answer)

    async def _ask(self, path: str, question: dict[str, str]) -> _Answer | Unavailable:
        line = RegisterLine(base_url=self.base_url, token=self.token, client=self.client)
        ends_at = asyncio.get_running_loop().time() + self.whole_seconds
        reply = await line.ask(REGISTER, path, content=msgspec.json.encode(question), ends_at=ends_at)
        return reply if isinstance(reply, Unavailable) else _read(reply)


def _read(reply: Reply) -> _Answer | Unavailable:
    """Status and answer must agree, and the register must be the one that was asked."""
    try:
        if len(reply.body) > ANSWER_LIMIT_BYTES:
            return _fault("answer too long")
        answer: _Answer = msgspec.json.decode(reply.body, type=_Answer)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return _fault(f"unintelligible answer, status {reply.status}")
    agrees = reply.status == _STATUSES[type(answer)] and answer.register is REGISTER
    return answer if agrees else _fault("inconsistent answer")


def _holder(answer: _Holder, card_number: str) -> CardHolder | Unavailable:
    """The holder, if the answer is about the card asked for."""
    is_about = (
        answer.person.document == card_of(card_number)
        and RECORD.fullmatch(answer.record) is not None
        and CITIZENSHIP.fullmatch(answer.person.citizenship) is not None
    )
    if not is_about:
        return _fault("inconsistent answer")
    return CardHolder(register=answer.register, record=RecordReference(answer.record), person=answer.person)


def _unavailable(answer: _Answer | Unavailable) -> Unavailable:
    return answer if isinstance(answer, Unavailable) else _fault("an answer to another question")


def _fault(reason: str) -> Unavailable:
    return Unavailable(register=REGISTER, reason=reason)

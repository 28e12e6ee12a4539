"""What the register answers about eID cards: whose a card is, by its code or by its number, and that a code is used up."""

import json
import logging
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Annotated

import msgspec
from msgspec import Meta, Struct
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ugyfelkapu.demo.registers.asking import Asked, Guarded
from ugyfelkapu.demo.registers.card_codes import CardCodes, CodeAnswer
from ugyfelkapu.demo.registers.chronicle import Chronicle, record_of
from ugyfelkapu.demo.registers.residents import Resident
from ugyfelkapu.demo.registers.wire import CaseReference, DocumentNumber, NotFound, person_of
from ugyfelkapu.gate.domain.eid import card_of
from ugyfelkapu.gate.domain.identity import Register, RegisteredPerson

log = logging.getLogger("ugyfelkapu.demo.registers")

RegistrationCode = Annotated[str, Meta(pattern="^[0-9]{10}$")]


class CardRegistration(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A card's number and the code handed over with it; the same reference asks again as often as it likes."""

    card_number: DocumentNumber
    registration_code: RegistrationCode
    case_reference: CaseReference


class CardCodeUse(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The code of this card, shown under this reference, is to be used up."""

    card_number: DocumentNumber
    case_reference: CaseReference


class CardLookUp(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whose card it is; for a system that has found the card's certificate to hold."""

    card_number: DocumentNumber
    case_reference: CaseReference


class CardHolder(Struct, frozen=True, kw_only=True, tag_field="outcome", tag="card_holder"):
    """The holder of the card as the register holds them."""

    register: Register
    record: str
    person: RegisteredPerson


class CodeRefused(Struct, frozen=True, kw_only=True, tag_field="outcome", tag="code_refused"):
    """The code is `wrong` (or there is no such card), `used_up`, or the number is `locked` after too many wrong codes."""

    register: Register
    reason: str


class CodeUsed(Struct, frozen=True, kw_only=True, tag_field="outcome", tag="code_used"):
    """The code is used up by this reference, now or before."""

    register: Register


class CodeLost(Struct, frozen=True, kw_only=True, tag_field="outcome", tag="code_lost"):
    """Another reference holds the code or has used it up."""

    register: Register


_Answer = CardHolder | CodeRefused | CodeUsed | CodeLost | NotFound
_STATUS = {NotFound: HTTPStatus.NOT_FOUND, CodeRefused: HTTPStatus.FORBIDDEN, CodeLost: HTTPStatus.CONFLICT}


@dataclass(frozen=True, slots=True, kw_only=True)
class CardDesk:
    """The people and the codes of their cards."""

    chronicle: Chronicle
    codes: CardCodes
    guarded: Guarded

    def routes(self) -> list[BaseRoute]:
        """The addresses."""
        return [
            Route("/v1/{register}/card-registrations", self.register, methods=["POST"]),
            Route("/v1/{register}/card-registrations/used", self.use_up, methods=["POST"]),
            Route("/v1/{register}/card-look-ups", self.look_up, methods=["POST"]),
        ]

    async def register(self, request: Request) -> Response:
        """Answer whose card it is, if the code is right."""
        asked = await self.guarded.question(request, CardRegistration)
        if isinstance(asked, Response):
            return asked
        question, holder = asked.question, self._holder(asked)
        number = card_of(question.card_number).document_number
        answer = self.codes.prove(number, question.registration_code, reference=question.case_reference, now=datetime.now(UTC))
        if answer is CodeAnswer.HELD and holder is not None:
            found = _card_holder(asked.register, number, holder)
            return _told(asked.register, question.case_reference, answer=found, holder=holder)
        reason = CodeAnswer.WRONG if answer is CodeAnswer.HELD else answer
        refused = CodeRefused(register=asked.register, reason=reason)
        return _told(asked.register, question.case_reference, answer=refused, holder=None)

    async def use_up(self, request: Request) -> Response:
        """Use the code up for the reference that holds it."""
        asked = await self.guarded.question(request, CardCodeUse)
        if isinstance(asked, Response):
            return asked
        used = self.codes.use_up(asked.question.card_number, reference=asked.question.case_reference)
        answer = CodeUsed(register=asked.register) if used else CodeLost(register=asked.register)
        return _told(asked.register, asked.question.case_reference, answer=answer, holder=self._holder(asked))

    async def look_up(self, request: Request) -> Response:
        """Answer whose card it is."""
        asked = await self.guarded.question(request, CardLookUp)
        if isinstance(asked, Response):
            return asked
        holder, register = self._holder(asked), asked.register
        answer = _card_holder(register, asked.question.card_number, holder) if holder else NotFound(register=register)
        return _told(register, asked.question.case_reference, answer=answer, holder=holder)

    def _holder(self, asked: Asked[CardRegistration] | Asked[CardCodeUse] | Asked[CardLookUp]) -> Resident | None:
        return self.chronicle.holder(asked.register, card_of(asked.question.card_number))


def _card_holder(register: Register, card_number: str, holder: Resident) -> CardHolder:
    return CardHolder(register=register, record=record_of(holder), person=person_of(holder, card_of(card_number)))


def _told(register: Register, case_reference: str, *, answer: _Answer, holder: Resident | None) -> Response:
    """The answer, and the entry in the register's own log (`domain.md R17`): never a code."""
    entry = {
        "register": register.value,
        "case_reference": case_reference,
        "resident": holder.number if holder else None,
        "outcome": type(answer).__name__,
    }
    log.info(json.dumps(entry))
    status = _STATUS.get(type(answer), HTTPStatus.OK)
    return Response(msgspec.json.encode(answer), status.value, {"Cache-Control": "no-store"}, "application/json")

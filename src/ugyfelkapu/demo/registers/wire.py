"""What goes over the wire: the question in, the answers out; the OpenAPI description is made from these."""

from datetime import date
from typing import Annotated, Final

import msgspec
from msgspec import Meta, Struct

from ugyfelkapu.demo.registers.residents import Resident
from ugyfelkapu.gate.domain.identity import (
    DocumentReference,
    DocumentType,
    NaturalIdentity,
    PersonName,
    Register,
    RegisteredPerson,
)

QUESTION_LIMIT_BYTES: Final = 16_384

Text = Annotated[str, Meta(max_length=200)]
DocumentNumber = Annotated[str, Meta(min_length=1, max_length=40)]
CaseReference = Annotated[str, Meta(min_length=1, max_length=100)]


class NameAsked(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A name in its two parts."""

    family_name: Text
    given_name: Text


class IdentityAsked(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The natural identity data to be compared."""

    current_name: NameAsked
    birth_name: NameAsked
    mothers_birth_name: NameAsked
    birth_place: Text
    birth_date: date


class Question(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A look-up: a document, the natural identity data shown with it, and the case that needs the answer."""

    document_type: DocumentType
    document_number: DocumentNumber
    natural_identity: IdentityAsked
    case_reference: CaseReference

    def reference(self) -> DocumentReference:
        """The document asked for, its number in capitals without spaces and hyphens."""
        number = "".join(letter for letter in self.document_number.upper() if letter.isalnum())
        return DocumentReference(document_type=self.document_type, document_number=number)

    def identity(self) -> NaturalIdentity:
        """The identity asked for, in the domain's own type."""
        asked = self.natural_identity
        return NaturalIdentity(
            current_name=_name(asked.current_name),
            birth_name=_name(asked.birth_name),
            mothers_birth_name=_name(asked.mothers_birth_name),
            birth_place=asked.birth_place,
            birth_date=asked.birth_date,
        )


class Found(Struct, frozen=True, kw_only=True, tag_field="outcome", tag="found"):
    """The person as the register holds them; portrait and signature are PNG files in base64."""

    register: Register
    person: RegisteredPerson
    portrait: bytes
    signature: bytes


class Differs(Struct, frozen=True, kw_only=True, tag_field="outcome", tag="differs"):
    """The document is known, but these fields of the natural identity data disagree."""

    register: Register
    fields: tuple[str, ...]


class NotFound(Struct, frozen=True, kw_only=True, tag_field="outcome", tag="not_found"):
    """This register does not know the document."""

    register: Register


class Problem(Struct, frozen=True, kw_only=True):
    """Why a request was refused (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str


Answer = Found | Differs | NotFound


def question_in(body: bytes) -> Question | str:
    """The question in a request's body, or what is wrong with it."""
    try:
        return msgspec.json.decode(body, type=Question)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as fault:
        return str(fault)


def person_of(resident: Resident, reference: DocumentReference) -> RegisteredPerson:
    """A resident as the register answers for the document asked about."""
    return RegisteredPerson(
        identity=resident.identity,
        citizenship=resident.citizenship,
        document=reference,
        document_valid_until=resident.held(reference).valid_until,
        deceased=resident.deceased,
    )


def _name(asked: NameAsked) -> PersonName:
    return PersonName(family_name=asked.family_name, given_name=asked.given_name)

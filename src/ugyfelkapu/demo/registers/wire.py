"""What goes over the wire: the question in, the answers out; the OpenAPI description is made from these."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Final, TypeVar

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
ENTRY_LIMIT_BYTES: Final = 900_000
"""Two pictures in base64, and what is said of the person."""

MOST_EVENTS: Final = 200

_Asked = TypeVar("_Asked", bound=Struct)

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
        return _reference(self.document_type, self.document_number)

    def identity(self) -> NaturalIdentity:
        """The identity asked for, in the domain's own type."""
        return _identity(self.natural_identity)


class Entry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A foreigner to be entered in 3NYT: what the document says, portrait and signature specimen as PNG in base64."""

    document_type: DocumentType
    document_number: DocumentNumber
    document_valid_until: date
    citizenship: Annotated[str, Meta(pattern="^[A-Z]{3}$")]
    natural_identity: IdentityAsked
    portrait: Annotated[bytes, Meta(min_length=8, max_length=300_000)]
    signature: Annotated[bytes, Meta(min_length=8, max_length=300_000)]
    case_reference: CaseReference

    def reference(self) -> DocumentReference:
        """The document, its number in capitals without spaces and hyphens."""
        return _reference(self.document_type, self.document_number)

    def identity(self) -> NaturalIdentity:
        """The identity entered, in the domain's own type."""
        return _identity(self.natural_identity)


class Found(Struct, frozen=True, kw_only=True, tag_field="outcome", tag="found"):
    """The person as the register holds them; portrait and signature are PNG files in base64."""

    register: Register
    record: str
    """The register's own reference to the person's record; opaque."""
    person: RegisteredPerson
    portrait: bytes
    signature: bytes


class Differs(Struct, frozen=True, kw_only=True, tag_field="outcome", tag="differs"):
    """The document is known, but these fields of the natural identity data disagree."""

    register: Register
    fields: tuple[str, ...]


class RecordQuestion(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A record asked for by its reference; of the person's documents the newest of this type is told."""

    record: CaseReference
    document_type: DocumentType
    case_reference: CaseReference


class Known(Struct, frozen=True, kw_only=True, tag_field="outcome", tag="known"):
    """The person of a record as the register holds them now."""

    register: Register
    record: str
    person: RegisteredPerson


class EventKind(StrEnum):
    """What happens to a record."""

    NAME_CHANGED = "name_changed"
    DIED = "died"
    LEFT = "left"
    DOCUMENT_EXPIRED = "document_expired"
    DOCUMENT_RENEWED = "document_renewed"


class Event(Struct, frozen=True, kw_only=True):
    """One event of a register's feed; what is true now is asked for by the record's reference."""

    number: int
    kind: EventKind
    record: str
    happened_at: datetime


class EventPage(Struct, frozen=True, kw_only=True):
    """Events numbered above the cursor, oldest first; `last` is the cursor of the next page."""

    register: Register
    events: tuple[Event, ...]
    last: int


class Happening(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is to happen to the holder of a document; a change of name gives the new parts."""

    kind: EventKind
    document_type: DocumentType
    document_number: DocumentNumber
    family_name: Text = ""
    given_name: Text = ""

    def reference(self) -> DocumentReference:
        """The document named, its number in capitals without spaces and hyphens."""
        return _reference(self.document_type, self.document_number)


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


def read_as(kind: type[_Asked], body: bytes) -> _Asked | str:
    """The question in a request's body, or what is wrong with it."""
    try:
        return msgspec.json.decode(body, type=kind)
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


def record_person(resident: Resident, document_type: DocumentType) -> RegisteredPerson:
    """A resident as the register answers for the record: with the document of this type that is good longest, if any."""
    of_type = [held for held in resident.documents if held.reference.document_type is document_type]
    held = max(of_type or resident.documents, key=lambda document: document.valid_until)
    return person_of(resident, held.reference)


def _reference(document_type: DocumentType, typed: str) -> DocumentReference:
    number = "".join(letter for letter in typed.upper() if letter.isalnum())
    return DocumentReference(document_type=document_type, document_number=number)


def _identity(asked: IdentityAsked) -> NaturalIdentity:
    return NaturalIdentity(
        current_name=_name(asked.current_name),
        birth_name=_name(asked.birth_name),
        mothers_birth_name=_name(asked.mothers_birth_name),
        birth_place=asked.birth_place,
        birth_date=asked.birth_date,
    )


def _name(asked: NameAsked) -> PersonName:
    return PersonName(family_name=asked.family_name, given_name=asked.given_name)

"""What the gate asks of the world beside the clock and chance: the state registers, password hashing, sealed secrets."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from ugyfelkapu.foundation.database import Database
from ugyfelkapu.gate.domain.eid import CardCode, CardHolder, CertificateFault, CodeRefused, CodeUse, ValidCard
from ugyfelkapu.gate.domain.gateway import (
    Begun,
    Callback,
    GatewayUnavailable,
    Order,
    StatementLine,
    Told,
    UnknownOrder,
)
from ugyfelkapu.gate.domain.identity import (
    DocumentReference,
    DocumentType,
    NaturalIdentity,
    RecordReference,
    Register,
    RegisteredPerson,
)
from ugyfelkapu.gate.domain.payment import PaymentId
from ugyfelkapu.gate.domain.signed_document import Original, SignatureFault, ValidSignature
from ugyfelkapu.ports import Clock, DocumentSeal, Entropy


@dataclass(frozen=True, slots=True, kw_only=True)
class LookUp:
    """A question to the registers: what the clerk typed, and for which case (it is logged there too)."""

    document: DocumentReference
    identity: NaturalIdentity
    case_reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The register knows the document and all natural identity data agree; portrait and signature are PNG bytes."""

    register: Register
    record: RecordReference
    person: RegisteredPerson
    portrait: bytes
    signature: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Differs:
    """The register knows the document, but these fields (names of `NaturalIdentity`) disagree; it does not say how."""

    register: Register
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NotFound:
    """None of the asked registers knows the document."""

    registers: tuple[Register, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unavailable:
    """A register did not answer in time or not intelligibly; nothing may be concluded."""

    register: Register
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A foreigner who is in none of the registers, to be entered in 3NYT (`domain.md R1`); the pictures are PNG bytes."""

    document: DocumentReference
    document_valid_until: date
    """The last day on which the document, and with it the entry, is good."""
    citizenship: str
    identity: NaturalIdentity
    portrait: bytes
    signature: bytes
    case_reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AlreadyEntered:
    """A register has come to know the document meanwhile: it is to be looked up again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordLookUp:
    """A question about a person who is known already: by the register's own record (`domain.md R10`)."""

    register: Register
    record: RecordReference
    document_type: DocumentType
    """Of which type the person's document is to be told."""
    case_reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """The person of a record as the register holds them now."""

    register: Register
    record: RecordReference
    person: RegisteredPerson


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """The register keeps no such record any more."""

    register: Register


class EventKind(StrEnum):
    """What a register says happened to a record; what is true now is asked for (`domain.md R10`)."""

    NAME_CHANGED = "name_changed"
    DIED = "died"
    LEFT = "left"
    DOCUMENT_EXPIRED = "document_expired"
    DOCUMENT_RENEWED = "document_renewed"


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterEvent:
    """One event of a feed."""

    number: int
    kind: EventKind
    record: RecordReference


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreadableEvent:
    """Something in a feed that is no event as described."""

    number: int
    """Its own, or the page's last when it has none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventPage:
    """What a register's feed holds after a number, oldest first; `last` is where to go on."""

    events: tuple[RegisterEvent | UnreadableEvent, ...]
    last: int


class StateRegisters(Protocol):
    """SZL, else ISZL, else 3NYT (`domain.md R4`)."""

    async def look_up(self, question: LookUp) -> Found | Differs | NotFound | Unavailable:
        """Ask for a person by document and natural identity data; never raises for what a register does."""

    async def enter(self, entry: Entry) -> Found | AlreadyEntered | Unavailable:
        """Enter a foreigner in 3NYT; never raises for what the register does."""

    async def look_up_record(self, question: RecordLookUp) -> Known | Gone | Unavailable:
        """Ask one register for a record, with little patience; never raises for what a register does."""

    async def events_after(self, register: Register, number: int) -> EventPage | Unavailable:
        """The next page of a register's feed."""


class CardRegister(Protocol):
    """What SZL knows of eID cards and of the codes handed over with them (`domain.md R2`); never raises for what it does."""

    async def prove_code(self, code: CardCode) -> CardHolder | CodeRefused | Unavailable:
        """Whose card it is, if the code is right; it is held for the reference, and not used up yet."""

    async def use_up(self, card_number: str, *, reference: str) -> CodeUse | Unavailable:
        """Use the code up for the reference it is held for; the same answer as often as it is asked."""

    async def holder_of(self, card_number: str, *, reference: str) -> CardHolder | Gone | Unavailable:
        """Whose card it is, for a certificate that was found to hold."""


class CardCertificates(Protocol):
    """Whether a card's certificate holds: chain, policy, use, time, and that it is not revoked."""

    async def validate(self, pem: str, *, now: datetime) -> ValidCard | CertificateFault:
        """The card, or the first thing wrong; asks who may say what is revoked, and never blocks the loop."""


class Hashing(StrEnum):
    """What became of a piece of hashing work."""

    MATCHES = "matches"
    DIFFERS = "differs"
    BUSY = "busy"
    """The queue is full: the answer is *try again in a moment*, never a time-out."""


class PasswordHasher(Protocol):
    """argon2id in a bounded pool outside the event loop; passwords come normalised (NFC)."""

    async def hash(self, password: str) -> str | Hashing:
        """The encoded `$argon2id$` string, or `Hashing.BUSY`."""

    async def verify(self, password: str, encoded: str | None) -> Hashing:
        """Whether the password fits; `None` costs the same time and never matches (`security.md` 7)."""

    def is_outdated(self, encoded: str) -> bool:
        """Whether the parameters in force are stronger than those of `encoded`, so that it should be made anew."""


class BreachedPasswords(Protocol):
    """A list of passwords known from breaches, as long as it may be (`domain.md R7`)."""

    def holds(self, password: str) -> bool:
        """Whether this very password is on it; normalised (NFC)."""


class SecretBox(Protocol):
    """Seals small secrets (TOTP seeds) that must be read back, so that a stolen database alone is of no use."""

    def seal(self, secret: bytes, *, context: str) -> bytes:
        """The secret encrypted and bound to `context` (such as the gate's id)."""

    def open(self, sealed: bytes, *, context: str) -> bytes:
        """The secret again; `ValueError` if it was changed or belongs to another context."""


class SignedDocuments(Protocol):
    """Checks signed PDF documents that somebody handed in: PAdES, against the issuers whom the operator trusts."""

    async def validate(self, pdf: bytes, *, original: Original | None, now: datetime) -> ValidSignature | SignatureFault:
        """Whose signature it is, or the first thing that is wrong.

        The document is looked at in a process of its own, bounded in time and memory. With an `original` it must be that
        document, signed; without, any document (an organisation's certificate).
        """


class PaymentGateway(Protocol):
    """Where an applicant pays online (`domain.md R11`); never raises for what the gateway does."""

    @property
    def page_origin(self) -> str:
        """The origin of its pages, to which a form of ours may lead."""

    async def begin(self, order: Order) -> Begun | GatewayUnavailable:
        """Announce a payment; the same order again gets the same answer."""

    async def ask(self, payment_id: PaymentId) -> Told | UnknownOrder | GatewayUnavailable:
        """Where a payment stands."""

    async def refund(self, payment_id: PaymentId) -> Told | UnknownOrder | GatewayUnavailable:
        """Give back all that was paid; asked again, it is given back once."""

    async def statement(self, day: date) -> tuple[StatementLine, ...] | GatewayUnavailable:
        """Every movement that the gateway booked on a day."""

    def heard(self, callback: Callback, *, now: datetime) -> PaymentId | None:
        """Which payment a call is about; `None` when it is not the gateway's own, or is old."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GateWorld:
    """All that an action of the gate may reach."""

    database: Database
    clock: Clock
    entropy: Entropy
    hasher: PasswordHasher
    box: SecretBox
    registers: StateRegisters
    blocked_passwords: frozenset[str]
    """Common passwords, folded; nobody may choose one (`domain.md R7`)."""
    breached_passwords: BreachedPasswords
    """The operator's full list, if there is one; it counts beside the common ones."""
    seal: DocumentSeal
    """On the copies that owners take along."""
    signed_documents: SignedDocuments
    """Checks what people and organisations sign and hand in."""
    seal_named_in: Callable[[bytes], str | None]
    """What a seal's certificate (PEM or DER) calls its organisation, perhaps nothing; `None`: it is no such certificate."""
    payments: PaymentGateway | None
    """`None`: nobody pays online, and a further gate is opened at a counter only."""
    public_url: str
    """Without a slash at the end; all links in mails start with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EidWorld:
    """All that an application with an eID card may reach."""

    gate: GateWorld
    register: CardRegister
    certificates: CardCertificates

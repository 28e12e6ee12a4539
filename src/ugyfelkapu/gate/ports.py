"""What the gate asks of the world beside the clock and chance: the state registers, password hashing, sealed secrets."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from ugyfelkapu.foundation.database import Database
from ugyfelkapu.gate.domain.identity import DocumentReference, NaturalIdentity, Register, RegisteredPerson
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


class StateRegisters(Protocol):
    """SZL, else ISZL, else 3NYT (`domain.md R4`)."""

    async def look_up(self, question: LookUp) -> Found | Differs | NotFound | Unavailable:
        """Ask for a person by document and natural identity data; never raises for what a register does."""


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
    public_url: str
    """Without a slash at the end; all links in mails start with it."""

"""Who stands in which register, and how a counter would find them (`domain.md R1`)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from ugyfelkapu.demo.registers.documents import HeldDocument
from ugyfelkapu.demo.registers.naming import Sex
from ugyfelkapu.gate.domain.identity import DocumentReference, NaturalIdentity, Register

ADULT_AGE_YEARS = 18


class Standing(StrEnum):
    """What makes somebody worth trying at a counter; the first that fits, in this order."""

    DECEASED = "deceased"
    EXPIRED = "expired"
    MINOR = "minor"
    RENAMED = "renamed"
    ORDINARY = "ordinary"


@dataclass(frozen=True, slots=True, kw_only=True)
class Resident:
    """A made-up person as one register holds them."""

    number: int
    """Counts through the town; with the seed it makes the face and the signature."""
    seed: int
    register: Register
    sex: Sex
    identity: NaturalIdentity
    printed_identity: NaturalIdentity
    """What the document in hand says; it differs from the register after a recent change of name."""
    citizenship: str
    documents: tuple[HeldDocument, ...]
    registration_code: str | None
    """The one-time code on the code card of an eID card (`domain.md R2`)."""
    deceased: bool

    def held(self, reference: DocumentReference) -> HeldDocument:
        """The document of that number; `KeyError` if it is somebody else's."""
        return {document.reference: document for document in self.documents}[reference]

    def standing_on(self, day: date) -> Standing:
        """How a counter would find this person that day."""
        if self.deceased:
            return Standing.DECEASED
        if not any(document.is_good_on(day) for document in self.documents):
            return Standing.EXPIRED
        if age_on(day, self.identity.birth_date) < ADULT_AGE_YEARS:
            return Standing.MINOR
        return Standing.ORDINARY if self.identity == self.printed_identity else Standing.RENAMED


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    """Everybody, in a stable order, and the way from a document to its holder."""

    founded_on: date
    residents: tuple[Resident, ...]
    holders: Mapping[tuple[Register, DocumentReference], Resident]

    def holder(self, register: Register, reference: DocumentReference) -> Resident | None:
        """Who holds the document, if that register knows it."""
        return self.holders.get((register, reference))

    def people(self, register: Register, standing: Standing) -> tuple[Resident, ...]:
        """Everybody of one register found so on the founding day; their first document is the one to show."""
        return tuple(
            resident
            for resident in self.residents
            if resident.register is register and resident.standing_on(self.founded_on) is standing
        )


def town_of(residents: tuple[Resident, ...], *, founded_on: date) -> Town:
    """A town of these people, in this order."""
    holders = {(resident.register, document.reference): resident for resident in residents for document in resident.documents}
    return Town(founded_on=founded_on, residents=residents, holders=MappingProxyType(holders))


def age_on(day: date, birth_date: date) -> int:
    """Whole years lived by that day."""
    had_birthday = (day.month, day.day) >= (birth_date.month, birth_date.day)
    return day.year - birth_date.year - (0 if had_birthday else 1)

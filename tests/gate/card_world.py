"""Cards to test with: a register of cards that answers what a test says, and certificates that are what they say."""

from dataclasses import dataclass, field
from datetime import datetime

from tests.gate.counter_world import record_of
from ugyfelkapu.gate.domain.eid import (
    CardCode,
    CardHolder,
    CertificateFault,
    CodeRefused,
    CodeUse,
    ValidCard,
)
from ugyfelkapu.gate.domain.identity import Register, RegisteredPerson
from ugyfelkapu.gate.ports import CardCertificates, EidWorld, GateWorld, Gone, Unavailable

CODE = "1234567890"
SILENT = Unavailable(register=Register.SZL, reason="no answer in time")


@dataclass
class ListedCards:
    """A register of cards: each code is used up once, by the reference that showed it last."""

    people: dict[str, RegisteredPerson] = field(default_factory=dict)
    held_by: dict[str, str] = field(default_factory=dict)
    used_by: dict[str, str] = field(default_factory=dict)
    proofs: list[CardCode] = field(default_factory=list)
    uses: list[str] = field(default_factory=list)
    is_silent: bool = False
    falls_silent_after_use: bool = False

    def know(self, person: RegisteredPerson) -> None:
        """Hold a person's card, with the code that all cards have here."""
        self.people[person.document.document_number] = person

    async def prove_code(self, code: CardCode) -> CardHolder | CodeRefused | Unavailable:
        """The holder for the right code."""
        self.proofs.append(code)
        if self.is_silent:
            return SILENT
        person = self.people.get(code.card_number)
        if person is None or code.code != CODE:
            return CodeRefused.WRONG
        used_by = self.used_by.get(code.card_number, code.reference)
        if used_by != code.reference:
            return CodeRefused.USED_UP
        self.held_by[code.card_number] = code.reference
        return _holder(person)

    async def use_up(self, card_number: str, *, reference: str) -> CodeUse | Unavailable:
        """Used by whoever holds it."""
        self.uses.append(reference)
        if self.is_silent:
            return SILENT
        if self.held_by.get(card_number) != reference:
            return CodeUse.LOST
        self.used_by[card_number] = reference
        return SILENT if self.falls_silent_after_use else CodeUse.USED

    async def holder_of(self, card_number: str, *, reference: str) -> CardHolder | Gone | Unavailable:
        """The holder."""
        del reference
        person = self.people.get(card_number)
        if self.is_silent:
            return SILENT
        return _holder(person) if person else Gone(register=Register.SZL)


@dataclass
class ReadableCertificates:
    """Certificates that are the number of a card, or the word for what is wrong."""

    async def validate(self, pem: str, *, now: datetime) -> ValidCard | CertificateFault:
        """What it says."""
        del now
        return CertificateFault(pem) if pem in set(CertificateFault) else ValidCard(card_number=pem)


def an_eid_world(gate: GateWorld, cards: ListedCards, certificates: CardCertificates | None = None) -> EidWorld:
    """A gate's world with these cards."""
    return EidWorld(gate=gate, register=cards, certificates=certificates or ReadableCertificates())


def _holder(person: RegisteredPerson) -> CardHolder:
    return CardHolder(register=Register.SZL, record=record_of(person), person=person)

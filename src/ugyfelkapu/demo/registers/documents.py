"""Documents of made-up people: numbers in the shape of the real ones, each used once, and until when they are good."""

import string
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from ugyfelkapu.gate.domain.identity import DocumentReference, DocumentType

SHAPES = {
    DocumentType.ID_CARD: "999999AA",
    DocumentType.PASSPORT: "AA9999999",
    DocumentType.DRIVING_LICENCE: "AA999999",
}
SHORTEST_VALIDITY_DAYS = 400
LONGEST_VALIDITY_DAYS = 3650
LONGEST_EXPIRED_DAYS = 1500


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldDocument:
    """A document in somebody's hand and the last day on which it is good."""

    reference: DocumentReference
    valid_until: date

    def is_good_on(self, day: date) -> bool:
        """Whether it may be shown that day; the last day counts."""
        return day <= self.valid_until


class Press:
    """Prints documents and never the same number twice."""

    def __init__(self, founded_on: date) -> None:
        """A press whose documents are good or expired as seen on `founded_on`."""
        self._founded_on = founded_on
        self._printed: set[DocumentReference] = set()

    def print_good(self, random: Random, document_type: DocumentType) -> HeldDocument:
        """A document good for one to ten more years."""
        days = random.randint(SHORTEST_VALIDITY_DAYS, LONGEST_VALIDITY_DAYS)
        return self._print(random, document_type, self._founded_on + timedelta(days=days))

    def print_expired(self, random: Random, document_type: DocumentType) -> HeldDocument:
        """A document that was good until some day in the last four years."""
        days = random.randint(1, LONGEST_EXPIRED_DAYS)
        return self._print(random, document_type, self._founded_on - timedelta(days=days))

    def _print(self, random: Random, document_type: DocumentType, valid_until: date) -> HeldDocument:
        reference = _reference(random, document_type)
        while reference in self._printed:
            reference = _reference(random, document_type)
        self._printed.add(reference)
        return HeldDocument(reference=reference, valid_until=valid_until)


def _reference(random: Random, document_type: DocumentType) -> DocumentReference:
    number = "".join(random.choice(_alphabet(place)) for place in SHAPES[document_type])
    return DocumentReference(document_type=document_type, document_number=number)


def _alphabet(place: str) -> str:
    return string.digits if place == "9" else string.ascii_uppercase

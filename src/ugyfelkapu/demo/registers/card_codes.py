"""The one-time codes of eID cards: only digests are kept, guesses are limited, and each code is used up once (`domain.md R2`).

A right code is held for the reference that showed it; the newest reference holds it. Using it up is for that reference
alone, and answered alike however often it asks. Kept as lines of JSON, so that a used code stays used after a new start.
"""

import hmac
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from pathlib import Path

import msgspec

from ugyfelkapu.demo.registers.residents import Town
from ugyfelkapu.gate.domain.identity import DocumentType

MOST_WRONG = 10
"""So many wrong codes for one number within a day; then even the right one is not heard."""

WRONG_REMEMBERED = timedelta(days=1)
MOST_NUMBERS_REMEMBERED = 50_000
_KEY_BYTES = 32


class CodeAnswer(StrEnum):
    """What a code is worth."""

    HELD = "held"
    WRONG = "wrong"
    USED_UP = "used_up"
    LOCKED = "locked"


class _Line(msgspec.Struct, frozen=True, kw_only=True):
    """Who holds a card's code, or has used it up."""

    card_number: str
    reference: str
    used: bool


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class CardCodes:
    """The codes of a town; never printed, for it holds the key of the digests."""

    key: bytes
    digests: dict[str, bytes]
    """Of each card's code, by the card's number."""
    file: Path | None
    holders: dict[str, _Line] = field(default_factory=dict)
    wrong: dict[str, list[datetime]] = field(default_factory=dict)
    """When wrong codes came for a number, known or not."""

    @classmethod
    def of(cls, town: Town, file: Path | None) -> "CardCodes":
        """The codes handed over in this town; without a file, what was used up is forgotten at the end."""
        key = secrets.token_bytes(_KEY_BYTES)
        codes = {
            resident.documents[0].reference.document_number: resident.registration_code
            for resident in town.residents
            if resident.registration_code and resident.documents[0].reference.document_type is DocumentType.ID_CARD
        }
        known = cls(key=key, digests={card: _digest(key, card, code) for card, code in codes.items()}, file=file)
        if file is not None and file.exists():
            for text in file.read_bytes().splitlines():
                line = msgspec.json.decode(text, type=_Line)
                known.holders[line.card_number] = line
        return known

    def prove(self, card_number: str, code: str, *, reference: str, now: datetime) -> CodeAnswer:
        """Whether it is this card's code; a right one is held for the reference from now on."""
        if self._is_locked(card_number, now=now):
            return CodeAnswer.LOCKED
        expected = self.digests.get(card_number, b"\0" * sha256().digest_size)
        if not hmac.compare_digest(expected, _digest(self.key, card_number, code)):
            self._remember_wrong(card_number, now=now)
            return CodeAnswer.WRONG
        holder = self.holders.get(card_number)
        if holder and holder.used:
            return CodeAnswer.HELD if holder.reference == reference else CodeAnswer.USED_UP
        self._keep(_Line(card_number=card_number, reference=reference, used=False))
        return CodeAnswer.HELD

    def use_up(self, card_number: str, *, reference: str) -> bool:
        """Use the code up; `False` when another reference holds it, or nobody showed it."""
        holder = self.holders.get(card_number)
        if holder is None or holder.reference != reference:
            return False
        if not holder.used:
            self._keep(_Line(card_number=card_number, reference=reference, used=True))
        return True

    def _is_locked(self, card_number: str, *, now: datetime) -> bool:
        recent = [at for at in self.wrong.get(card_number, []) if at > now - WRONG_REMEMBERED]
        return len(recent) >= MOST_WRONG

    def _remember_wrong(self, card_number: str, *, now: datetime) -> None:
        recent = [at for at in self.wrong.pop(card_number, []) if at > now - WRONG_REMEMBERED]
        self.wrong[card_number] = [*recent, now]
        while len(self.wrong) > MOST_NUMBERS_REMEMBERED:
            del self.wrong[next(iter(self.wrong))]

    def _keep(self, line: _Line) -> None:
        if self.file is not None:
            with self.file.open("ab") as file:
                file.write(msgspec.json.encode(line) + b"\n")
        self.holders[line.card_number] = line


def _digest(key: bytes, card_number: str, code: str) -> bytes:
    return hmac.digest(key, f"{card_number}/{code}".encode(), sha256)

"""What happens in the town after it was founded: names change, people die or leave, documents end; numbered, and kept.

Each happening is applied to the people at once and stands in its register's feed from then on. Kept as lines of JSON, so
that the numbers go on where they were when the service starts anew.
"""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import msgspec

from ugyfelkapu.demo.registers.documents import HeldDocument
from ugyfelkapu.demo.registers.naming import Sex
from ugyfelkapu.demo.registers.residents import Resident, Town
from ugyfelkapu.demo.registers.wire import Entry, Event, EventKind, Happening
from ugyfelkapu.gate.domain.identity import DocumentReference, PersonName, Register

RECORD_CHARACTERS = 24
RENEWED_YEARS = 10

ENTERED = 0
"""The seed of those who were entered: no town has it, and nothing is drawn of it, for they have pictures of their own."""


class _Line(msgspec.Struct, frozen=True, kw_only=True):
    """A happening as kept."""

    register: Register
    resident: int
    happened_at: datetime
    happening: Happening


@dataclass(frozen=True, slots=True, kw_only=True)
class Pictures:
    """Portrait and signature specimen as they were handed in."""

    portrait: bytes
    signature: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Chronicle:
    """The town as it is now, and how it came to be so."""

    town: Town
    file: Path | None
    """`None`: forgotten at the end of the process."""
    people: dict[int, Resident]
    holders: dict[tuple[Register, DocumentReference], int]
    records: dict[str, int]
    pictures: dict[int, Pictures] = field(default_factory=dict)
    feeds: dict[Register, list[Event]] = field(default_factory=lambda: {register: [] for register in Register})

    @classmethod
    def of(cls, town: Town, file: Path | None) -> "Chronicle":
        """The town of the founding day with all that happened since."""
        chronicle = cls(
            town=town,
            file=file,
            people={resident.number: resident for resident in town.residents},
            holders={key: resident.number for key, resident in town.holders.items()},
            records={record_of(resident): resident.number for resident in town.residents},
        )
        entries = chronicle.entries_file
        if entries is not None and entries.exists():
            for line in entries.read_bytes().splitlines():
                chronicle._settle(msgspec.json.decode(line, type=Entry))
        if file is not None and file.exists():
            for line in file.read_bytes().splitlines():
                chronicle._apply(msgspec.json.decode(line, type=_Line))
        return chronicle

    def holder(self, register: Register, reference: DocumentReference) -> Resident | None:
        """Who holds the document now, if that register knows it."""
        number = self.holders.get((register, reference))
        return None if number is None else self.people.get(number)

    def recorded(self, register: Register, record: str) -> Resident | None:
        """Whose record it is, if that register still keeps it."""
        resident = self.people.get(self.records.get(record, 0))
        return resident if resident is not None and resident.register is register else None

    def happen(self, register: Register, resident: Resident, happening: Happening, *, now: datetime) -> Event:
        """Let it happen; kept before it is told."""
        line = _Line(register=register, resident=resident.number, happened_at=now, happening=happening)
        if self.file is not None:
            with self.file.open("ab") as file:
                file.write(msgspec.json.encode(line) + b"\n")
        return self._apply(line)

    @property
    def entries_file(self) -> Path | None:
        """Where those who were entered are kept: they come before what happens to them."""
        return self.file.with_suffix(".entries.jsonl") if self.file is not None else None

    def enter(self, entry: Entry) -> Resident | None:
        """Enter a foreigner in 3NYT, kept before it is told; `None`: a register knows the document."""
        if any((register, entry.reference()) in self.holders for register in Register):
            return None
        if (entries := self.entries_file) is not None:
            with entries.open("ab") as file:
                file.write(msgspec.json.encode(entry) + b"\n")
        return self._settle(entry)

    def after(self, register: Register, number: int, *, limit: int) -> list[Event]:
        """The events numbered above `number`, oldest first."""
        return self.feeds[register][max(number, 0) : max(number, 0) + limit]

    def _settle(self, entry: Entry) -> Resident:
        number = max((*self.people, *self.holders.values(), *self.pictures), default=0) + 1
        document = HeldDocument(reference=entry.reference(), valid_until=entry.document_valid_until)
        resident = Resident(
            number=number,
            seed=ENTERED,
            register=Register.NYT3,
            sex=Sex.FEMALE,
            identity=entry.identity(),
            printed_identity=entry.identity(),
            citizenship=entry.citizenship,
            documents=(document,),
            registration_code=None,
            deceased=False,
        )
        self.people[number] = resident
        self.holders[Register.NYT3, document.reference] = number
        self.records[record_of(resident)] = number
        self.pictures[number] = Pictures(portrait=entry.portrait, signature=entry.signature)
        return resident

    def _apply(self, line: _Line) -> Event:
        resident = self.people[line.resident]
        feed = self.feeds[line.register]
        event = Event(
            number=len(feed) + 1,
            kind=line.happening.kind,
            record=record_of(resident),
            happened_at=line.happened_at,
        )
        feed.append(event)
        changed = _changed(resident, line.happening, today=line.happened_at.date())
        if changed is None:
            del self.people[resident.number]
        else:
            self.people[resident.number] = changed
        return event


def record_of(resident: Resident) -> str:
    """The register's own reference to somebody's record; it says nothing of the person."""
    return sha256(f"{resident.seed}/{resident.number}/record".encode()).hexdigest()[:RECORD_CHARACTERS]


def _changed(resident: Resident, happening: Happening, *, today: date) -> Resident | None:
    """The person after it happened; `None`: the register keeps them no longer."""
    match happening.kind:
        case EventKind.NAME_CHANGED:
            return _renamed(resident, happening)
        case EventKind.DIED:
            return replace(resident, deceased=True)
        case EventKind.LEFT:
            return None
        case EventKind.DOCUMENT_EXPIRED:
            return _with_document(resident, happening, valid_until=today - timedelta(days=1))
        case EventKind.DOCUMENT_RENEWED:
            return _with_document(resident, happening, valid_until=today + timedelta(days=365 * RENEWED_YEARS))


def _renamed(resident: Resident, happening: Happening) -> Resident:
    former = resident.identity.current_name
    name = PersonName(
        family_name=happening.family_name or former.family_name, given_name=happening.given_name or former.given_name
    )
    return replace(resident, identity=replace(resident.identity, current_name=name))


def _with_document(resident: Resident, happening: Happening, *, valid_until: date) -> Resident:
    """The document named, valid until another day."""
    named = happening.reference()
    documents = tuple(
        HeldDocument(reference=held.reference, valid_until=valid_until) if held.reference == named else held
        for held in resident.documents
    )
    return replace(resident, documents=documents)

"""A counter to test at: a real database and real hashing, and registers that answer what a test says."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime

from tests.world import CountedEntropy, HandClock
from ugyfelkapu.adapters.breach_list import NoBreachList
from ugyfelkapu.adapters.document_seal import NoSeal
from ugyfelkapu.adapters.seal_certificate import seal_named_in
from ugyfelkapu.adapters.secret_box import SealingBox
from ugyfelkapu.adapters.signed_documents import NoTrustList
from ugyfelkapu.foundation.database import Database, Row
from ugyfelkapu.gate.actions.counter.appoint_clerk import Appointed, Appointment, appoint_clerk
from ugyfelkapu.gate.actions.counter.open_case import CaseOpened, open_case
from ugyfelkapu.gate.actions.counter.register_at_counter import (
    Application,
    Confirmation,
    Outcome,
    Registered,
    register_at_counter,
)
from ugyfelkapu.gate.domain.counter_case import CaseId, Typed
from ugyfelkapu.gate.domain.identity import (
    DocumentReference,
    DocumentType,
    NaturalIdentity,
    PersonName,
    RecordReference,
    Register,
    RegisteredPerson,
)
from ugyfelkapu.gate.domain.office import BodyKind, Clerk, ClerkRole
from ugyfelkapu.gate.ports import (
    AlreadyEntered,
    Differs,
    Entry,
    EventKind,
    EventPage,
    Found,
    GateWorld,
    Gone,
    Known,
    LookUp,
    NotFound,
    PasswordHasher,
    RecordLookUp,
    RegisterEvent,
    Unavailable,
    UnreadableEvent,
)

ANSWERS = Found | Differs | NotFound | Unavailable
PORTRAIT = b"\x89PNG\r\n\x1a\nportrait"
SIGNATURE = b"\x89PNG\r\n\x1a\nsignature"
EVERYTHING = frozenset(Confirmation)


def a_person(
    family_name: str = "Kovács-Szabó", *, number: str = "123456AB", born: date = date(1980, 2, 29)
) -> RegisteredPerson:
    """A Hungarian as the register holds her."""
    return RegisteredPerson(
        identity=NaturalIdentity(
            current_name=PersonName(family_name=family_name, given_name="Éva Anna"),
            birth_name=PersonName(family_name="Szabó", given_name="Éva Anna"),
            mothers_birth_name=PersonName(family_name="Őry", given_name="Ágnes"),
            birth_place="Hódmezővásárhely",
            birth_date=born,
        ),
        citizenship="HUN",
        document=DocumentReference(document_type=DocumentType.ID_CARD, document_number=number),
        document_valid_until=date(2030, 5, 1),
        deceased=False,
    )


def typed_from(person: RegisteredPerson) -> Typed:
    """What a clerk types who makes no mistake."""
    return Typed(document=person.document, identity=person.identity, citizenship=person.citizenship)


def found(person: RegisteredPerson) -> Found:
    """The register knows the person."""
    return Found(register=Register.SZL, record=record_of(person), person=person, portrait=PORTRAIT, signature=SIGNATURE)


def record_of(person: RegisteredPerson) -> RecordReference:
    """The register's reference to somebody: it stays while names and documents change."""
    return RecordReference(f"record-{person.identity.birth_date}")


@dataclass
class ListedRegisters:
    """Registers that answer by document number; they know nobody else."""

    answers: dict[str, ANSWERS] = field(default_factory=dict)
    asked: list[LookUp] = field(default_factory=list)
    records: dict[RecordReference, Known | Unavailable] = field(default_factory=dict)
    asked_for_records: list[RecordLookUp] = field(default_factory=list)
    entered: list[Entry] = field(default_factory=list)
    entries_fail: bool = False
    feeds: dict[Register, list[RegisterEvent | UnreadableEvent] | Unavailable] = field(default_factory=dict)

    def know(self, person: RegisteredPerson) -> None:
        """Hold a person."""
        self.answers[person.document.document_number] = found(person)
        self.now_says(person)

    def now_says(self, person: RegisteredPerson, *, register: Register = Register.SZL) -> None:
        """Answer this for the person's record from now on."""
        record = record_of(person)
        self.records[record] = Known(register=register, record=record, person=person)

    def tells(self, kind: EventKind, person: RegisteredPerson, *, register: Register = Register.SZL) -> None:
        """Put an event into a feed."""
        feed = self.feeds.setdefault(register, [])
        assert isinstance(feed, list)
        feed.append(RegisterEvent(number=len(feed) + 1, kind=kind, record=record_of(person)))

    async def enter(self, entry: Entry) -> Found | AlreadyEntered | Unavailable:
        """Enter a foreigner, unless some register knows the document."""
        self.entered.append(entry)
        if self.entries_fail:
            return Unavailable(register=Register.NYT3, reason="silent")
        if entry.document.document_number in self.answers:
            return AlreadyEntered()
        person = RegisteredPerson(
            identity=entry.identity,
            citizenship=entry.citizenship,
            document=entry.document,
            document_valid_until=entry.document_valid_until,
            deceased=False,
        )
        answer = replace(found(person), register=Register.NYT3, portrait=entry.portrait, signature=entry.signature)
        self.answers[entry.document.document_number] = answer
        self.now_says(person, register=Register.NYT3)
        return answer

    async def look_up_record(self, question: RecordLookUp) -> Known | Gone | Unavailable:
        """The listed person of the record."""
        self.asked_for_records.append(question)
        return self.records.get(question.record, Gone(register=question.register))

    async def events_after(self, register: Register, number: int) -> EventPage | Unavailable:
        """Two events at a time."""
        feed = self.feeds.get(register, [])
        if isinstance(feed, Unavailable):
            return feed
        events = tuple(event for event in feed if event.number > number)[:2]
        return EventPage(events=events, last=events[-1].number if events else number)

    async def look_up(self, question: LookUp) -> ANSWERS:
        """The listed answer."""
        self.asked.append(question)
        return self.answers.get(question.document.document_number, NotFound(registers=tuple(Register)))


@dataclass(frozen=True, kw_only=True)
class Counter:
    """A counter with one clerk behind it."""

    world: GateWorld
    clock: HandClock
    registers: ListedRegisters
    clerk: Clerk
    secrets: Appointed

    @property
    def now(self) -> datetime:
        """The hand clock's instant."""
        return self.clock.now()

    async def opens(self, person: RegisteredPerson) -> CaseId:
        """The clerk opens a case for somebody whom the register knows."""
        self.registers.know(person)
        outcome = await open_case(self.world, self.clerk, typed_from(person), now=self.now)
        assert isinstance(outcome, CaseOpened)
        return outcome.case_id

    async def sends(self, case_id: CaseId, username: str = "kovacseva80", email: str = "eva@example.hu") -> Outcome:
        """The clerk confirms everything and sends the case."""
        application = Application(case_id=case_id, confirmed=EVERYTHING, username=username, email=email, language="hu")
        return await register_at_counter(self.world, self.clerk, application, now=self.now)

    async def registers_person(self, person: RegisteredPerson, username: str = "kovacseva80") -> Registered:
        """Somebody is registered from end to end."""
        outcome = await self.sends(await self.opens(person), username)
        assert isinstance(outcome, Registered)
        return outcome

    async def rows(self, table: str) -> list[Row]:
        """Every row of a table."""
        return await self.world.database.reader.all(f"SELECT * FROM {table}")  # noqa: S608 - a test's own table names

    async def journal(self) -> list[tuple[str, str]]:
        """Activity and outcome of each entry, oldest first."""
        rows = await self.world.database.reader.all("SELECT activity, outcome FROM journal ORDER BY entry_id")
        return [(row.text("activity"), row.text("outcome")) for row in rows]


def a_world(database: Database, clock: HandClock, registers: ListedRegisters, hasher: PasswordHasher) -> GateWorld:
    """A gate's world on this database."""
    entropy = CountedEntropy()
    return GateWorld(
        database=database,
        clock=clock,
        entropy=entropy,
        hasher=hasher,
        box=SealingBox(b"k" * 32, entropy),
        registers=registers,
        blocked_passwords=frozenset(),
        breached_passwords=NoBreachList(),
        seal=NoSeal(),
        signed_documents=NoTrustList(),
        seal_named_in=seal_named_in,
        payments=None,
        public_url="http://localhost:8000",
    )


CLERKS_IDENTITY = NaturalIdentity(
    current_name=PersonName(family_name="Szilágyi", given_name="Márta"),
    birth_name=PersonName(family_name="Szilágyi", given_name="Márta"),
    mothers_birth_name=PersonName(family_name="Vas", given_name="Julianna"),
    birth_place="Pécs",
    birth_date=date(1979, 6, 3),
)


async def an_appointment(
    world: GateWorld,
    username: str,
    *,
    role: ClerkRole = ClerkRole.CLERK,
    kind: BodyKind = BodyKind.GOVERNMENT_WINDOW,
    identity: NaturalIdentity = CLERKS_IDENTITY,
) -> Appointed:
    """Somebody new at a counter."""
    appointment = Appointment(
        body_name=f"Budapest I. kerület, {kind}",
        body_kind=kind,
        role=role,
        username=username,
        identity=identity,
    )
    appointed = await appoint_clerk(world, appointment, by="tests", now=world.clock.now())
    assert isinstance(appointed, Appointed)
    return appointed


def renamed(person: RegisteredPerson, family_name: str) -> RegisteredPerson:
    """The same person after a marriage."""
    name = replace(person.identity.current_name, family_name=family_name)
    return replace(person, identity=replace(person.identity, current_name=name))

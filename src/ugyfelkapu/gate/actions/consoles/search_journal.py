"""An auditor reads the journal: the question and its reason first, and each page read is an entry of its own (R17)."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from ugyfelkapu.foundation import journal_search
from ugyfelkapu.foundation.identifiers import identifier
from ugyfelkapu.foundation.journal_reading import Entry, Place
from ugyfelkapu.foundation.journal_seal import SealState, state
from ugyfelkapu.foundation.journal_search import Criteria
from ugyfelkapu.gate.actions.consoles.watch_counters import hour_of
from ugyfelkapu.gate.actions.journal.console_journal import Activity, ConsoleEvent, note
from ugyfelkapu.gate.domain.duty import Duty, require
from ugyfelkapu.gate.domain.identity import DocumentReference
from ugyfelkapu.gate.domain.journal_question import Question, SearchId, SearchReason
from ugyfelkapu.gate.domain.office import Clerk
from ugyfelkapu.gate.ports import GateWorld
from ugyfelkapu.gate.store import journal_searches, staff

PAGE = 50
MOST_EXPORTED = 1000
SEARCH_HOURS = 8
"""A question is answered during the working day it was asked in."""

PURPOSE = "supervision_of_processing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What an auditor typed: names, not ids; what is empty is not asked."""

    reason: SearchReason
    reference: str
    username: str = ""
    document: DocumentReference | None = None
    clerk_username: str = ""
    body_id: str = ""
    activity: str = ""
    first: date | None = None
    last: date | None = None


class NotAsked(StrEnum):
    """Why nothing is searched."""

    NOBODY = "nobody"
    """Neither a person nor a clerk, body or activity: the journal is not browsed."""
    UNKNOWN_PERSON = "unknown_person"
    UNKNOWN_CLERK = "unknown_clerk"
    UNKNOWN_BODY = "unknown_body"


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerPage:
    """Which part of which answer, to read or to take along."""

    search_id: SearchId
    place: Place
    activity: Activity = Activity.READ


async def ask_journal(world: GateWorld, clerk: Clerk, asked: Asked, *, now: datetime) -> SearchId | NotAsked:
    """Resolve the names, keep the question and write down that it was asked, found or not."""
    require(clerk, Duty.SEARCH_JOURNAL)
    question = await _resolved(world, asked)
    search_id = SearchId(identifier(now))
    async with world.database.transaction() as tx:
        if isinstance(question, Question):
            await journal_searches.keep(tx, search_id, question, clerk_id=clerk.clerk_id, now=now)
            event = _event(Activity.SEARCH, search_id, question, now=now)
        else:
            technical = {"reference": asked.reference}
            event = ConsoleEvent(
                at=now, activity=Activity.SEARCH, outcome=question, reason=asked.reason, purpose=PURPOSE, technical=technical
            )
        await note(tx, clerk, event)
    return search_id if isinstance(question, Question) else question


async def question_of(world: GateWorld, clerk: Clerk, search_id: SearchId, *, now: datetime) -> Question | None:
    """The auditor's own question, if it was asked within the working day."""
    require(clerk, Duty.SEARCH_JOURNAL)
    since = now - timedelta(hours=SEARCH_HOURS)
    return await journal_searches.find(world.database.reader, search_id, clerk_id=clerk.clerk_id, since=since)


async def read_answer(world: GateWorld, clerk: Clerk, page: AnswerPage, *, now: datetime) -> list[Entry] | None:
    """A page of the answer; `None` when the question is not theirs or too old. It is written down before it is shown."""
    question = await question_of(world, clerk, page.search_id, now=now)
    if question is None:
        return None
    async with world.database.transaction() as tx:
        await note(tx, clerk, _event(page.activity, page.search_id, question, now=now))
    many = PAGE + 1 if page.activity is Activity.READ else MOST_EXPORTED
    return await journal_search.search(world.database.reader, _criteria(question), place=page.place, many=many)


async def seal_state(world: GateWorld, clerk: Clerk) -> SealState | None:
    """How far the journal is sealed."""
    require(clerk, Duty.SEARCH_JOURNAL)
    return await state(world.database.reader)


async def _resolved(world: GateWorld, asked: Asked) -> Question | NotAsked:
    reader = world.database.reader
    question = Question(
        reason=asked.reason,
        reference=asked.reference,
        organisation=asked.body_id,
        activity=asked.activity,
        first=asked.first,
        last=asked.last,
    )
    if asked.body_id and await staff.body(reader, asked.body_id) is None:
        return NotAsked.UNKNOWN_BODY
    if asked.clerk_username:
        actor = await staff.id_of_username(reader, asked.clerk_username)
        if actor is None:
            return NotAsked.UNKNOWN_CLERK
        question = replace(question, actor=actor)
    if asked.username or asked.document:
        subjects = await _subjects(world, asked)
        if not subjects:
            return NotAsked.UNKNOWN_PERSON
        question = replace(question, subjects=subjects)
    return question if question.is_about_something else NotAsked.NOBODY


async def _subjects(world: GateWorld, asked: Asked) -> tuple[str, ...]:
    """By user name, by document, or by both where they name the same person."""
    reader, document = world.database.reader, asked.document
    named = await journal_searches.subjects_of_username(reader, asked.username) if asked.username else None
    shown = (
        await journal_searches.subjects_of_document(reader, document.document_type, document.document_number)
        if document
        else None
    )
    if named is not None and shown is not None and named != shown:
        return ()
    return (named if named is not None else shown) or ()


def _criteria(question: Question) -> Criteria:
    return Criteria(
        subjects=question.subjects,
        actor=question.actor,
        organisation=question.organisation,
        activity=question.activity,
        since=hour_of(question.first, 0) if question.first else None,
        until=hour_of(question.last, 24) if question.last else None,
    )


def _event(activity: Activity, search_id: SearchId, question: Question, *, now: datetime) -> ConsoleEvent:
    return ConsoleEvent(
        at=now,
        activity=activity,
        subject=question.subjects[0] if question.subjects else "",
        data_set="journal",
        reason=question.reason,
        purpose=PURPOSE,
        technical={
            "search": search_id,
            "reference": question.reference,
            "actor": question.actor,
            "organisation": question.organisation,
            "activity": question.activity,
            "first": str(question.first or ""),
            "last": str(question.last or ""),
        },
    )

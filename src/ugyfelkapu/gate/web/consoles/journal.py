"""The auditor's pages: the question with its reason, and the answer by pages; the address never says what was asked."""

from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ugyfelkapu.foundation.journal_reading import Entry, place_of
from ugyfelkapu.foundation.page.download import download
from ugyfelkapu.foundation.page.form import Form, read_query
from ugyfelkapu.gate.actions.consoles.search_journal import (
    PAGE,
    AnswerPage,
    Asked,
    NotAsked,
    ask_journal,
    question_of,
    read_answer,
    seal_state,
)
from ugyfelkapu.gate.actions.consoles.vocabulary import ACTIVITIES
from ugyfelkapu.gate.actions.journal import console_journal
from ugyfelkapu.gate.domain.duty import Duty
from ugyfelkapu.gate.domain.identity import DocumentReference, DocumentType, document_number_of
from ugyfelkapu.gate.domain.journal_question import SearchId, SearchReason
from ugyfelkapu.gate.store import staff
from ugyfelkapu.gate.web.consoles.dates import day_of
from ugyfelkapu.gate.web.consoles.journal_table import answer_table
from ugyfelkapu.gate.web.consoles.journal_words import activities, capitalised, wording
from ugyfelkapu.gate.web.consoles.listing import as_csv
from ugyfelkapu.gate.web.consoles.room import JOURNAL, SEALS, console_page, for_duty
from ugyfelkapu.gate.web.counter.room import CounterRoom, Desk

FIELDS = (
    *("reason", "reference", "username", "document_type", "document_number"),
    *("clerk", "body", "activity", "first", "last"),
)
LONGEST_REFERENCE = 80
MOST_BODIES = 2000
ANSWER = f"{JOURNAL}/{{search_id}}"


def routes(room: CounterRoom) -> list[BaseRoute]:
    """The question, the answer, the answer to take along, and the seals."""
    return [
        Route(JOURNAL, for_duty(room, Duty.SEARCH_JOURNAL, _ask), methods=["GET"]),
        Route(JOURNAL, for_duty(room, Duty.SEARCH_JOURNAL, _take), methods=["POST"]),
        Route(f"{ANSWER}/entries.csv", for_duty(room, Duty.SEARCH_JOURNAL, _export), methods=["POST"]),
        Route(ANSWER, for_duty(room, Duty.SEARCH_JOURNAL, _answer), methods=["GET"]),
        Route(SEALS, for_duty(room, Duty.SEARCH_JOURNAL, _seals), methods=["GET"]),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wrong:
    """A field to put right."""

    field: str
    key: str


async def _ask(room: CounterRoom, desk: Desk, request: Request) -> Response:
    del request  # an empty form for everybody
    return await _form_page(room, desk, dict.fromkeys(FIELDS, ""))


async def _take(room: CounterRoom, desk: Desk, request: Request) -> Response:
    form = await room.pages.form(request)
    raw = {name: form.text(name) for name in FIELDS}
    asked = _asked(form)
    if isinstance(asked, _Wrong):
        return await _form_page(room, desk, raw, wrong=asked)
    outcome = await ask_journal(room.world, desk.clerk, asked, now=desk.now)
    if isinstance(outcome, NotAsked):
        field = {NotAsked.UNKNOWN_CLERK: "clerk", NotAsked.UNKNOWN_BODY: "body"}.get(outcome, "username")
        return await _form_page(room, desk, raw, wrong=_Wrong(field=field, key=f"console.not_asked.{outcome}"))
    return room.pages.redirect(desk.visit, f"{JOURNAL}/{outcome}")


def _asked(form: Form) -> Asked | _Wrong:
    """The question, or the first field to put right."""
    reason, reference, number = form.text("reason"), form.text("reference"), form.text("document_number")
    first, last = day_of(form.text("first")), day_of(form.text("last"))
    document = document_number_of(number) if number else None
    wrong = {
        "reason": reason not in set(SearchReason),
        "reference": not 0 < len(reference) <= LONGEST_REFERENCE,
        "document_number": bool(number) and (document is None or form.text("document_type") not in set(DocumentType)),
        "activity": bool(form.text("activity")) and form.text("activity") not in ACTIVITIES,
        "first": bool(form.text("first")) and first is None,
        "last": bool(form.text("last")) and last is None,
    }
    if field := next((field for field, is_wrong in wrong.items() if is_wrong), None):
        return _Wrong(field=field, key=f"console.journal_wrong.{field}")
    reference_of = (
        DocumentReference(document_type=DocumentType(form.text("document_type")), document_number=document)
        if document
        else None
    )
    return Asked(
        reason=SearchReason(reason),
        reference=reference,
        username=form.text("username"),
        document=reference_of,
        clerk_username=form.text("clerk"),
        body_id=form.text("body"),
        activity=form.text("activity"),
        first=first,
        last=last,
    )


async def _form_page(room: CounterRoom, desk: Desk, raw: dict[str, str], *, wrong: _Wrong | None = None) -> Response:
    text = room.pages.text
    errors = [(wrong.field, text(desk.visit, wrong.key))] if wrong else []
    anything = [("", text(desk.visit, "console.journal.any"))]
    bodies = await staff.bodies(room.world.database.reader, many=MOST_BODIES)
    values = {
        "raw": raw,
        "errors": errors,
        "error_of": dict(errors),
        "reasons": [(reason.value, text(desk.visit, f"console.search_reason.{reason}")) for reason in SearchReason],
        "document_types": [(kind.value, text(desk.visit, f"counter.document.{kind}")) for kind in DocumentType],
        "bodies": [*anything, *((body.body_id, body.name) for body in bodies)],
        "activities": [*anything, *activities(wording(room, desk.visit))],
    }
    return console_page(room, desk, "journal.html", values=values)


async def _answer(room: CounterRoom, desk: Desk, request: Request) -> Response:
    search_id, place = SearchId(request.path_params["search_id"]), place_of(read_query(request).text("before"))
    entries = await read_answer(room.world, desk.clerk, AnswerPage(search_id=search_id, place=place), now=desk.now)
    question = await question_of(room.world, desk.clerk, search_id, now=desk.now)
    if entries is None or question is None:
        raise HTTPException(404)
    shown = entries[:PAGE]
    values = {
        "question": question,
        "path": f"{JOURNAL}/{search_id}",
        "entries": shown,
        "capitalised": capitalised,
        "said": wording(room, desk.visit),
        "names": await _names(room, desk, shown),
        "next": shown[-1].entry_id if len(entries) > PAGE else "",
    }
    return console_page(room, desk, "journal_answer.html", values=values)


async def _export(room: CounterRoom, desk: Desk, request: Request) -> Response:
    await room.pages.form(request)
    page = AnswerPage(
        search_id=SearchId(request.path_params["search_id"]),
        place=place_of(""),
        activity=console_journal.Activity.EXPORT,
    )
    entries = await read_answer(room.world, desk.clerk, page, now=desk.now)
    if entries is None:
        raise HTTPException(404)
    table = answer_table(room, desk.visit, entries, names=await _names(room, desk, entries))
    return download(room.pages, as_csv(table), name="journal.csv", media_type="text/csv; charset=utf-8")


async def _names(room: CounterRoom, desk: Desk, entries: list[Entry]) -> dict[str, str]:
    """What clerks and bodies of these entries are called, and the house itself; nobody else's name is looked up."""
    reader = room.world.database.reader
    bodies: dict[str, str] = {body.body_id: body.name for body in await staff.bodies(reader, many=MOST_BODIES)}
    bodies |= {word: room.pages.text(desk.visit, f"console.actor.{word}") for word in ("operator", "system")}
    return bodies | await staff.usernames(reader, {entry.actor for entry in entries})


async def _seals(room: CounterRoom, desk: Desk, request: Request) -> Response:
    del request
    return console_page(room, desk, "seals.html", values={"state": await seal_state(room.world, desk.clerk)})

"""Row 7: an auditor's searches in ten years of journal on PostgreSQL, each kind of question, the first page and a deep one."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from statistics import quantiles
from time import perf_counter

import asyncpg

from bench.connection import WrongAnswerError
from bench.journal_population import BODIES, CLERKS, PEOPLE, Say, fill
from bench.result import Row
from tests import postgres
from ugyfelkapu.foundation.database import Reader
from ugyfelkapu.foundation.database.migrations import migrate
from ugyfelkapu.foundation.database.postgres import PostgresDatabase
from ugyfelkapu.foundation.journal_reading import NEWEST, Place
from ugyfelkapu.foundation.journal_search import Criteria, search

PAGE = 51
CALLS = 40
MOST_MS = 300.0
BUFFERS = "shared_buffers=1200MB"
LATE = datetime(2026, 6, 1, tzinfo=UTC)
EARLY = datetime(2018, 1, 1, tzinfo=UTC)

QUESTIONS: Mapping[str, Criteria] = {
    "a person": Criteria(subjects=("person{person}",)),
    "a person and their gates": Criteria(subjects=("person{person}", "personx", "persony", "personz")),
    "a clerk": Criteria(actor="clerk{clerk}"),
    "a clerk, one activity": Criteria(actor="clerk{clerk}", activity="register_at_counter"),
    "a clerk, a person": Criteria(subjects=("person{person}",), actor="clerk{clerk}"),
    "a body": Criteria(organisation="body{body}"),
    "a body in 2018, one activity": Criteria(
        organisation="body{body}", activity="register_look_up", since=EARLY, until=datetime(2018, 2, 1, tzinfo=UTC)
    ),
    "a body, an activity it never had": Criteria(organisation="body{body}", activity="sign_in"),
    "an activity": Criteria(activity="register_at_counter"),
    "an activity nobody did": Criteria(activity="export_journal"),
    "an activity of half a year": Criteria(activity="sign_in", since=LATE),
}


def measure(*, entries: int, rounds: int, say: Say) -> list[Row]:
    """A row for each kind of question."""
    with postgres.cluster(BUFFERS) as url:
        return asyncio.run(_measured(url, entries=entries, rounds=rounds, say=say))


async def _measured(cluster: str, *, entries: int, rounds: int, say: Say) -> list[Row]:
    connection = await asyncpg.connect(cluster.format(database="postgres"))
    await connection.execute("CREATE DATABASE journal")
    await connection.close()
    url = cluster.format(database="journal")
    database = PostgresDatabase(url)
    await migrate(database)
    await fill(url, entries=entries, say=say)
    rows = []
    for name, question in QUESTIONS.items():
        say(f"journal search: {name}")
        taken = [await _times_ms(database.reader, question, number=number) for number in range(rounds)]
        rows.append(_row(name, taken, entries=entries))
    await database.close()
    return rows


async def _times_ms(reader: Reader, question: Criteria, *, number: int) -> list[float]:
    """Of questions about others each time; every second one asks for a page in the middle of the ten years."""
    taken = []
    for call in range(CALLS):
        asked = _about(question, number * CALLS + call)
        place = NEWEST if call % 2 else _MIDDLE
        began_at = perf_counter()
        found = await search(reader, asked, place=place, many=PAGE)
        taken.append((perf_counter() - began_at) * 1000)
        if any(entry.entry_id >= place.before for entry in found):
            raise WrongAnswerError(question)
    return taken


_MIDDLE = Place(before=f"{int(datetime(2021, 11, 22, tzinfo=UTC).timestamp() * 1_000_000):016x}{'f' * 16}")


def _about(question: Criteria, number: int) -> Criteria:
    values = {"person": number * 7919 % PEOPLE, "clerk": number * 31 % CLERKS, "body": number * 7 % BODIES}
    return replace(
        question,
        subjects=tuple(subject.format_map(values) for subject in question.subjects),
        actor=question.actor.format_map(values),
        organisation=question.organisation.format_map(values),
    )


def _row(name: str, taken: list[list[float]], *, entries: int) -> Row:
    every = [time for times in taken for time in times]
    cuts = quantiles(every, n=100)
    return Row(
        name=f"journal search, {name}, {entries:,} entries (worst of each round)",
        unit="ms",
        rounds=[max(times) for times in taken],
        target=f"< {MOST_MS:.0f}",
        is_met=max(every) < MOST_MS,
        p50_ms=cuts[49],
        p99_ms=cuts[98],
    )

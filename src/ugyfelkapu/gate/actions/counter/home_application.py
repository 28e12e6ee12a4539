"""An application begun at home, found again by its reference and used up at the counter (`domain.md` R2, R4)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from ugyfelkapu.foundation.database import Transaction
from ugyfelkapu.foundation.throttle import Lane, Wait, clear, take
from ugyfelkapu.gate.actions.journal.counter_journal import DONE, Activity, CounterEvent, DataSet, note
from ugyfelkapu.gate.actions.registration import home_data
from ugyfelkapu.gate.domain.counter_case import ApplicationId, Case, CaseId
from ugyfelkapu.gate.domain.home_application import HomeApplication, HomeData, HomeKind, reference_digest
from ugyfelkapu.gate.domain.office import Clerk, require_registrar
from ugyfelkapu.gate.ports import GateWorld
from ugyfelkapu.gate.store import home_applications

FREE_REFERENCES = 20
"""So many wrong references a day before a clerk waits; a right one gives them back."""

LONGEST_WAIT = timedelta(minutes=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class FromHome:
    """What was begun at home, for the clerk to whom its reference was shown."""

    application_id: ApplicationId
    kind: HomeKind
    data: HomeData


@dataclass(frozen=True, slots=True, kw_only=True)
class NoApplication:
    """No application waits under this reference: mistyped, used, or past its time; which, nobody is told."""


async def find_by_reference(
    world: GateWorld, clerk: Clerk, reference: str, *, now: datetime
) -> FromHome | NoApplication | Wait:
    """The application of a reference; each try is counted and in the journal."""
    require_registrar(clerk)
    lane = Lane(key=f"clerk/reference/{clerk.clerk_id}", free_tries=FREE_REFERENCES, longest_wait=LONGEST_WAIT)
    async with world.database.transaction() as tx:
        admitted = await take(tx, (lane,), now=now)
        if isinstance(admitted, Wait):
            return admitted
        digest = reference_digest(reference)
        found = await home_applications.by_reference(tx, digest, now=now) if digest else None
        await note(tx, clerk, _shown(found, now=now))
        if found is None:
            return NoApplication()
        await clear(tx, (lane,))
    return _from_home(world, found)


async def home_of_case(world: GateWorld, case: Case) -> FromHome | None:
    """What fills in the page of a case."""
    reader = world.database.reader
    found = await home_applications.by_id(reader, case.application_id) if case.application_id else None
    return _from_home(world, found) if found else None


async def home_of(tx: Transaction, case: Case) -> HomeApplication | None:
    """The application of a case, unless it is gone; nobody else ends it before this transaction does."""
    return await home_applications.claim(tx, case.application_id) if case.application_id else None


async def forget_home(tx: Transaction, case: Case) -> None:
    """The case has ended, and what was begun at home with it (`domain.md R4`)."""
    if found := await home_of(tx, case):
        await home_data.forget(tx, found)


def _from_home(world: GateWorld, found: HomeApplication) -> FromHome:
    return FromHome(application_id=found.application_id, kind=found.kind, data=home_data.opened(world, found))


def _shown(found: HomeApplication | None, *, now: datetime) -> CounterEvent:
    return CounterEvent(
        at=now,
        activity=Activity.SHOW_HOME_APPLICATION,
        data_set=DataSet.REGISTRATION if found else DataSet.NONE,
        outcome=DONE if found else "unknown_reference",
        case_id=CaseId(""),
        technical={"application": found.application_id} if found else {},
    )

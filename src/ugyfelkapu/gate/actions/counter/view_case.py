"""What a clerk sees of an open case: the kept answer, and portrait and signature fresh from the register (`domain.md R4`)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from ugyfelkapu.foundation.database import Reader
from ugyfelkapu.foundation.policy import policy_at
from ugyfelkapu.gate.actions.counter.open_case import subject_of
from ugyfelkapu.gate.actions.journal.counter_journal import ASKED, Activity, CounterEvent, DataSet, note
from ugyfelkapu.gate.domain.counter_case import Case, CaseId
from ugyfelkapu.gate.domain.identity import identity_key
from ugyfelkapu.gate.domain.office import Clerk, require_registrar
from ugyfelkapu.gate.domain.policy import STANDING
from ugyfelkapu.gate.ports import Found, GateWorld, LookUp
from ugyfelkapu.gate.store import cases

MOST_OPEN_CASES = 20


class Specimen(StrEnum):
    """What only the eye can compare."""

    PORTRAIT = "portrait"
    SIGNATURE = "signature"


_ACTIVITIES = {
    Specimen.PORTRAIT: (Activity.SHOW_PORTRAIT, DataSet.PORTRAIT),
    Specimen.SIGNATURE: (Activity.SHOW_SIGNATURE, DataSet.SIGNATURE),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenCase:
    """A case that is open, and until when."""

    case: Case
    closes_at: datetime


async def opened_after(reader: Reader, *, now: datetime) -> datetime:
    """Cases opened at or before this instant are abandoned: checked at use, whenever the clean-up comes."""
    policy = await policy_at(reader, STANDING, now=now)
    return now - timedelta(minutes=policy.counter_case_minutes)


async def open_case_of(world: GateWorld, clerk: Clerk, case_id: CaseId, *, now: datetime) -> OpenCase | None:
    """The clerk's own case while it is open."""
    since = await opened_after(world.database.reader, now=now)
    case = await cases.of_clerk(world.database.reader, case_id, clerk.clerk_id, opened_after=since)
    return None if case is None else OpenCase(case=case, closes_at=case.opened_at + (now - since))


async def open_cases_of(world: GateWorld, clerk: Clerk, *, now: datetime) -> list[Case]:
    """Every case the clerk has open, oldest first."""
    reader = world.database.reader
    since = await opened_after(reader, now=now)
    return await cases.all_of_clerk(reader, clerk.clerk_id, opened_after=since, many=MOST_OPEN_CASES)


async def show_specimen(world: GateWorld, clerk: Clerk, case_id: CaseId, *, specimen: Specimen, now: datetime) -> bytes | None:
    """The portrait or signature as PNG; `None` without an open case or when the register does not give it now.

    It is asked for anew each time and passes through, because it must not be stored; each showing is in the journal first.
    """
    require_registrar(clerk)
    opened = await open_case_of(world, clerk, case_id, now=now)
    if opened is None:
        return None
    case = opened.case
    activity, data_set = _ACTIVITIES[specimen]
    async with world.database.transaction() as tx:
        subject = await subject_of(tx, case.answer.person.identity)
        event = CounterEvent(at=now, activity=activity, data_set=data_set, outcome=ASKED, case_id=case_id, subject=subject)
        await note(tx, clerk, event)
    found = await world.registers.look_up(
        LookUp(document=case.typed.document, identity=case.typed.identity, case_reference=case_id)
    )
    if not isinstance(found, Found) or not _same_person(found, case):
        return None
    return found.portrait if specimen is Specimen.PORTRAIT else found.signature


def _same_person(found: Found, case: Case) -> bool:
    return identity_key(found.person.identity) == identity_key(case.answer.person.identity)

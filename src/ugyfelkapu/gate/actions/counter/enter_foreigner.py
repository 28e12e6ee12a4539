"""Enter a foreigner who is in none of the registers in 3NYT, then open the case as for anybody else (`domain.md` R1, R4)."""

from dataclasses import dataclass
from datetime import date, datetime

from ugyfelkapu.foundation.identifiers import identifier
from ugyfelkapu.foundation.policy import LEGAL_TIME
from ugyfelkapu.gate.actions.counter.open_case import CaseOpened, CaseRefused, open_case
from ugyfelkapu.gate.actions.journal.counter_journal import ASKED, DONE, Activity, CounterEvent, DataSet, note
from ugyfelkapu.gate.domain.counter_case import CaseId, Typed
from ugyfelkapu.gate.domain.office import Clerk
from ugyfelkapu.gate.domain.png_image import is_small_png
from ugyfelkapu.gate.domain.registration import HUNGARY, RefusalReason
from ugyfelkapu.gate.ports import AlreadyEntered, Entry, Found, GateWorld, Unavailable


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What the clerk took beside what was typed; the pictures pass through to the register and are kept nowhere."""

    document_valid_until: date
    portrait: bytes
    signature: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class PicturesRefused:
    """These of `portrait` and `signature` are no small PNG pictures."""

    names: tuple[str, ...]


async def enter_foreigner(
    world: GateWorld, clerk: Clerk, typed: Typed, *, taken: Taken, now: datetime
) -> CaseOpened | CaseRefused | PicturesRefused:
    """The case; whoever a register knows is not entered again, and a Hungarian never.

    The question is in the journal before the register hears it. A crash
    after the entry loses nothing: the next look-up finds it.
    """
    pictures = {"portrait": taken.portrait, "signature": taken.signature}
    if wrong := tuple(name for name, file in pictures.items() if not is_small_png(file)):
        return PicturesRefused(names=wrong)
    opened = await open_case(world, clerk, typed, now=now)
    if isinstance(opened, CaseOpened) or opened.reason is not RefusalReason.NOT_FOUND or typed.citizenship == HUNGARY:
        return opened
    if taken.document_valid_until < now.astimezone(LEGAL_TIME).date():
        return CaseRefused(reason=RefusalReason.DOCUMENT_EXPIRED)
    case_id = CaseId(identifier(world.clock.now()))
    await _note(world, clerk, case_id, outcome=ASKED)
    answer = await world.registers.enter(_entry(typed, taken, case_id))
    await _note(world, clerk, case_id, outcome=_outcome(answer))
    if isinstance(answer, Unavailable):
        return CaseRefused(reason=RefusalReason.REGISTER_UNAVAILABLE)
    return await open_case(world, clerk, typed, now=world.clock.now())


def _entry(typed: Typed, taken: Taken, case_id: CaseId) -> Entry:
    return Entry(
        document=typed.document,
        document_valid_until=taken.document_valid_until,
        citizenship=typed.citizenship,
        identity=typed.identity,
        portrait=taken.portrait,
        signature=taken.signature,
        case_reference=case_id,
    )


def _outcome(answer: Found | AlreadyEntered | Unavailable) -> str:
    if isinstance(answer, Unavailable):
        return RefusalReason.REGISTER_UNAVAILABLE
    return "known_already" if isinstance(answer, AlreadyEntered) else DONE


async def _note(world: GateWorld, clerk: Clerk, case_id: CaseId, *, outcome: str) -> None:
    event = CounterEvent(
        at=world.clock.now(),
        activity=Activity.ENTER_FOREIGNER,
        data_set=DataSet.ENTRY,
        outcome=outcome,
        case_id=case_id,
    )
    async with world.database.transaction() as tx:
        await note(tx, clerk, event)

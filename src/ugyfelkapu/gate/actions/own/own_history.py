"""Every sign-in, and every look-up by a clerk or an authority with its reason, for the owner (Ekszt. 19. § (4), R15).

Both are read from the journal, which alone knows them all; reading it is written into it.
"""

from dataclasses import dataclass

from ugyfelkapu.foundation import journal_reading
from ugyfelkapu.foundation.journal_reading import Entry, Place
from ugyfelkapu.gate.actions.journal.owner_journal import DONE, Activity, DataSet, OwnerEvent, note
from ugyfelkapu.gate.actions.sessions.live_session import gate_here, live_session
from ugyfelkapu.gate.domain.gate import GateId
from ugyfelkapu.gate.ports import GateWorld
from ugyfelkapu.gate.store import offices

SHOWN = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInLine:
    """A sign-in or a try at one."""

    entry: Entry

    @property
    def succeeded(self) -> bool:
        """Whether somebody got in."""
        return self.entry.outcome == DONE

    @property
    def address(self) -> str:
        """From where; empty when it was not noted."""
        return self.entry.technical.get("address", "")

    @property
    def browser(self) -> str:
        """With what; empty when it is not known."""
        return self.entry.technical.get("browser", "")

    @property
    def method(self) -> str:
        """By what; empty when nobody got in."""
        return self.entry.technical.get("method", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class LookUpLine:
    """Somebody else saw or changed something, for a reason."""

    entry: Entry
    body: str
    """The name of the body; empty when it is not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIns:
    """A page of sign-ins."""

    lines: list[SignInLine]
    older: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LookUps:
    """A page of look-ups."""

    lines: list[LookUpLine]
    older: str


async def sign_ins(world: GateWorld, cookie: str, *, place: Place) -> SignIns | None:
    """The sign-ins of whoever is signed in, newest first; `None`: nobody is."""
    session = await live_session(world, cookie)
    if session is None:
        return None
    await _note(world, GateId(session.gate_id))
    found = await journal_reading.of_activity(
        world.database.reader, session.gate_id, Activity.SIGN_IN, place=place, many=SHOWN + 1
    )
    return SignIns(lines=[SignInLine(entry=entry) for entry in found[:SHOWN]], older=_older(found))


async def look_ups(world: GateWorld, cookie: str, *, place: Place) -> LookUps | None:
    """What others did with the data of whoever is signed in, newest first; `None`: nobody is signed in."""
    gate = await gate_here(world, cookie)
    if gate is None:
        return None
    await _note(world, gate.gate_id)
    reader = world.database.reader
    found = [
        entry
        for subject in (gate.gate_id, gate.person_id)
        for entry in await journal_reading.by_others(reader, subject, place=place, many=SHOWN + 1)
    ]
    found.sort(key=lambda entry: (entry.at, entry.entry_id), reverse=True)
    names = await offices.names_of_bodies(reader, {entry.organisation for entry in found[:SHOWN]})
    lines = [LookUpLine(entry=entry, body=names.get(entry.organisation, "")) for entry in found[:SHOWN]]
    return LookUps(lines=lines, older=_older(found))


def _older(found: list[Entry]) -> str:
    return found[SHOWN - 1].entry_id if len(found) > SHOWN else ""


async def _note(world: GateWorld, gate_id: GateId) -> None:
    now = world.clock.now()
    async with world.database.transaction() as tx:
        event = OwnerEvent(at=now, activity=Activity.READ_JOURNAL, data_set=DataSet.JOURNAL, gate_id=gate_id)
        await note(tx, event)

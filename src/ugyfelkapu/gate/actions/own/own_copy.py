"""All that the gate holds on a person, gathered for a copy to take along (`domain.md R15`, GDPR article 15)."""

from dataclasses import dataclass
from datetime import datetime

from ugyfelkapu.foundation import journal_reading
from ugyfelkapu.foundation.database import Reader
from ugyfelkapu.foundation.journal_reading import MOST_AT_ONCE, NEWEST, Entry, Place
from ugyfelkapu.gate.actions.journal.owner_journal import Activity, DataSet, OwnerEvent, note
from ugyfelkapu.gate.actions.sessions.live_session import running_session
from ugyfelkapu.gate.domain.correction import CorrectionRequest
from ugyfelkapu.gate.domain.gate import Gate
from ugyfelkapu.gate.domain.person import Person
from ugyfelkapu.gate.domain.sign_in import Account
from ugyfelkapu.gate.ports import GateWorld
from ugyfelkapu.gate.store import corrections, devices, factors, gates, offices, passkeys, people, sessions
from ugyfelkapu.gate.store.devices import Device
from ugyfelkapu.gate.store.factors import Authenticator
from ugyfelkapu.gate.store.passkeys import Passkey
from ugyfelkapu.gate.store.sessions import LiveSession

MOST_ENTRIES = 50_000
"""Ten years of a dozen entries a day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnCopy:
    """Everything but secrets, which nobody can read back."""

    made_at: datetime
    gate: Gate
    person: Person
    account: Account
    authenticators: list[Authenticator]
    passkeys: list[Passkey]
    devices: list[Device]
    sessions: list[LiveSession]
    correction: CorrectionRequest | None
    """What the owner asked to be put right, while it is open."""
    journal: list[Entry]
    bodies: dict[str, str]


async def own_copy(world: GateWorld, cookie: str) -> OwnCopy | None:
    """The copy of whoever is signed in with this browser; `None`: nobody is."""
    running = await running_session(world, cookie)
    reader = world.database.reader
    gate = await gates.by_id(reader, running.account.gate_id) if running else None
    person = await people.by_id(reader, gate.person_id) if gate else None
    if running is None or gate is None or person is None:
        return None
    now = world.clock.now()
    async with world.database.transaction() as tx:
        await note(tx, OwnerEvent(at=now, activity=Activity.COPY_OWN_DATA, data_set=DataSet.EVERYTHING, gate_id=gate.gate_id))
    journal = await _journal(reader, gate)
    return OwnCopy(
        made_at=now,
        gate=gate,
        person=person,
        account=running.account,
        authenticators=await factors.of_gate(reader, gate.gate_id),
        passkeys=await passkeys.of_gate(reader, gate.gate_id),
        devices=await devices.of_gate(reader, gate.gate_id),
        sessions=await sessions.live_of_gate(reader, gate.gate_id, now=now),
        correction=await corrections.open_of(reader, gate.person_id),
        journal=journal,
        bodies=await offices.names_of_bodies(reader, {entry.organisation for entry in journal}),
    )


async def _journal(reader: Reader, gate: Gate) -> list[Entry]:
    """Entries about the gate and its person, newest first, read in short pieces so that nobody else waits."""
    found: list[Entry] = []
    for subject in (gate.gate_id, gate.person_id):
        place = NEWEST
        while len(found) < MOST_ENTRIES:
            piece = await journal_reading.of_subject(reader, subject, place=place, many=MOST_AT_ONCE)
            found += piece
            if len(piece) < MOST_AT_ONCE:
                break
            place = Place(before=piece[-1].entry_id)
    return sorted(found, key=lambda entry: (entry.at, entry.entry_id), reverse=True)

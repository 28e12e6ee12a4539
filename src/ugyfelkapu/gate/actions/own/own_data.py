"""What the owner sees first and of their data: what matters today, and the data as registered (`domain.md R15`)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from ugyfelkapu.foundation.policy import policy_at
from ugyfelkapu.gate.actions.journal.owner_journal import Activity, DataSet, OwnerEvent, note
from ugyfelkapu.gate.actions.sessions.live_session import RunningSession, gate_here, live_session, running_session
from ugyfelkapu.gate.domain.gate import Gate, GateId
from ugyfelkapu.gate.domain.identity import PersonName
from ugyfelkapu.gate.domain.password import PasswordAge, age_of, days_left
from ugyfelkapu.gate.domain.person import Person
from ugyfelkapu.gate.domain.policy import STANDING
from ugyfelkapu.gate.domain.secret import SecretKind, digest_of
from ugyfelkapu.gate.domain.session import ends_at
from ugyfelkapu.gate.domain.sign_in import Account
from ugyfelkapu.gate.ports import GateWorld
from ugyfelkapu.gate.store import devices, people, sessions, sign_ins
from ugyfelkapu.gate.store.devices import Device
from ugyfelkapu.gate.store.sessions import LiveSession

NEW_DEVICE_DAYS = 7
"""So long the page speaks of a browser that was not known before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Today:
    """What the first own page shows."""

    account: Account
    password_expires_at: datetime
    password_age: PasswordAge
    password_days_left: int
    session_ends_at: datetime
    new_devices: list[Device]
    """Other browsers that signed in for the first time in the last days, unless they were the first of all."""
    other_sessions: list[LiveSession]

    @property
    def name(self) -> PersonName:
        """Whose page it is."""
        return self.account.name


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnData:
    """The data as registered."""

    gate: Gate
    person: Person


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordEnd:
    """When the password of whoever is signed in expires."""

    expires_at: datetime
    days_left: int


async def password_end(world: GateWorld, cookie: str) -> PasswordEnd | None:
    """The end of the password; `None`: nobody is signed in."""
    session = await live_session(world, cookie)
    account = await sign_ins.account_of(world.database.reader, GateId(session.gate_id), device=None) if session else None
    if account is None or account.password_expires_at is None:
        return None
    now = world.clock.now()
    return PasswordEnd(expires_at=account.password_expires_at, days_left=days_left(account.password_expires_at, now=now))


async def today(world: GateWorld, cookie: str, *, device: str) -> Today | None:
    """What matters now to whoever is signed in with this browser; `None`: nobody is."""
    running = await running_session(world, cookie)
    if running is None or running.account.password_expires_at is None:
        return None
    now, expires_at = world.clock.now(), running.account.password_expires_at
    policy = await policy_at(world.database.reader, STANDING, now=now)
    await _note(world, running.account.gate_id, DataSet.CONTACT)
    return Today(
        account=running.account,
        password_expires_at=expires_at,
        password_age=age_of(expires_at, policy=policy, now=now),
        password_days_left=days_left(expires_at, now=now),
        session_ends_at=ends_at(running.session),
        new_devices=await _new_devices(world, running, device=device, now=now),
        other_sessions=await _other_sessions(world, running, now=now),
    )


async def own_data(world: GateWorld, cookie: str) -> OwnData | None:
    """The registered data of whoever is signed in with this browser; `None`: nobody is."""
    gate = await gate_here(world, cookie)
    person = await people.by_id(world.database.reader, gate.person_id) if gate else None
    if gate is None or person is None:
        return None
    await _note(world, gate.gate_id, DataSet.REGISTERED)
    return OwnData(gate=gate, person=person)


async def _new_devices(world: GateWorld, running: RunningSession, *, device: str, now: datetime) -> list[Device]:
    known = await devices.of_gate(world.database.reader, running.account.gate_id)
    here = digest_of(SecretKind.DEVICE, device)
    first = min((each.first_seen_at for each in known), default=now)
    since = now - timedelta(days=NEW_DEVICE_DAYS)
    return [each for each in known if each.digest != here and first < each.first_seen_at and since < each.first_seen_at]


async def _other_sessions(world: GateWorld, running: RunningSession, *, now: datetime) -> list[LiveSession]:
    live = await sessions.live_of_gate(world.database.reader, running.account.gate_id, now=now)
    return [each for each in live if each.session_id != running.session.session_id]


async def _note(world: GateWorld, gate_id: GateId, data_set: DataSet) -> None:
    now = world.clock.now()
    async with world.database.transaction() as tx:
        event = OwnerEvent(at=now, activity=Activity.VIEW_OWN_DATA, data_set=data_set, gate_id=gate_id)
        await note(tx, event)

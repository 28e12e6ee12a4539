"""What the owner sees of their gate: their data as registered, when the password ends, browsers and last sign-ins (R15)."""

from dataclasses import dataclass
from datetime import datetime

from ugyfelkapu.foundation.policy import policy_at
from ugyfelkapu.gate.actions.live_session import live_session
from ugyfelkapu.gate.actions.owner_journal import Activity, DataSet, OwnerEvent, note
from ugyfelkapu.gate.domain.gate import Gate, GateId
from ugyfelkapu.gate.domain.password import PasswordAge, age_of, days_left
from ugyfelkapu.gate.domain.person import Person
from ugyfelkapu.gate.domain.policy import STANDING
from ugyfelkapu.gate.domain.session import Session, ends_at
from ugyfelkapu.gate.domain.sign_in import Account
from ugyfelkapu.gate.ports import GateWorld
from ugyfelkapu.gate.store import devices, gates, people, sessions, sign_ins
from ugyfelkapu.gate.store.devices import Device
from ugyfelkapu.gate.store.sessions import PastSignIn


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnData:
    """All that the own page shows."""

    gate: Gate
    person: Person
    second_factor: bool
    password_expires_at: datetime
    password_age: PasswordAge
    password_days_left: int
    session_ends_at: datetime
    devices: list[Device]
    sign_ins: list[PastSignIn]


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


async def own_data(world: GateWorld, cookie: str) -> OwnData | None:
    """The data of whoever is signed in with this browser; `None`: nobody is."""
    session = await live_session(world, cookie)
    if session is None:
        return None
    reader = world.database.reader
    gate_id = GateId(session.gate_id)
    gate = await gates.by_id(reader, gate_id)
    account = await sign_ins.account_of(reader, gate_id, device=None)
    person = await people.by_id(reader, gate.person_id) if gate else None
    if gate is None or account is None or person is None:
        return None
    await _note(world, gate_id)
    return await _gathered(world, session, account, gate=gate, person=person)


async def _gathered(world: GateWorld, session: Session, account: Account, *, gate: Gate, person: Person) -> OwnData | None:
    now = world.clock.now()
    reader = world.database.reader
    policy = await policy_at(reader, STANDING, now=now)
    expires_at = account.password_expires_at
    if expires_at is None:
        return None
    return OwnData(
        gate=gate,
        person=person,
        second_factor=account.second_factor,
        password_expires_at=expires_at,
        password_age=age_of(expires_at, policy=policy, now=now),
        password_days_left=days_left(expires_at, now=now),
        session_ends_at=ends_at(session),
        devices=await devices.of_gate(reader, gate.gate_id),
        sign_ins=await sessions.history(reader, gate.gate_id),
    )


async def _note(world: GateWorld, gate_id: GateId) -> None:
    now = world.clock.now()
    async with world.database.transaction() as tx:
        event = OwnerEvent(at=now, activity=Activity.VIEW_OWN_DATA, data_set=DataSet.REGISTERED, gate_id=gate_id)
        await note(tx, event)

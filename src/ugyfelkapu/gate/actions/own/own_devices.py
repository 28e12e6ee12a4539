"""Where the owner is signed in and which browsers are known; each can be ended or forgotten (`domain.md R15`)."""

from dataclasses import dataclass

from ugyfelkapu.gate.actions.journal.owner_journal import Activity, DataSet, OwnerEvent, note
from ugyfelkapu.gate.actions.sessions.live_session import live_session
from ugyfelkapu.gate.actions.sessions.sign_out import end_session
from ugyfelkapu.gate.domain.device import device_mark, session_mark
from ugyfelkapu.gate.domain.gate import GateId
from ugyfelkapu.gate.domain.secret import SecretKind, digest_of
from ugyfelkapu.gate.domain.session import Session
from ugyfelkapu.gate.ports import GateWorld
from ugyfelkapu.gate.store import devices, sessions
from ugyfelkapu.gate.store.devices import Device
from ugyfelkapu.gate.store.sessions import LiveSession


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownSession:
    """A running session; `mark` names it in a form, within this gate alone."""

    mark: str
    session: LiveSession
    here: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownDevice:
    """A known browser; `mark` names it in a form, within this gate alone."""

    mark: str
    device: Device
    here: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnDevices:
    """What the page shows."""

    sessions: list[ShownSession]
    devices: list[ShownDevice]


async def own_devices(world: GateWorld, cookie: str, *, device: str) -> OwnDevices | None:
    """Sessions and browsers of whoever is signed in; `None`: nobody is."""
    session = await live_session(world, cookie)
    if session is None:
        return None
    gate_id, here = GateId(session.gate_id), digest_of(SecretKind.DEVICE, device)
    live = await sessions.live_of_gate(world.database.reader, gate_id, now=world.clock.now())
    known = await devices.of_gate(world.database.reader, gate_id)
    return OwnDevices(
        sessions=[
            ShownSession(mark=session_mark(each.session_id), session=each, here=each.session_id == session.session_id)
            for each in live
        ],
        devices=[ShownDevice(mark=device_mark(each.digest), device=each, here=each.digest == here) for each in known],
    )


async def end_one(world: GateWorld, cookie: str, mark: str) -> bool | None:
    """End one other session of the same gate; `False`: there is none of this mark (any more), `None`: nobody is signed in."""
    session = await live_session(world, cookie)
    if session is None:
        return None
    others = [each for each in await _others(world, session) if session_mark(each.session_id) == mark]
    await _end(world, others)
    return bool(others)


async def end_others(world: GateWorld, cookie: str) -> bool | None:
    """End every session of the gate but this one."""
    session = await live_session(world, cookie)
    if session is None:
        return None
    others = await _others(world, session)
    await _end(world, others)
    return bool(others)


async def forget_device(world: GateWorld, cookie: str, mark: str) -> bool | None:
    """Know a browser no more: its next sign-in is a new one, with a mail about it."""
    session = await live_session(world, cookie)
    if session is None:
        return None
    gate_id, now = GateId(session.gate_id), world.clock.now()
    known = await devices.of_gate(world.database.reader, gate_id)
    found = next((each for each in known if device_mark(each.digest) == mark), None)
    async with world.database.transaction() as tx:
        if found is None or not await devices.forget(tx, gate_id, found.digest):
            return False
        event = OwnerEvent(at=now, activity=Activity.FORGET_DEVICE, data_set=DataSet.DEVICES, gate_id=gate_id)
        await note(tx, event)
    return True


async def _others(world: GateWorld, session: Session) -> list[LiveSession]:
    live = await sessions.live_of_gate(world.database.reader, GateId(session.gate_id), now=world.clock.now())
    return [each for each in live if each.session_id != session.session_id]


async def _end(world: GateWorld, ended: list[LiveSession]) -> None:
    now = world.clock.now()
    async with world.database.transaction() as tx:
        for each in ended:
            await end_session(tx, each.session_id, reason="ended_on_the_own_page", now=now)

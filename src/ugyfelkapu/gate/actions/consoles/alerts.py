"""Alerts as somebody looks at them, and closes them with what was found."""

from datetime import datetime

from ugyfelkapu.gate.actions.journal.console_journal import Activity, ConsoleEvent, note
from ugyfelkapu.gate.domain.alert import Alert, AlertId, note_of
from ugyfelkapu.gate.domain.duty import Duty, may_at, require, scope_of
from ugyfelkapu.gate.domain.office import Clerk
from ugyfelkapu.gate.ports import GateWorld
from ugyfelkapu.gate.store import alerts

MOST_SHOWN = 500


async def alerts_for(world: GateWorld, clerk: Clerk) -> list[Alert]:
    """The newest of the clerk's own body, or of all for the operator."""
    require(clerk, Duty.CLOSE_ALERTS)
    return await alerts.newest(world.database.reader, body_id=scope_of(clerk), many=MOST_SHOWN)


async def alert_for(world: GateWorld, clerk: Clerk, alert_id: AlertId) -> Alert | None:
    """One of those."""
    require(clerk, Duty.CLOSE_ALERTS)
    alert = await alerts.find(world.database.reader, alert_id)
    return alert if alert and may_at(clerk, Duty.CLOSE_ALERTS, alert.sighting.body_id) else None


async def close_alert(world: GateWorld, clerk: Clerk, alert_id: AlertId, *, note_typed: str, now: datetime) -> bool:
    """Close it; `False` when the note will not do, it was closed before, it is about oneself or not theirs to close."""
    alert = await alert_for(world, clerk, alert_id)
    found = note_of(note_typed)
    if alert is None or found is None or alert.sighting.clerk_id == clerk.clerk_id:
        return False
    async with world.database.transaction() as tx:
        closed = await alerts.close(tx, alert_id, clerk_id=clerk.clerk_id, note=found, now=now)
        if closed:
            event = ConsoleEvent(
                at=now, activity=Activity.CLOSE_ALERT, subject=alert.sighting.clerk_id, technical={"alert": alert_id}
            )
            await note(tx, clerk, event)
    return closed

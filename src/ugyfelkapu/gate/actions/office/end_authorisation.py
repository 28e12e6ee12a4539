"""A right to act is accepted by its person, and taken back by them or by an administrator: effective at once."""

from enum import StrEnum

from ugyfelkapu.gate.actions.journal.owner_journal import Activity
from ugyfelkapu.gate.actions.mail.letter import Occasion
from ugyfelkapu.gate.actions.office.tell_office import OfficeDeed, note_and_tell, tell_broker_of_end
from ugyfelkapu.gate.actions.sessions.live_session import RunningSession
from ugyfelkapu.gate.domain.organisation import Authorisation, AuthorisationId, Role
from ugyfelkapu.gate.ports import GateWorld
from ugyfelkapu.gate.store import organisations


class Ended(StrEnum):
    """What became of the wish to end a right."""

    DONE = "done"
    GONE = "gone"
    """There is none of that name that this person may end."""
    LAST_ADMINISTRATOR = "last_administrator"
    """Nobody could authorise anybody any more: the operator appoints another one first."""


async def accept_authorisation(world: GateWorld, running: RunningSession, authorisation_id: AuthorisationId) -> bool:
    """The person's yes; `False`: nothing waits for them under that name."""
    now, account = world.clock.now(), running.account
    async with world.database.transaction() as tx:
        if not await organisations.accept(tx, authorisation_id, person_id=account.person_id, now=now):
            return False
        accepted = await organisations.by_authorisation(tx, authorisation_id)
        if accepted is None:
            return False
        deed = OfficeDeed(activity=Activity.ACCEPT_AUTHORISATION, occasion=Occasion.OFFICE_ACCEPTED, actor=account.gate_id)
        await note_and_tell(tx, world, accepted, deed=deed, now=now)
    return True


async def end_authorisation(world: GateWorld, running: RunningSession, authorisation_id: AuthorisationId) -> Ended:
    """Take it back; the person is told, and the broker, so that nothing that stands on it is good any more."""
    now, account = world.clock.now(), running.account
    async with world.database.transaction() as tx:
        found = await organisations.by_authorisation(tx, authorisation_id)
        organisation_id = found.organisation.organisation_id if found else None
        if found is None or organisation_id is None:
            return Ended.GONE
        await organisations.hold(tx, organisation_id)
        is_own = found.person_id == account.person_id
        if not is_own and not await organisations.is_administrator(tx, organisation_id, person_id=account.person_id, now=now):
            return Ended.GONE
        if _administers(found) and await organisations.is_last_administrator(tx, found, now=now):
            return Ended.LAST_ADMINISTRATOR
        if not await organisations.end_one(tx, authorisation_id, ended_by=account.gate_id, now=now):
            return Ended.GONE
        deed = OfficeDeed(activity=Activity.END_AUTHORISATION, occasion=Occasion.OFFICE_ENDED, actor=account.gate_id)
        await note_and_tell(tx, world, found, deed=deed, now=now)
        await tell_broker_of_end(tx, found, now=now)
    return Ended.DONE


def _administers(authorisation: Authorisation) -> bool:
    return authorisation.role is Role.ADMINISTRATOR and authorisation.accepted_at is not None

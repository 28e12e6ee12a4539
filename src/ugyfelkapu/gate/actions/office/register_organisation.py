"""The operator registers an organisation and asks its first administrator; or ends it, with every right to act for it."""

from ugyfelkapu.foundation.database import Transaction
from ugyfelkapu.foundation.journal import AuditEntry, record
from ugyfelkapu.gate.actions.journal.owner_journal import LEGAL_BASIS, ORGANISATION, Activity
from ugyfelkapu.gate.actions.mail.letter import Occasion
from ugyfelkapu.gate.actions.office.authorise import OPERATOR, Asked, WishRefused, ask
from ugyfelkapu.gate.actions.office.tell_office import OfficeDeed, note_and_tell, tell_broker_of_end
from ugyfelkapu.gate.domain.organisation import (
    AuthorisationWish,
    Organisation,
    OrganisationFault,
    fault_of,
)
from ugyfelkapu.gate.ports import GateWorld
from ugyfelkapu.gate.store import organisations


async def register_organisation(
    world: GateWorld, organisation: Organisation, administrator: AuthorisationWish, *, by: str = OPERATOR
) -> Organisation | OrganisationFault:
    """Register it; whether two people must agree is for the caller to see to (the operator's console)."""
    async with world.database.transaction() as tx:
        return await register_within(tx, world, organisation, administrator=administrator, by=by)


async def register_within(
    tx: Transaction, world: GateWorld, organisation: Organisation, *, administrator: AuthorisationWish, by: str
) -> Organisation | OrganisationFault:
    """The same in the caller's transaction; a fault leaves nothing behind."""
    fault = fault_of(organisation)
    if fault is not None:
        return fault
    if not await organisations.add(tx, organisation, now=world.clock.now()):
        return OrganisationFault.TAKEN
    asked = await ask(tx, world, organisation, wish=administrator, by=by)
    if isinstance(asked, WishRefused):
        await organisations.remove(tx, organisation.organisation_id)
        return OrganisationFault.NO_SUCH_PERSON
    await _note(tx, world, organisation, activity="register_organisation", by=by)
    return organisation


async def appoint_administrator(
    world: GateWorld, short_name: str, wish: AuthorisationWish, *, by: str = OPERATOR
) -> Asked | WishRefused | None:
    """Ask one more administrator, where all have gone; `None`: no such organisation."""
    async with world.database.transaction() as tx:
        organisation = await organisations.by_short_name(tx, short_name)
        return None if organisation is None else await appoint_within(tx, world, organisation, wish=wish, by=by)


async def appoint_within(
    tx: Transaction, world: GateWorld, organisation: Organisation, *, wish: AuthorisationWish, by: str
) -> Asked | WishRefused:
    """The same in the caller's transaction."""
    await _note(tx, world, organisation, activity="appoint_administrator", by=by)
    return await ask(tx, world, organisation, wish=wish, by=by)


async def end_organisation(world: GateWorld, short_name: str, *, by: str = OPERATOR) -> bool:
    """End it: nobody acts for it from this instant, and everybody who did is told."""
    async with world.database.transaction() as tx:
        organisation = await organisations.by_short_name(tx, short_name)
        return organisation is not None and await end_within(tx, world, organisation, by=by)


async def end_within(tx: Transaction, world: GateWorld, organisation: Organisation, *, by: str) -> bool:
    """The same in the caller's transaction; of two callers one ends it."""
    now = world.clock.now()
    held = await organisations.of_organisation(tx, organisation.organisation_id)
    if not await organisations.end(tx, organisation.organisation_id, now=now):
        return False
    await _note(tx, world, organisation, activity="end_organisation", by=by)
    deed = OfficeDeed(activity=Activity.END_AUTHORISATION, occasion=Occasion.OFFICE_ENDED, actor=by)
    for authorisation in held:
        await note_and_tell(tx, world, authorisation, deed=deed, now=now)
        await tell_broker_of_end(tx, authorisation, now=now)
    return True


async def _note(tx: Transaction, world: GateWorld, organisation: Organisation, *, activity: str, by: str) -> None:
    await record(
        tx,
        AuditEntry(
            at=world.clock.now(),
            activity=activity,
            outcome="done",
            subject="",
            data_set="organisation",
            legal_basis=LEGAL_BASIS,
            purpose="representation_of_organisations",
            reason="operators_decision",
            organisation=ORGANISATION,
            actor=by,
            technical={"organisation": organisation.short_name, "krid": organisation.krid},
        ),
    )

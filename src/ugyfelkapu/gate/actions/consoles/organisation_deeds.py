"""What two of the operator's people do about organisations together, beside what `office` does of them (`domain.md R13`)."""

from datetime import timedelta

from ugyfelkapu.foundation.database import Reader, Transaction
from ugyfelkapu.foundation.identifiers import identifier
from ugyfelkapu.foundation.policy import policy_at
from ugyfelkapu.gate.actions.office.authorise import WishRefused
from ugyfelkapu.gate.actions.office.register_organisation import appoint_within, end_within, register_within
from ugyfelkapu.gate.domain.gate import Gate, GateId, Standing
from ugyfelkapu.gate.domain.identity import identity_key
from ugyfelkapu.gate.domain.office import Clerk
from ugyfelkapu.gate.domain.organisation import (
    AuthorisationWish,
    Organisation,
    OrganisationFault,
    OrganisationId,
    Role,
    fault_of,
    last_day_at_most,
)
from ugyfelkapu.gate.domain.person import Person
from ugyfelkapu.gate.domain.policy import STANDING
from ugyfelkapu.gate.domain.proposal import (
    AskAdministrator,
    Content,
    EndOrganisation,
    OfOrganisations,
    RegisterOrganisation,
)
from ugyfelkapu.gate.ports import GateWorld
from ugyfelkapu.gate.store import gates, organisation_list, organisations, people

GONE = "not_there"
"""The organisation is not there any more."""


async def fault_in(reader: Reader, content: OfOrganisations) -> str | None:
    """What stands against it now: `GONE`, or an `OrganisationFault`."""
    if isinstance(content, RegisterOrganisation):
        fault = fault_of(_organisation(content, OrganisationId("")))
        if fault:
            return fault
        if await organisation_list.is_taken(reader, short_name=content.short_name, krid=content.krid):
            return OrganisationFault.TAKEN
    elif await organisations.by_id(reader, content.organisation_id) is None:
        return GONE
    if isinstance(content, EndOrganisation) or await administrator_of(reader, content.administrator):
        return None
    return OrganisationFault.NO_SUCH_PERSON


async def carry_out(tx: Transaction, world: GateWorld, content: OfOrganisations, *, clerk: Clerk) -> str | None:
    """Do it, in the transaction of the approval; what stood against it, if anything did."""
    if isinstance(content, RegisterOrganisation):
        return await _register(tx, world, content, by=clerk.clerk_id)
    organisation = await organisations.by_id(tx, content.organisation_id)
    if organisation is None:
        return GONE
    if isinstance(content, EndOrganisation):
        return None if await end_within(tx, world, organisation, by=clerk.clerk_id) else GONE
    wish = await _wish(tx, world, content.administrator)
    asked = await appoint_within(tx, world, organisation, wish=wish, by=clerk.clerk_id) if wish else None
    return OrganisationFault.NO_SUCH_PERSON if asked is None or isinstance(asked, WishRefused) else None


async def is_about(reader: Reader, content: Content, clerk: Clerk) -> bool:
    """Whether the clerk is the very person who would administer the organisation: another decides."""
    if not isinstance(content, RegisterOrganisation | AskAdministrator):
        return False
    found = await administrator_of(reader, content.administrator)
    return found is not None and identity_key(found[1].registered.identity) == clerk.identity_key


async def administrator_of(reader: Reader, gate_id: GateId) -> tuple[Gate, Person] | None:
    """The gate and its owner, as long as it is active."""
    gate = await gates.by_id(reader, gate_id)
    if gate is None or gate.standing is not Standing.ACTIVE or gate.person_id is None:
        return None
    person = await people.by_id(reader, gate.person_id)
    return None if person is None else (gate, person)


async def _register(tx: Transaction, world: GateWorld, content: RegisterOrganisation, *, by: str) -> str | None:
    wish = await _wish(tx, world, content.administrator)
    if wish is None:
        return OrganisationFault.NO_SUCH_PERSON
    organisation = _organisation(content, OrganisationId(identifier(world.clock.now())))
    done = await register_within(tx, world, organisation, administrator=wish, by=by)
    return done if isinstance(done, OrganisationFault) else None


async def _wish(reader: Reader, world: GateWorld, gate_id: GateId) -> AuthorisationWish | None:
    """To administer it for as long as one may; `None`: the gate is not active any more."""
    found = await administrator_of(reader, gate_id)
    if found is None:
        return None
    gate, person = found
    now, name = world.clock.now(), person.registered.identity.current_name
    policy = await policy_at(reader, STANDING, now=now)
    return AuthorisationWish(
        username=gate.username,
        name=f"{name.family_name} {name.given_name}",
        role=Role.ADMINISTRATOR,
        scope=(),
        last_day=last_day_at_most(policy=policy, now=now) - timedelta(days=1),
    )


def _organisation(content: RegisterOrganisation, organisation_id: OrganisationId) -> Organisation:
    return Organisation(
        organisation_id=organisation_id,
        kind=content.kind,
        short_name=content.short_name,
        krid=content.krid,
        name=content.name,
        seal_identifier=content.seal_identifier,
    )

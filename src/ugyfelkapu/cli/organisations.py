"""Commands about organisations: office gates and company gates."""

from datetime import date, timedelta
from typing import Annotated

from cyclopts import App, Parameter

from ugyfelkapu.app import House
from ugyfelkapu.cli.installation import DataFolder, SettingsFile, in_house
from ugyfelkapu.cli.refusals import CommandRefusedError
from ugyfelkapu.foundation.identifiers import identifier
from ugyfelkapu.foundation.policy import policy_at
from ugyfelkapu.gate.actions.office.authorise import Asked, WishRefused
from ugyfelkapu.gate.actions.office.register_organisation import (
    appoint_administrator,
    end_organisation,
    register_organisation,
)
from ugyfelkapu.gate.domain.organisation import (
    AuthorisationWish,
    Organisation,
    OrganisationFault,
    OrganisationId,
    OrganisationKind,
    Role,
    last_day_at_most,
)
from ugyfelkapu.gate.domain.policy import STANDING

app = App(name="organisation", help="Office gates and company gates.")

Username = Annotated[str, Parameter(help="The user name of a gate of the administrator.")]
FullName = Annotated[str, Parameter(help="The administrator's name, so that no other person is asked by a slip.")]


@app.command
def add(  # noqa: PLR0913 - an organisation has these parts, each of them named
    short_name: str,
    *,
    krid: Annotated[str, Parameter(help="Nine figures.")],
    name: str,
    administrator: Username,
    administrator_name: FullName,
    kind: OrganisationKind = OrganisationKind.OFFICE_GATE,
    seal: Annotated[str, Parameter(help="What its seal's certificate calls it, such as VATHU-12345678.")] = "",
    settings: SettingsFile = None,
    data: DataFolder = None,
) -> None:
    """Register an organisation and ask its first administrator, who accepts on their own page."""

    async def register(house: House) -> Organisation | OrganisationFault:
        organisation = Organisation(
            organisation_id=OrganisationId(identifier(house.clock.now())),
            kind=kind,
            short_name=short_name,
            krid=krid,
            name=name,
            seal_identifier=seal,
        )
        wish = await _wish(house, administrator, administrator_name)
        return await register_organisation(house.gate, organisation, wish)

    outcome = in_house(settings, data, register)
    if isinstance(outcome, OrganisationFault):
        message = f"{short_name}: {outcome.value.replace('_', ' ')}"
        raise CommandRefusedError(message)


@app.command
def administrator(
    short_name: str, *, username: Username, name: FullName, settings: SettingsFile = None, data: DataFolder = None
) -> None:
    """Ask one more administrator."""

    async def appoint(house: House) -> Asked | WishRefused | None:
        return await appoint_administrator(house.gate, short_name, await _wish(house, username, name))

    outcome = in_house(settings, data, appoint)
    if not isinstance(outcome, Asked):
        message = f"{short_name}: {'no such organisation' if outcome is None else ', '.join(outcome.faults.values())}"
        raise CommandRefusedError(message)


@app.command
def end(short_name: str, *, settings: SettingsFile = None, data: DataFolder = None) -> None:
    """End an organisation: nobody acts for it from this instant."""

    async def end_it(house: House) -> bool:
        return await end_organisation(house.gate, short_name)

    if not in_house(settings, data, end_it):
        message = f"{short_name}: no such organisation"
        raise CommandRefusedError(message)


async def _wish(house: House, username: str, name: str) -> AuthorisationWish:
    """An administrator for as long as one may be."""
    now = house.clock.now()
    policy = await policy_at(house.gate.database.reader, STANDING, now=now)
    last_day: date = last_day_at_most(policy=policy, now=now) - timedelta(days=1)
    return AuthorisationWish(username=username, name=name, role=Role.ADMINISTRATOR, scope=(), last_day=last_day)

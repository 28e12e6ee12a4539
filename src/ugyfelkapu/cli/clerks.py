"""Commands about those who register people."""

from typing import Annotated

import msgspec
from cyclopts import App, Parameter

from ugyfelkapu.app import House
from ugyfelkapu.cli.installation import DataFolder, SettingsFile, in_house
from ugyfelkapu.cli.refusals import CommandRefusedError
from ugyfelkapu.gate.actions.appoint_clerk import Appointed, Appointment, NotAppointed, appoint_clerk
from ugyfelkapu.gate.domain.identity import PersonName
from ugyfelkapu.gate.domain.office import BodyKind, ClerkRole
from ugyfelkapu.gate.domain.username import UsernameFault

app = App(name="clerk", help="Those who register people.")


@app.command
def add(  # noqa: PLR0913 - an appointment has these parts, each of them named
    username: str,
    *,
    family_name: str,
    given_name: str,
    body: Annotated[str, Parameter(help="The registration body's name; a new one is founded.")],
    body_kind: BodyKind = BodyKind.GOVERNMENT_WINDOW,
    role: ClerkRole = ClerkRole.CLERK,
    settings: SettingsFile = None,
    data: DataFolder = None,
) -> None:
    """Appoint a clerk; prints the password and the TOTP secret, which nobody can read again, as JSON."""
    for option, value in {"--family-name": family_name, "--given-name": given_name, "--body": body}.items():
        if not value.strip():
            message = f"{option} must not be empty"
            raise CommandRefusedError(message)
    appointment = Appointment(
        body_name=body,
        body_kind=body_kind,
        role=role,
        username=username,
        name=PersonName(family_name=family_name, given_name=given_name),
    )

    async def appoint(house: House) -> Appointed | NotAppointed | UsernameFault:
        return await appoint_clerk(house.gate, appointment, by="operator", now=house.clock.now())

    outcome = in_house(settings, data, appoint)
    if not isinstance(outcome, Appointed):
        message = f"{username}: {outcome.value.replace('_', ' ')}"
        raise CommandRefusedError(message)
    answer = {"username": outcome.clerk.username, "password": outcome.password, "totp_secret": outcome.totp_secret}
    print(msgspec.json.encode(answer).decode())

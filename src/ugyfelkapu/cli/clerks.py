"""Commands about those who register people."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated

import msgspec
from cyclopts import App, Parameter

from ugyfelkapu.app import House
from ugyfelkapu.cli.installation import DataFolder, SettingsFile, in_house
from ugyfelkapu.cli.refusals import CommandRefusedError
from ugyfelkapu.gate.actions.counter.appoint_clerk import Appointed, Appointment, NotAppointed, appoint_clerk, identify_clerk
from ugyfelkapu.gate.domain.identity import NaturalIdentity, PersonName
from ugyfelkapu.gate.domain.office import BodyKind, ClerkRole
from ugyfelkapu.gate.domain.username import UsernameFault

app = App(name="clerk", help="Those who register people.")


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class Identity:
    """The clerk's own natural identity data, so that nobody handles their own case; only a digest of it is kept."""

    family_name: str
    given_name: str
    birth_family_name: Annotated[str, Parameter(help="If it differs from the name borne.")] = ""
    birth_given_name: str = ""
    mothers_family_name: Annotated[str, Parameter(help="The mother's name at birth.")]
    mothers_given_name: str
    birth_place: str
    birth_date: Annotated[str, Parameter(help="Such as 1980-02-29.")]


@app.command
def add(  # noqa: PLR0913 - an appointment has these parts, each of them named
    username: str,
    *,
    identity: Identity,
    body: Annotated[str, Parameter(help="The registration body's name; a new one is founded.")],
    body_kind: BodyKind = BodyKind.GOVERNMENT_WINDOW,
    role: ClerkRole = ClerkRole.CLERK,
    settings: SettingsFile = None,
    data: DataFolder = None,
) -> None:
    """Appoint a clerk; prints the password and the TOTP secret, which nobody can read again, as JSON."""
    _require_text({"--body": body})
    appointment = Appointment(
        body_name=body, body_kind=body_kind, role=role, username=username, identity=_natural_identity(identity)
    )

    async def appoint(house: House) -> Appointed | NotAppointed | UsernameFault:
        return await appoint_clerk(house.gate, appointment, by="operator", now=house.clock.now())

    outcome = in_house(settings, data, appoint)
    if not isinstance(outcome, Appointed):
        message = f"{username}: {outcome.value.replace('_', ' ')}"
        raise CommandRefusedError(message)
    answer = {"username": outcome.clerk.username, "password": outcome.password, "totp_secret": outcome.totp_secret}
    print(msgspec.json.encode(answer).decode())


@app.command
def identify(username: str, *, identity: Identity, settings: SettingsFile = None, data: DataFolder = None) -> None:
    """Write down who a clerk is who was appointed before that was asked; until then they open no case."""
    natural = _natural_identity(identity)

    async def write_down(house: House) -> bool:
        return await identify_clerk(house.gate, username, natural, by="operator", now=house.clock.now())

    if not in_house(settings, data, write_down):
        message = f"{username}: no such clerk"
        raise CommandRefusedError(message)


def _natural_identity(typed: Identity) -> NaturalIdentity:
    _require_text(
        {
            "--family-name": typed.family_name,
            "--given-name": typed.given_name,
            "--mothers-family-name": typed.mothers_family_name,
            "--mothers-given-name": typed.mothers_given_name,
            "--birth-place": typed.birth_place,
        }
    )
    return NaturalIdentity(
        current_name=PersonName(family_name=typed.family_name, given_name=typed.given_name),
        birth_name=PersonName(
            family_name=typed.birth_family_name or typed.family_name, given_name=typed.birth_given_name or typed.given_name
        ),
        mothers_birth_name=PersonName(family_name=typed.mothers_family_name, given_name=typed.mothers_given_name),
        birth_place=typed.birth_place,
        birth_date=_day(typed.birth_date),
    )


def _day(typed: str) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError as error:
        message = "--birth-date must be a day such as 1980-02-29"
        raise CommandRefusedError(message) from error


def _require_text(options: Mapping[str, str]) -> None:
    for option, value in options.items():
        if not value.strip():
            message = f"{option} must not be empty"
            raise CommandRefusedError(message)

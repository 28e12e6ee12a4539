"""Fills a new installation with a town: a clerk, an administrator, citizens, and services that joined.

Everything is done by the system's own actions: the registers are asked over HTTP, the activation codes come by mail.
"""

from datetime import date, timedelta

from ugyfelkapu.app import House
from ugyfelkapu.broker.actions.register_relying_party import issue_registration_token
from ugyfelkapu.demo.addresses import Addresses
from ugyfelkapu.demo.citizens import make_citizen
from ugyfelkapu.demo.contract import Accounts, Officer, unregistered
from ugyfelkapu.demo.folder import Folder
from ugyfelkapu.demo.joining import join_services
from ugyfelkapu.demo.people import cast
from ugyfelkapu.demo.representing import ask_administrator, offer_one
from ugyfelkapu.foundation.policy import LEGAL_TIME
from ugyfelkapu.gate.actions.counter.appoint_clerk import Appointed, Appointment, appoint_clerk
from ugyfelkapu.gate.domain.identity import NaturalIdentity, PersonName
from ugyfelkapu.gate.domain.office import BodyKind, ClerkRole

ACTOR = "demo"
TOKEN_LIFETIME = timedelta(days=365)

CLERK = Appointment(
    body_name="Mintavárosi Kormányablak",
    body_kind=BodyKind.GOVERNMENT_WINDOW,
    role=ClerkRole.CLERK,
    username="ugyintezo",
    identity=NaturalIdentity(
        current_name=PersonName(family_name="Minta", given_name="Ildikó"),
        birth_name=PersonName(family_name="Minta", given_name="Ildikó"),
        mothers_birth_name=PersonName(family_name="Példa", given_name="Katalin"),
        birth_place="Mintaváros",
        birth_date=date(1985, 4, 12),
    ),
)
ADMINISTRATOR = Appointment(
    body_name="Ügyfélkapu üzemeltető",
    body_kind=BodyKind.OPERATOR,
    role=ClerkRole.ADMINISTRATOR,
    username="uzemelteto",
    identity=NaturalIdentity(
        current_name=PersonName(family_name="Próba", given_name="András"),
        birth_name=PersonName(family_name="Próba", given_name="András"),
        mothers_birth_name=PersonName(family_name="Minta", given_name="Erzsébet"),
        birth_place="Mintaváros",
        birth_date=date(1979, 9, 30),
    ),
)


class TownExistsError(Exception):
    """The databases hold a town whose accounts this folder does not know."""


async def populate(house: House, folder: Folder, addresses: Addresses) -> Accounts:
    """The town's accounts; only for an empty installation."""
    clerk, administrator = await _appoint(house, CLERK), await _appoint(house, ADMINISTRATOR)
    people = cast(today=house.clock.now().astimezone(LEGAL_TIME).date())
    mailbox = addresses.url("mailbox")
    citizens = [
        await make_citizen(house, clerk.clerk, plan, resident=resident, mailbox=mailbox) for plan, resident in people.citizens
    ]
    services = await join_services(house, folder, addresses)
    return Accounts(
        clerk=_officer(clerk),
        administrator=_officer(administrator),
        citizens=tuple(citizens),
        unregistered=tuple(unregistered(resident) for resident in people.unregistered),
        services=services,
        registration_access_token=await issue_registration_token(house.broker, purpose=ACTOR, lifetime=TOKEN_LIFETIME),
        organisation=await ask_administrator(house, citizens[2]),
        mandate=await offer_one(house, citizens[0], citizens[2], service=services[0]),
    )


async def _appoint(house: House, appointment: Appointment) -> Appointed:
    outcome = await appoint_clerk(house.gate, appointment, by=ACTOR, now=house.clock.now())
    if not isinstance(outcome, Appointed):
        message = f"the databases are not empty ({appointment.username}: {outcome}); use --fresh, or the folder they belong to"
        raise TownExistsError(message)
    return outcome


def _officer(appointed: Appointed) -> Officer:
    return Officer(username=appointed.clerk.username, password=appointed.password, totp_secret=appointed.totp_secret)

"""Fills a new installation with a town: clerks and those who run the desks, citizens, and services that joined.

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
from ugyfelkapu.demo.representing import MILL, TOWN_HALL, ask_administrator, offer_one
from ugyfelkapu.foundation.policy import LEGAL_TIME
from ugyfelkapu.gate.actions.counter.appoint_clerk import Appointed, Appointment, appoint_clerk
from ugyfelkapu.gate.domain.identity import NaturalIdentity, PersonName
from ugyfelkapu.gate.domain.office import BodyKind, ClerkRole

ACTOR = "demo"
TOKEN_LIFETIME = timedelta(days=365)

WINDOW = ("Mintavárosi Kormányablak", BodyKind.GOVERNMENT_WINDOW)
OPERATOR = ("Ügyfélkapu üzemeltető", BodyKind.OPERATOR)


def _appointment(body: tuple[str, BodyKind], username: str, role: ClerkRole, *, name: PersonName, born: date) -> Appointment:
    identity = NaturalIdentity(
        current_name=name,
        birth_name=name,
        mothers_birth_name=PersonName(family_name="Példa", given_name="Katalin"),
        birth_place="Mintaváros",
        birth_date=born,
    )
    return Appointment(body_name=body[0], body_kind=body[1], role=role, username=username, identity=identity)


CLERK = _appointment(
    WINDOW,
    "ugyintezo",
    ClerkRole.CLERK,
    name=PersonName(family_name="Minta", given_name="Ildikó"),
    born=date(1985, 4, 12),
)
SUPERVISOR = _appointment(
    WINDOW,
    "vezeto",
    ClerkRole.SUPERVISOR,
    name=PersonName(family_name="Példás", given_name="Borbála"),
    born=date(1972, 1, 8),
)
ADMINISTRATOR = _appointment(
    OPERATOR,
    "uzemelteto",
    ClerkRole.ADMINISTRATOR,
    name=PersonName(family_name="Próba", given_name="András"),
    born=date(1979, 9, 30),
)
SECOND_ADMINISTRATOR = _appointment(
    OPERATOR,
    "uzemelteto2",
    ClerkRole.ADMINISTRATOR,
    name=PersonName(family_name="Kísérleti", given_name="Judit"),
    born=date(1983, 11, 3),
)
AUDITOR = _appointment(
    OPERATOR,
    "ellenor",
    ClerkRole.AUDITOR,
    name=PersonName(family_name="Mutató", given_name="Gergely"),
    born=date(1968, 5, 21),
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
        second_administrator=_officer(await _appoint(house, SECOND_ADMINISTRATOR)),
        supervisor=_officer(await _appoint(house, SUPERVISOR)),
        auditor=_officer(await _appoint(house, AUDITOR)),
        citizens=tuple(citizens),
        unregistered=tuple(unregistered(resident) for resident in people.unregistered),
        services=services,
        registration_access_token=await issue_registration_token(house.broker, purpose=ACTOR, lifetime=TOKEN_LIFETIME),
        organisation=await ask_administrator(house, citizens[2], MILL),
        office_gate=await ask_administrator(house, citizens[0], TOWN_HALL),
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

"""Something to accept in the demo: organisations that ask for an administrator, and a mandate between two citizens."""

from datetime import timedelta

from ugyfelkapu.app import House
from ugyfelkapu.broker.actions.offer_mandate import Offered, offer_mandate
from ugyfelkapu.broker.domain.mandate import OfferWish
from ugyfelkapu.broker.domain.relying_party import ClientId
from ugyfelkapu.broker.domain.saml_entity import client_id_of
from ugyfelkapu.broker.domain.saml_service import EntityId
from ugyfelkapu.demo.contract import AskingOrganisation, Citizen, MandateOffer, Service
from ugyfelkapu.demo.signing.people import ANOTHER_SEAL, SEAL
from ugyfelkapu.foundation.policy import LEGAL_TIME
from ugyfelkapu.gate.actions.office.register_organisation import register_organisation
from ugyfelkapu.gate.domain.identity import PersonName
from ugyfelkapu.gate.domain.organisation import (
    AuthorisationWish,
    Organisation,
    OrganisationFault,
    OrganisationId,
    OrganisationKind,
    Role,
)
from ugyfelkapu.gate.domain.person import Person
from ugyfelkapu.gate.domain.username import fold_username
from ugyfelkapu.gate.store import gates, people

MILL = Organisation(
    organisation_id=OrganisationId("mintamalom"),
    kind=OrganisationKind.COMPANY_GATE,
    short_name="MINTAMALOM",
    krid="100200300",
    name=ANOTHER_SEAL.organisation_name,
    seal_identifier=ANOTHER_SEAL.organisation_identifier,
)
TOWN_HALL = Organisation(
    organisation_id=OrganisationId("mintavaros"),
    kind=OrganisationKind.OFFICE_GATE,
    short_name="MINTAVAROS",
    krid="157300000",
    name=SEAL.organisation_name,
    seal_identifier=SEAL.organisation_identifier,
)
A_YEAR = timedelta(days=365)


class NobodyAskedError(Exception):
    """The town has nobody to ask; the demo cannot go on."""


async def ask_administrator(house: House, citizen: Citizen, organisation: Organisation) -> AskingOrganisation:
    """Register the organisation; its administrator accepts on the page `/office`."""
    wish = AuthorisationWish(
        username=citizen.username,
        name=_name(citizen.natural_identity.current_name),
        role=Role.ADMINISTRATOR,
        scope=(),
        last_day=house.clock.now().astimezone(LEGAL_TIME).date() + A_YEAR,
    )
    outcome = await register_organisation(house.gate, organisation, wish, by="demo")
    if isinstance(outcome, OrganisationFault):
        raise NobodyAskedError(outcome)
    return AskingOrganisation(short_name=organisation.short_name, name=organisation.name, administrator=citizen.username)


async def offer_one(house: House, grantor: Citizen, mandatary: Citizen, *, service: Service) -> MandateOffer:
    """Offer a mandate; its code is typed on the page `/mandates/accept`."""
    person = await _person(house, grantor)
    wish = OfferWish(
        name=_name(mandatary.natural_identity.current_name),
        services=(_client_id(service),),
        last_day=house.clock.now().astimezone(LEGAL_TIME).date() + A_YEAR,
    )
    outcome = await offer_mandate(house.broker, person.subject_code, wish)
    if not isinstance(outcome, Offered):
        raise NobodyAskedError(mandatary.username)
    return MandateOffer(grantor=grantor.username, mandatary=mandatary.username, code=outcome.code)


async def _person(house: House, citizen: Citizen) -> Person:
    reader = house.gate.database.reader
    gate = await gates.by_username(reader, fold_username(citizen.username))
    person = await people.by_id(reader, gate.person_id) if gate and gate.person_id else None
    if person is None:
        raise NobodyAskedError(citizen.username)
    return person


def _name(name: PersonName) -> str:
    return f"{name.family_name} {name.given_name}"


def _client_id(service: Service) -> ClientId:
    """By which the broker knows it."""
    return ClientId(service.client_id) if service.client_id else client_id_of(EntityId(service.entity_id or ""))

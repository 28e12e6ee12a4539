"""Office gates and company gates: organisations, and the people who may act for them (`domain.md R13`)."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import NewType
from zoneinfo import ZoneInfo

from ugyfelkapu.gate.domain.email import EmailAddress
from ugyfelkapu.gate.domain.identity import PersonName
from ugyfelkapu.gate.domain.person import PersonId
from ugyfelkapu.gate.domain.policy import GatePolicy

OrganisationId = NewType("OrganisationId", str)
"""An organisation within this wing; random."""

AuthorisationId = NewType("AuthorisationId", str)
"""One person's right to act for one organisation; random, and all that the broker keeps of it."""

SHORT_NAME_SHAPE = re.compile(r"[A-Z][A-Z0-9]{1,15}")
KRID_SHAPE = re.compile(r"[0-9]{9}")
SEAL_IDENTIFIER_SHAPE = re.compile(r"[A-Z]{3}[A-Z]{2}-[A-Za-z0-9./-]{1,40}")
"""Such as `VATHU-12345678` (ETSI EN 319 412-1 section 5.1.4)."""

LONGEST_NAME = 200
LEGAL_TIME = ZoneInfo("Europe/Budapest")


class OrganisationKind(StrEnum):
    """Of the state, or a company."""

    OFFICE_GATE = "office_gate"
    COMPANY_GATE = "company_gate"


class Role(StrEnum):
    """What a person may do for an organisation; an administrator acts for it only when authorised for that, too."""

    ADMINISTRATOR = "administrator"
    REPRESENTATIVE = "representative"


class Area(StrEnum):
    """Areas of administration, a closed list: services are nobody's business in this wing (`domain.md R14`)."""

    EVERYTHING = "everything"
    TAX = "tax"
    SOCIAL_SECURITY = "social_security"
    COMPANY_REGISTER = "company_register"
    LOCAL_GOVERNMENT = "local_government"
    STATISTICS = "statistics"
    PROCUREMENT = "procurement"
    ENVIRONMENT = "environment"


class Standing(StrEnum):
    """Where an authorisation stands."""

    ASKED = "asked"
    IN_FORCE = "in_force"
    OVER = "over"


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """An organisation with a gate of its own kind; natural persons operate it."""

    organisation_id: OrganisationId
    kind: OrganisationKind
    short_name: str
    krid: str
    name: str
    seal_identifier: str
    """What its seal's certificate calls it; empty when it has none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Authorisation:
    """A right, asked for and perhaps accepted."""

    authorisation_id: AuthorisationId
    organisation: Organisation
    person_id: PersonId
    person: PersonName
    role: Role
    scope: tuple[Area, ...]
    """Empty for administrators."""
    asked_at: datetime
    valid_until: datetime
    """The first instant at which it is over."""
    accepted_at: datetime | None

    def standing(self, now: datetime) -> Standing:
        """Where it stands; one that was ended is not loaded at all."""
        if now >= self.valid_until:
            return Standing.OVER
        return Standing.ASKED if self.accepted_at is None else Standing.IN_FORCE


class OrganisationFault(StrEnum):
    """What is wrong with a registration."""

    SHORT_NAME = "short_name"
    """2 to 16 capitals and figures, a letter first."""
    KRID = "krid"
    """Nine figures."""
    NAME = "name"
    SEAL = "seal"
    TAKEN = "taken"
    """Short name or KRID is another's."""
    NO_SUCH_PERSON = "no_such_person"
    """No active gate of that user name whose owner has that name."""


def fault_of(organisation: Organisation) -> OrganisationFault | None:
    """The first thing that is wrong."""
    if not SHORT_NAME_SHAPE.fullmatch(organisation.short_name):
        return OrganisationFault.SHORT_NAME
    if not KRID_SHAPE.fullmatch(organisation.krid):
        return OrganisationFault.KRID
    if not organisation.name.strip() or len(organisation.name) > LONGEST_NAME or not organisation.name.isprintable():
        return OrganisationFault.NAME
    if organisation.seal_identifier and not SEAL_IDENTIFIER_SHAPE.fullmatch(organisation.seal_identifier):
        return OrganisationFault.SEAL
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorisationWish:
    """What an administrator filled in."""

    username: str
    name: str
    role: Role
    scope: tuple[Area, ...]
    last_day: date | None


class WishFault(StrEnum):
    """What keeps a wish from being asked."""

    PERSON = "person"
    """No active gate of that user name whose owner has that name: which of the two is wrong is not said."""
    NO_SCOPE = "no_scope"
    NO_DAY = "no_day"
    PAST = "past"
    TOO_FAR = "too_far"
    ASKED_ALREADY = "asked_already"


def faults_of(wish: AuthorisationWish, *, policy: GatePolicy, now: datetime) -> dict[str, WishFault]:
    """What is wrong by itself, by field; whether there is such a person is for the register to say."""
    faults: dict[str, WishFault] = {}
    if wish.role is Role.REPRESENTATIVE and not wish.scope:
        faults["scope"] = WishFault.NO_SCOPE
    if wish.last_day is None:
        faults["valid_until"] = WishFault.NO_DAY
    elif wish.last_day < now.astimezone(LEGAL_TIME).date():
        faults["valid_until"] = WishFault.PAST
    elif wish.last_day > last_day_at_most(policy=policy, now=now):
        faults["valid_until"] = WishFault.TOO_FAR
    return faults


def last_day_at_most(*, policy: GatePolicy, now: datetime) -> date:
    """The latest last day an authorisation may have."""
    return now.astimezone(LEGAL_TIME).date() + timedelta(days=policy.authorisation_longest_days)


def end_of(day: date) -> datetime:
    """The first instant after a day, by the law's clock."""
    return datetime.combine(day + timedelta(days=1), time(), LEGAL_TIME).astimezone(UTC)


def domain_of(email: EmailAddress) -> str:
    """The domain of an address; it is in small letters already."""
    return email.rpartition("@")[2]

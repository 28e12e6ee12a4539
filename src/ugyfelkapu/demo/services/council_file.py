"""What a council believably holds about somebody, the same for the same person: made from the pseudonym alone."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from random import Random

LETTERS = "ABCDEFGHKLMNPRSTVXZ"
LOCAL_TAX_FORINTS = (12_000, 15_000, 18_000, 24_000)
PERMIT_DAYS = 365


class Subject(StrEnum):
    """What a case is about."""

    TREE_FELLING = "tree_felling"
    PUBLIC_SPACE = "public_space"
    NURSERY = "nursery"
    HOUSING_SUPPORT = "housing_support"
    BUILDING_NOTICE = "building_notice"
    NOISE = "noise"


class Progress(StrEnum):
    """How far a case is."""

    RECEIVED = "received"
    UNDER_EXAMINATION = "under_examination"
    DOCUMENT_MISSING = "document_missing"
    DECIDED = "decided"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A case at the council."""

    number: str
    subject: Subject
    opened_on: date
    progress: Progress


@dataclass(frozen=True, slots=True, kw_only=True)
class ParkingPermit:
    """Leave to park in a zone."""

    plate: str
    zone: int
    valid_until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class CouncilFile:
    """Everything the council shows to a person."""

    cases: tuple[Case, ...]
    local_tax_forints: int
    local_tax_is_paid: bool
    parking: ParkingPermit


def council_file(sub: str, *, today: date) -> CouncilFile:
    """The file of a pseudonym."""
    chance = Random(f"council {sub}")
    subjects = chance.sample(list(Subject), chance.choice([1, 2, 3]))
    cases = [_case(subject, chance, today) for subject in subjects]
    return CouncilFile(
        cases=tuple(sorted(cases, key=lambda case: case.opened_on, reverse=True)),
        local_tax_forints=chance.choice(LOCAL_TAX_FORINTS),
        local_tax_is_paid=chance.random() < 1 / 2,
        parking=ParkingPermit(
            plate=_plate(chance),
            zone=chance.randint(1, 4),
            valid_until=today + timedelta(days=chance.randint(20, PERMIT_DAYS)),
        ),
    )


def _case(subject: Subject, chance: Random, today: date) -> Case:
    opened_on = today - timedelta(days=chance.randint(3, 120))
    number = f"{chance.randint(1, 30):02}/{chance.randint(100, 9999)}/{opened_on.year}"
    return Case(number=number, subject=subject, opened_on=opened_on, progress=chance.choice(list(Progress)))


def _plate(chance: Random) -> str:
    """A plate in today's Hungarian form, AA BC-123."""
    letters = "".join(chance.choice(LETTERS) for _ in range(3))
    return f"A{letters[0]} {letters[1:]}-{chance.randint(100, 999)}"

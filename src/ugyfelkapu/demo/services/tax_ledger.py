"""A believable tax account, the same for the same person: made from the pseudonym alone."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from random import Random

MONTHS_SHOWN = 7
DAYS_A_MONTH = 30
HEALTH_CONTRIBUTION = 11_800
ROUND_TO = 500


class PostingKind(StrEnum):
    """What a posting is for."""

    INCOME_TAX_DUE = "income_tax_due"
    INCOME_TAX_PAID = "income_tax_paid"
    HEALTH_DUE = "health_due"
    HEALTH_PAID = "health_paid"
    CAR_TAX_DUE = "car_tax_due"
    CAR_TAX_PAID = "car_tax_paid"
    FAMILY_ALLOWANCE = "family_allowance"


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """One line; what is owed is negative."""

    posted_on: date
    kind: PostingKind
    amount_forints: int
    balance_forints: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxAccount:
    """An account as its owner sees it."""

    number: str
    balance_forints: int
    postings: tuple[Posting, ...]
    """Newest first."""


def tax_account(sub: str, *, today: date) -> TaxAccount:
    """The account of a pseudonym."""
    chance = Random(f"tax {sub}")
    number = f"{chance.randrange(10**7, 10**8)}-{chance.randrange(10**4, 10**5)}"
    postings = _posted(_movements(chance), first_on=today - timedelta(days=MONTHS_SHOWN * DAYS_A_MONTH), chance=chance)
    return TaxAccount(number=number, balance_forints=postings[-1].balance_forints, postings=tuple(reversed(postings)))


def _movements(chance: Random) -> list[tuple[PostingKind, int]]:
    """What happened, in order: a tax is owed before it is paid, and not always paid in full."""
    income_tax = _rounded(chance, 40_000, 280_000)
    car_tax = _rounded(chance, 12_000, 48_000)
    movements = [
        (PostingKind.INCOME_TAX_DUE, -income_tax),
        (PostingKind.INCOME_TAX_PAID, income_tax - chance.choice([0, 0, 15_000])),
        (PostingKind.HEALTH_DUE, -HEALTH_CONTRIBUTION),
        (PostingKind.HEALTH_PAID, HEALTH_CONTRIBUTION),
        (PostingKind.CAR_TAX_DUE, -car_tax),
        (PostingKind.CAR_TAX_PAID, car_tax + chance.choice([0, 500, 1_000])),
    ]
    if chance.random() < 1 / 2:
        movements.insert(chance.choice([2, 4, 6]), (PostingKind.FAMILY_ALLOWANCE, _rounded(chance, 20_000, 90_000)))
    return movements


def _posted(movements: list[tuple[PostingKind, int]], *, first_on: date, chance: Random) -> list[Posting]:
    postings: list[Posting] = []
    balance, posted_on = 0, first_on
    for kind, amount in movements:
        balance += amount
        posted_on += timedelta(days=chance.randint(8, DAYS_A_MONTH - 2))
        postings.append(Posting(posted_on=posted_on, kind=kind, amount_forints=amount, balance_forints=balance))
    return postings


def _rounded(chance: Random, least: int, most: int) -> int:
    return chance.randrange(least, most, ROUND_TO)

"""What the services show is invented, steady, and adds up."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.world import START
from ugyfelkapu.demo.services.claim_wording import claim_value
from ugyfelkapu.demo.services.council_file import council_file
from ugyfelkapu.demo.services.learned import ClaimGroup, ClaimSource, Learned, LearnedClaim, table_of
from ugyfelkapu.demo.services.tax_ledger import tax_account
from ugyfelkapu.demo.services.visits import MOST_VISITS, Visits
from ugyfelkapu.demo.services.wording import forints
from ugyfelkapu.foundation.page import Language

TODAY = date(2026, 11, 22)


@given(st.text(min_size=1))
def test_an_account_adds_up_and_lies_in_the_past(sub: str) -> None:
    account = tax_account(sub, today=TODAY)
    assert sum(posting.amount_forints for posting in account.postings) == account.balance_forints
    assert account.postings[0].balance_forints == account.balance_forints
    days = [posting.posted_on for posting in account.postings]
    assert days == sorted(days, reverse=True)
    assert days[0] <= TODAY


@given(st.text(min_size=1))
def test_the_same_pseudonym_sees_the_same(sub: str) -> None:
    assert tax_account(sub, today=TODAY) == tax_account(sub, today=TODAY)
    assert council_file(sub, today=TODAY) == council_file(sub, today=TODAY)
    assert council_file(sub, today=TODAY).parking.valid_until > TODAY


def test_two_pseudonyms_see_different_things() -> None:
    assert tax_account("a", today=TODAY) != tax_account("b", today=TODAY)
    assert council_file("a", today=TODAY) != council_file("b", today=TODAY)


def test_money_is_written_as_each_language_does() -> None:
    written = [forints(-1_234_500, language).replace("\N{NO-BREAK SPACE}", " ") for language in Language]
    assert written == ["\N{MINUS SIGN}1 234 500 Ft", "\N{MINUS SIGN}1,234,500 Ft", "\N{MINUS SIGN}1.234.500 Ft"]


def test_a_claim_told_twice_stands_once_unless_it_differs() -> None:
    learned = Learned(id_token={"sub": "a", "name": "X"}, userinfo={"sub": "a", "name": "Y", "shoe": 40}, id_token_hint="")
    person = table_of(learned)[ClaimGroup.PERSON]
    assert [(claim.name, claim.source) for claim in person] == [
        ("sub", ClaimSource.BOTH),
        ("name", ClaimSource.ID_TOKEN),
        ("name", ClaimSource.USERINFO),
        ("shoe", ClaimSource.USERINFO),
    ]


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("auth_time", 1_795_338_000, "22 November 2026, 10:00 (1795338000)"),
        ("auth_time", 10**20, "100000000000000000000"),
        ("acr", "http://eidas.europa.eu/LoA/high", "high (http://eidas.europa.eu/LoA/high)"),
        ("acr", "other", "other"),
        ("email_verified", True, "yes"),
        ("place_of_birth", {"locality": "Pécs"}, "Pécs"),
        ("amr", ["pwd", "otp"], "password, one-time code (pwd, otp)"),
        ("amr", ["pwd", "new"], "pwd, new"),
        ("birthdate", "1956-04-01", "1 April 1956 (1956-04-01)"),
        ("birthdate", "0000", "0000"),
    ],
)
def test_a_claim_is_said_in_words(name: str, value: object, said: str) -> None:
    claim = LearnedClaim(name=name, value=value, source=ClaimSource.BOTH)
    assert claim_value(claim, Language.EN) == said


def test_the_oldest_visit_gives_way_when_there_are_too_many() -> None:
    visits, learned = Visits(), Learned(id_token={"sub": "a"}, userinfo={}, id_token_hint="")
    keys = [visits.begin(learned, now=START) for _ in range(MOST_VISITS + 1)]
    assert visits.find(keys[0], now=START) is None
    assert visits.find(keys[1], now=START) is learned
    assert visits.find(None, now=START) is None

"""Which passwords will do, and how long they live (`domain.md R7`)."""

from datetime import UTC, datetime, timedelta
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ugyfelkapu.adapters.passwords import blocked_passwords
from ugyfelkapu.gate.domain.password import (
    Choice,
    PasswordAge,
    Weakness,
    age_of,
    days_left,
    normalised,
    validity_days,
    weakness_of,
)
from ugyfelkapu.gate.domain.policy import STANDING

BLOCKED = blocked_passwords()
END = datetime(2028, 11, 22, 9, 0, tzinfo=UTC)
GOOD = "szarvasok az esőben táncolnak"


def weakness(password: str, *, again: str | None = None, second_factor: bool = False) -> Weakness | None:
    choice = Choice(
        password=password,
        again=password if again is None else again,
        second_factor=second_factor,
        username="kovacseva80",
    )
    return weakness_of(choice, policy=STANDING, blocked=BLOCKED)


def test_fifteen_characters_are_enough_alone_and_twelve_with_a_second_factor() -> None:
    assert weakness("zöld alma hegyt") is None
    assert weakness("zöld alma hegy") is Weakness.TOO_SHORT
    assert weakness("zöld almafák", second_factor=True) is None
    assert weakness("zöld almafa", second_factor=True) is Weakness.TOO_SHORT


def test_two_hundred_and_fifty_six_characters_are_taken_and_one_more_is_not() -> None:
    long = (GOOD * 10)[:256]
    assert weakness(long) is None
    assert weakness(long + "x") is Weakness.TOO_LONG


@given(st.text(alphabet="áéíóöőúüűabcdefghijklmnop 0123456789", min_size=15, max_size=64))
def test_the_same_text_in_another_spelling_is_the_same_password(text: str) -> None:
    assert normalised(normalize("NFD", text)) == normalised(text)
    assert weakness(normalize("NFD", text), again=text) == weakness(text)


@pytest.mark.parametrize(
    "password",
    [
        "Password123456789",
        "P4ssw0rd12345678",
        "jelszojelszojelszo",
        "ugyfelkapu2026!!",
        "Ügyfélkapu jelszó 1",
        "kovacseva80kovacseva80",
        "KovacsEva80 2026",
        "aaaaaaaaaaaaaaaaaa",
        "abcabcabcabcabcabc",
        "123456789012345",
        "abcdefghijklmnop",
        "qwertzuiop123456",
        "szeretlekszeretlek",
        "elfelejtettem a jelszót",
    ],
)
def test_what_everybody_tries_first_is_refused(password: str) -> None:
    assert weakness(password) is Weakness.COMMON


@pytest.mark.parametrize(
    "password", [GOOD, "magyar narancs és kék tó", "a jelszó nálam egy rózsaszín elefánt", "五里霧中五十歩百歩一期一会温故知新"]
)
def test_phrases_of_ones_own_will_do(password: str) -> None:
    assert weakness(password) is None


def test_control_characters_are_no_text() -> None:
    assert weakness(GOOD + "\x00") is Weakness.NOT_TEXT
    assert weakness(GOOD + "\ud800") is Weakness.NOT_TEXT


def test_the_second_typing_must_be_the_same() -> None:
    assert weakness(GOOD, again=GOOD + " ") is Weakness.NOT_REPEATED


@pytest.mark.parametrize(
    ("seconds", "age"),
    [
        (-30 * 86400 - 1, PasswordAge.GOOD),
        (-30 * 86400, PasswordAge.ENDING),
        (-1, PasswordAge.ENDING),
        (0, PasswordAge.EXPIRED),
        (60 * 86400 - 1, PasswordAge.EXPIRED),
        (60 * 86400, PasswordAge.LAPSED),
    ],
)
def test_a_password_ages_at_these_moments(seconds: int, age: PasswordAge) -> None:
    assert age_of(END, policy=STANDING, now=END + timedelta(seconds=seconds)) is age


@given(st.integers(min_value=-100 * 86400, max_value=100 * 86400))
def test_days_left_are_none_exactly_when_it_has_expired(seconds: int) -> None:
    left = days_left(END, now=END - timedelta(seconds=seconds))
    assert (left == 0) == (seconds <= 0)
    assert left * 86400 >= seconds


def test_an_owner_may_choose_less_than_the_policy_and_never_more() -> None:
    assert validity_days(None, policy=STANDING) == 730
    assert validity_days(730, policy=STANDING) == 730
    assert validity_days(30, policy=STANDING) == 30
    assert validity_days(29, policy=STANDING) is None
    assert validity_days(731, policy=STANDING) is None

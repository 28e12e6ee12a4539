"""TOTP (RFC 6238): the standard's own vectors, drift, and a step never twice."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ugyfelkapu.gate.domain.factor import TotpClock, base32, drift_of, totp_step

SECRET = b"12345678901234567890"
"""RFC 6238 appendix B, SHA-1; its eight digits end in our six."""

VECTORS = [
    (59, "287082"),
    (1111111109, "081804"),
    (1111111111, "050471"),
    (1234567890, "005924"),
    (2000000000, "279037"),
    (20000000000, "353130"),
]


def at(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


@pytest.mark.parametrize(("seconds", "code"), VECTORS)
def test_the_vectors_of_the_standard_hold(seconds: int, code: str) -> None:
    assert totp_step(SECRET, code, clock=TotpClock(drift_steps=0, last_step=0), now=at(seconds)) == seconds // 30


@pytest.mark.parametrize(("seconds", "code"), VECTORS)
def test_a_used_step_is_not_taken_again(seconds: int, code: str) -> None:
    assert totp_step(SECRET, code, clock=TotpClock(drift_steps=0, last_step=seconds // 30), now=at(seconds)) is None


@pytest.mark.parametrize(("drift", "fits"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
def test_a_clock_may_be_one_step_off(drift: int, fits: bool) -> None:  # noqa: FBT001 - a parameter of the table above
    seconds, code = VECTORS[2]
    assert (totp_step(SECRET, code, clock=TotpClock(drift_steps=0, last_step=0), now=at(seconds + drift)) is not None) is fits


def test_spaces_between_the_digits_are_forgiven() -> None:
    assert totp_step(SECRET, " 050 471 ", clock=TotpClock(drift_steps=0, last_step=0), now=at(1111111111)) == 37037037


@pytest.mark.parametrize("typed", ["", "05047", "0504711", "०५०४७१", "05047x", "0" * 33])
def test_anything_but_six_digits_is_no_code(typed: str) -> None:
    assert totp_step(SECRET, typed, clock=TotpClock(drift_steps=0, last_step=0), now=at(1111111111)) is None


@given(st.text(max_size=40))
def test_any_text_is_read_without_failing(typed: str) -> None:
    totp_step(SECRET, typed, clock=TotpClock(drift_steps=0, last_step=0), now=at(59))


def test_apps_read_the_secret() -> None:
    assert base32(SECRET) == "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"


def test_a_drift_that_was_seen_is_followed() -> None:
    seconds, code = VECTORS[2]
    late = at(seconds + 60)
    behind = TotpClock(drift_steps=-1, last_step=0)
    assert totp_step(SECRET, code, clock=behind, now=late) == seconds // 30
    assert drift_of(seconds // 30, now=late) == -2


@pytest.mark.parametrize(("steps", "followed"), [(-9, -4), (0, 0), (9, 4)])
def test_no_clock_is_followed_further_than_two_minutes(steps: int, followed: int) -> None:
    assert drift_of(100 + steps, now=at(3000)) == followed

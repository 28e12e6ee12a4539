"""How sure a session is, and which questions it answers (`domain.md R14`)."""

from datetime import UTC, datetime, timedelta

import pytest

from ugyfelkapu.gate.domain.device import description_of
from ugyfelkapu.gate.domain.session import Session, level_of, may_answer
from ugyfelkapu.identification import AssuranceLevel, IdentificationMethod

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
LOW, SUBSTANTIAL, HIGH = AssuranceLevel


@pytest.mark.parametrize(
    ("method", "registered", "reached"),
    [
        (IdentificationMethod.PASSWORD, HIGH, LOW),
        (IdentificationMethod.PASSWORD_TOTP, HIGH, SUBSTANTIAL),
        (IdentificationMethod.PASSWORD_TOTP, SUBSTANTIAL, SUBSTANTIAL),
        (IdentificationMethod.PASSWORD_TOTP, LOW, LOW),
    ],
)
def test_the_level_is_the_lower_of_sign_in_and_registration(
    method: IdentificationMethod, registered: AssuranceLevel, reached: AssuranceLevel
) -> None:
    assert level_of(method, registered=registered) is reached


def a_session(*, identified: timedelta = timedelta(0), seen: timedelta = timedelta(0)) -> Session:
    return Session(
        session_id="gh_1",
        gate_id="1",
        method=IdentificationMethod.PASSWORD_TOTP,
        level=SUBSTANTIAL,
        identified_at=NOW - identified,
        last_seen_at=NOW - seen,
    )


@pytest.mark.parametrize(("level", "answers"), [(LOW, True), (SUBSTANTIAL, True), (HIGH, False)])
def test_a_session_answers_up_to_its_level(level: AssuranceLevel, answers: bool) -> None:  # noqa: FBT001 - as above
    assert may_answer(a_session(), level=level, not_before=None, now=NOW) is answers


@pytest.mark.parametrize(
    ("identified", "seen", "answers"),
    [
        (timedelta(minutes=20), timedelta(minutes=20), False),
        (timedelta(minutes=20), timedelta(minutes=20) - timedelta(seconds=1), True),
        (timedelta(hours=12), timedelta(0), False),
        (timedelta(hours=12) - timedelta(seconds=1), timedelta(0), True),
    ],
)
def test_a_session_answers_while_it_lives(identified: timedelta, seen: timedelta, answers: bool) -> None:  # noqa: FBT001 - as above
    session = a_session(identified=identified, seen=seen)
    assert may_answer(session, level=LOW, not_before=None, now=NOW) is answers


@pytest.mark.parametrize(
    ("user_agent", "description"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:150.0) Gecko/20100101 Firefox/150.0", "Firefox, Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0 Safari/537.36", "Chrome, Linux"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Mobile Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/150.0 Safari/537.36 Edg/150.0", "Edge, Windows"),
        ("curl/8.0", ""),
    ],
)
def test_a_browser_is_named_so_that_its_owner_knows_it(user_agent: str, description: str) -> None:
    assert description_of(user_agent) == description

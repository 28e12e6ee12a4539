"""Rounds through the consoles' pages, with their errors and their empty states."""

import sqlite3
from contextlib import closing

from tests.journeys.people import Officer
from tests.journeys.rounds import Look, refusal
from tests.journeys.walk import Walk

SUPERVISORS_PAGES = {
    "/console/work": "console-work",
    "/console/work?group=day": "console-work",
    "/console/work?group=reason": "console-work",
    "/console/alerts": "console-alerts",
    "/console/proposals": "console-proposals",
    "/console/staff?q=nincsilyen": "console-staff",
    "/console/staff?sort=username&dir=desc": "console-staff",
}
ADMINISTRATORS_PAGES = {
    "/console/bodies": "console-bodies",
    "/console/policy": "console-policy",
    "/console/statistics": "console-statistics",
    "/console/statistics/reasons": "console-statistics-table",
    "/console/organisations": "console-organisations",
    "/console/reconciliation": "console-reconciliation",
    "/console/reconciliation/2026-11-20": "console-reconciliation-day",
}
REPORTS = """
    INSERT INTO reconciliation (day, made_at, here_count, here_forints, there_count, there_forints)
    VALUES ('2026-11-20', '2026-11-21T03:00:00.000000+00:00', 12, 36000, 11, 33000) ON CONFLICT DO NOTHING;
    INSERT INTO reconciliation_difference (day, number, kind, payment_id, here, there)
    VALUES ('2026-11-20', 1, 'missing_there', 'py_0123456789abcdef0123456789abcdef', 'payment 3000 HUF', '')
        ON CONFLICT DO NOTHING;
    INSERT INTO till_report (day, made_at) VALUES ('2026-11-20', '2026-11-21T03:00:00.000000+00:00') ON CONFLICT DO NOTHING;
    INSERT INTO till_difference (day, number, kind, body_id, clerk_id, till_number, here, there)
    SELECT '2026-11-20', 1, 'gap', body_id, clerk_id, 'P-2026/', '', '43-44' FROM clerk WHERE true ORDER BY clerk_id LIMIT 1
        ON CONFLICT DO NOTHING;
"""
"""A day long ago, since a demo has none yet that is over."""


def sign_in_to_console(walk: Walk, officer: Officer) -> None:
    """Password, then the code; where it leads depends on the role."""
    walk.go("/counter")
    walk.is_on("counter-sign-in")
    walk.send(username=officer.username, password=officer.password)
    walk.is_on("counter-second-factor")
    walk.send(code=officer.code())


def pages_of_the_supervisor(walk: Walk, look: Look, supervisor: Officer) -> None:
    """Staff, work and alerts; a new clerk proposed, first with nothing typed, and taken back."""
    sign_in_to_console(walk, supervisor)
    look("console-staff")
    for path, name in SUPERVISORS_PAGES.items():
        walk.go(path)
        look(name)
    walk.go("/console/staff")
    walk.press("table a[href^='/console/staff/']")
    look("console-staff-member")
    walk.go("/console/proposals/appoint")
    look("console-appoint")
    walk.send(username="")
    refusal(walk, look, "console-appoint")
    proposes_clerk(walk, f"ujember{walk.language}")
    look("console-proposal")
    walk.press("form[action$='/withdraw'] button")
    look("console-proposal")


def proposes_clerk(walk: Walk, username: str) -> None:
    """The form for somebody new, filled in."""
    walk.go("/console/proposals/appoint")
    walk.send(
        username=username,
        family_name="Hosszúnevű-Szentgyörgyvölgyi",
        given_name="Zsuzsanna Boglárka",
        mothers_family_name="Kis",
        mothers_given_name="Éva",
        birth_place="Hódmezővásárhely",
        birth_date_year="1991",
        birth_date_month="2",
        birth_date_day="3",
    )
    walk.is_on("console-proposal")


def pages_of_the_operator(walk: Walk, look: Look, administrator: Officer) -> None:
    """Bodies, organisations, rules with their preview, statistics and money."""
    with closing(sqlite3.connect(walk.town.folder / "gate.db", timeout=10)) as connection, connection:
        connection.executescript(REPORTS)
    sign_in_to_console(walk, administrator)
    look("counter")
    for path, name in ADMINISTRATORS_PAGES.items():
        walk.go(path)
        look(name)
    walk.go("/console/bodies/new")
    look("console-body-new")
    walk.send(name="")
    refusal(walk, look, "console-body-new")
    _one_organisation(walk, look)
    walk.go("/console/policy/activation_deadline_days")
    look("console-policy-value")
    walk.fill(value="90", source="")
    walk.press("button[name=preview]")
    refusal(walk, look, "console-policy-value")
    walk.fill(source="Próba")
    walk.press("button[name=preview]")
    look("console-policy-value")


def _one_organisation(walk: Walk, look: Look) -> None:
    """The form, empty; one of the town's, a wrong administrator for it, and its end proposed and taken back."""
    walk.go("/console/organisations/new")
    walk.send(short_name="")
    refusal(walk, look, "console-organisation-new")
    walk.go("/console/organisations")
    walk.press("tbody a[href^='/console/organisations/']")
    look("console-organisation")
    walk.send(username="nincsilyen", name="Senki Sándor")
    refusal(walk, look, "console-organisation")
    walk.press("form[action$='/end'] button")
    walk.is_on("console-proposal")
    walk.press("form[action$='/withdraw'] button")
    walk.is_on("console-proposal")


def pages_of_the_auditor(walk: Walk, look: Look, auditor: Officer) -> None:
    """The question, empty and about somebody unknown; the answer, and the seals."""
    sign_in_to_console(walk, auditor)
    look("console-journal")
    walk.send(reference="")
    refusal(walk, look, "console-journal")
    asks(walk, username="nincsilyen")
    refusal(walk, look, "console-journal")
    asks(walk, username="elsopolgar")
    look("console-journal-answer")
    walk.go("/console/seals")
    look("console-seals")


def asks(walk: Walk, **fields: str) -> None:
    """Search the journal for a complaint."""
    walk.go("/console/journal")
    walk.page.check("[name=reason][value=complaint]")
    walk.send(reference="P-17/2026", **fields)

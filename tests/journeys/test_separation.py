"""The register cannot know which service a person uses, and the broker keeps no identity (`domain.md R14`)."""

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.people import PASSWORD, Applicant, Crowd
from tests.journeys.plain_client import PlainClient
from tests.journeys.story import Counter, activate, carried_on, register, sign_in_at, sign_out_at
from tests.town import Town

USERNAME = "elvalasztott"


@pytest.fixture(scope="module")
def person(town: Town, counter: Counter, crowd: Crowd) -> Mapping[str, Any]:
    """Somebody who was registered and has used both services, and has a live session at both."""
    somebody = crowd.somebody().entry
    register(town, counter.signed_in(), somebody, username=USERNAME)
    activate(town, USERNAME)
    citizen = PlainClient()
    for service in town.contract["services"]:
        sign_in_at(citizen, service, USERNAME)
    return somebody


def everything_in(file: Path) -> str:
    """Every value of every table, as text."""
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        rows = [row for table in tables for row in connection.execute(f'SELECT * FROM "{table}"')]  # noqa: S608 - the table's name comes from the database itself
    assert rows
    return "\n".join(
        value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value) for row in rows for value in row
    )


def test_the_gate_names_no_service(town: Town, person: Mapping[str, Any]) -> None:
    assert person
    kept = everything_in(town.folder / "gate.db")
    assert USERNAME in kept
    for service in town.contract["services"]:
        port = service["url"].rpartition(":")[2]
        for trace in (service.get("client_id") or service["entity_id"], service["name"], f":{port}"):
            assert trace not in kept


def test_the_broker_holds_no_birth_data_even_of_a_live_session(town: Town, person: Mapping[str, Any]) -> None:
    kept = everything_in(town.folder / "broker.db")
    identity = person["natural_identity"]
    mother = identity["mothers_birth_name"]
    assert f"{USERNAME}@posta.example" in kept, "a live session knows the e-mail address"
    assert identity["birth_date"] not in kept
    assert f"{mother['family_name']} {mother['given_name']}" not in kept
    assert person["document_number"] not in kept


def test_after_signing_out_the_broker_knows_neither_name_nor_address(town: Town, owner: Applicant) -> None:
    citizen = PlainClient()
    council = town.contract["services"][1]
    citizen.open(f"{council['url']}/login")
    citizen.send(method="gate")
    citizen.send(username=owner.username, password=PASSWORD)
    assert carried_on(citizen) == "service-account"
    assert owner.email in everything_in(town.folder / "broker.db")
    sign_out_at(citizen, council)
    assert owner.email not in everything_in(town.folder / "broker.db")


def test_no_password_or_code_is_kept_anywhere(town: Town, person: Mapping[str, Any]) -> None:
    assert person
    for account in town.contract["citizens"]:
        for name in ("gate.db", "broker.db"):
            kept = everything_in(town.folder / name)
            assert account["password"] not in kept
            if account["totp_secret"]:
                assert account["totp_secret"] not in kept

"""What the registers tell reaches the owner, the services and every session, in a running town."""

import time

import httpx
import pytest
from playwright.sync_api import expect

from tests.journeys.people import ANSWER_PATIENCE_SECONDS, PASSWORD, Applicant, Crowd, wait_for_mail
from tests.journeys.steps import (
    LOCAL_COUNCIL,
    ask_at_service,
    choose_gate,
    learned,
    service_url,
    sign_in,
)
from tests.journeys.story import Counter, activate, register
from tests.journeys.walk import Walk
from tests.town import Town

WITHIN_SECONDS = 60.0


@pytest.fixture
def foreigner(crowd: Crowd, town: Town, counter: Counter) -> Applicant:
    """Somebody of 3NYT with an active gate."""
    somebody = crowd.somebody("3nyt")
    register(town, counter.signed_in(), somebody.entry, username=somebody.username)
    activate(town, somebody.username)
    return somebody


def happens(town: Town, person: Applicant, kind: str, **more: str) -> None:
    """The register's own office writes something down."""
    body = {name: person.entry[name] for name in ("document_type", "document_number")} | {"kind": kind, **more}
    answer = httpx.post(
        f"{town.contract['registers']}/v1/{person.entry['register']}/events",
        json=body,
        headers={"Authorization": f"Bearer {town.contract['registers_token']}"},
        timeout=ANSWER_PATIENCE_SECONDS,
    )
    assert answer.status_code == 201, answer.text


def at_council(walk: Walk, person: Applicant) -> None:
    """Signed in at a service."""
    ask_at_service(walk, LOCAL_COUNCIL)
    choose_gate(walk)
    sign_in(walk, person.username, PASSWORD)
    walk.is_on("service-account")


def comes_to(walk: Walk, address: str, name: str) -> None:
    """Ask for a page until this one is shown: the gate and the broker each hear of an event in their own time."""
    deadline = time.monotonic() + WITHIN_SECONDS
    walk.go(address)
    while time.monotonic() < deadline and walk.page.locator("main").get_attribute("data-page") != name:
        time.sleep(0.5)
        walk.go(address)
    walk.is_on(name)


def test_a_new_name_reaches_the_service_at_the_next_sign_on_under_the_same_code(
    walk: Walk, town: Town, owner: Applicant
) -> None:
    at_council(walk, owner)
    code = learned(walk, "sub")
    happens(town, owner, "name_changed", family_name="Újnevű")
    wait_for_mail(town, owner.email, "nyilvántartott adatai")
    walk.go("/own")
    walk.is_on("own")
    assert walk.text("h1").startswith("Újnevű")
    comes_to(walk, f"{service_url(walk, LOCAL_COUNCIL)}/login", "choose-method")
    walk.press("button[name=method][value=gate]")
    walk.is_on("service-account")
    assert learned(walk, "sub") == code
    expect(walk.page.locator("main .signed-in strong")).to_contain_text("Újnevű")


def test_after_a_death_every_session_ends_and_nobody_gets_in(walk: Walk, town: Town, owner: Applicant) -> None:
    at_council(walk, owner)
    happens(town, owner, "died")
    comes_to(walk, "/own", "sign-in")
    comes_to(walk, f"{service_url(walk, LOCAL_COUNCIL)}/login", "choose-method")
    choose_gate(walk)
    sign_in(walk, owner.username, PASSWORD)
    walk.is_on("sign-in")
    expect(walk.page.locator("main [role=alert]").first).to_be_visible()


def test_a_3nyt_entry_ends_with_its_document_and_its_owner_is_told(walk: Walk, town: Town, foreigner: Applicant) -> None:
    walk.go("/sign-in")
    sign_in(walk, foreigner.username, PASSWORD)
    walk.is_on("own")
    happens(town, foreigner, "document_expired")
    comes_to(walk, "/own", "sign-in")
    wait_for_mail(town, foreigner.email, "Megszűnt az")

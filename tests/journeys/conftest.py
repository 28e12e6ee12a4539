"""Every journey of one test process goes through one town; each walker has a fresh browser profile."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.journeys.people import Applicant, Crowd, Office
from tests.journeys.story import Authenticator, Counter, activate, register
from tests.journeys.walk import PATIENCE_MS, Script, Walk, chromium, new_walk
from tests.town import SERVERS, Town, free_ports, running_demo
from ugyfelkapu.foundation.page import Language

NewWalk = Callable[..., Walk]
"""A walk for a language (Hungarian) and with or without script (with)."""


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A running demo, started from an empty folder."""
    card_port = free_ports() + SERVERS - 1  # the last to spare of the demo's own range
    with running_demo(tmp_path_factory.mktemp("town") / "demo-data", "--card-port", str(card_port)) as demo:
        yield demo


@pytest.fixture(scope="session")
def counter(town: Town) -> Counter:
    """Where people are registered whose registration is not the question; one for the town, since no code is good twice."""
    return Counter(town=town, authenticator=Authenticator(town.contract["clerk"]["totp_secret"]))


@pytest.fixture(scope="session")
def office(town: Town) -> Office:
    """The clerks who sign in in browsers."""
    return Office(town=town)


@pytest.fixture(scope="session")
def crowd(town: Town) -> Crowd:
    """Everybody of this town without a gate; each test meets somebody else."""
    return Crowd.of(town)


@pytest.fixture
def somebody(crowd: Crowd) -> Applicant:
    """Somebody in a register who has no gate yet."""
    return crowd.somebody()


@pytest.fixture
def owner(somebody: Applicant, town: Town, counter: Counter) -> Applicant:
    """Somebody who was registered and has chosen a password; the way to it in a browser is a journey of its own."""
    register(town, counter.signed_in(), somebody.entry, username=somebody.username)
    activate(town, somebody.username)
    return somebody


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser a file of tests: its event loop must be gone before others' tests start theirs."""
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright, chromium(playwright) as opened:
        yield opened


@pytest.fixture
def new_walk_in_town(browser: Browser, town: Town) -> Iterator[NewWalk]:
    """Opens walks, and at the end asks each browser whether it had anything to complain about."""
    walks: list[Walk] = []

    def begin(language: Language = Language.HU, script: Script = "with script") -> Walk:
        walks.append(new_walk(browser, town, language=language, script=script))
        return walks[-1]

    yield begin
    complaints = [complaint for walk in walks for complaint in walk.complaints]
    for walk in walks:
        walk.context.close()
    assert not complaints


@pytest.fixture
def walk(new_walk_in_town: NewWalk) -> Walk:
    """Somebody who reads Hungarian, with an everyday browser."""
    return new_walk_in_town()

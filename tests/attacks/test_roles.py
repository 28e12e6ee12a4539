"""Every role at every page and action of counter and consoles: what is not granted here in so many words is refused."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import cast

import httpx
import pyotp
import pytest
from starlette.routing import Route

from tests.attacks.whole_site import WholeSite, token_of
from tests.gate.console_world import Desks, a_newcomer, desks_of
from tests.gate.counter_world import a_person, typed_from
from tests.gate.office_world import MILL
from ugyfelkapu.gate.actions.consoles.alerts import alerts_for
from ugyfelkapu.gate.actions.consoles.propose import Proposed, propose
from ugyfelkapu.gate.actions.consoles.search_journal import Asked, ask_journal
from ugyfelkapu.gate.actions.consoles.watch_counters import hour_of, watch_counters
from ugyfelkapu.gate.actions.counter.open_case import open_case
from ugyfelkapu.gate.actions.fees.reconcile_tills import reconcile_tills
from ugyfelkapu.gate.domain.journal_question import SearchReason
from ugyfelkapu.gate.store import organisations

ROLES = ("nobody", "clerk", "supervisor", "elsewhere", "administrator", "auditor")
STAFF_ROOM = {"supervisor", "elsewhere", "administrator"}
GRANTED = {
    "/console/staff": STAFF_ROOM,
    "/console/work": STAFF_ROOM,
    "/console/alerts": STAFF_ROOM,
    "/console/proposals": STAFF_ROOM,
    "/console/bodies": {"administrator"},
    "/console/organisations": {"administrator"},
    "/console/policy": {"administrator"},
    "/console/statistics": {"administrator"},
    "/console/reconciliation": {"administrator"},
    "/console/journal": {"auditor"},
    "/console/seals": {"auditor"},
    "/counter/register": {"clerk"},
    "/counter/from-home": {"clerk"},
    "/counter/foreigners": {"clerk"},
    "/counter/cases": {"clerk"},
    "/counter/receipts": {"clerk"},
    "/counter/till": {"clerk"},
}
"""The beginning of an address, and who is let in; every other address of theirs is refused to all."""

OPEN = {"/counter", "/counter/sign-in", "/counter/second-factor", "/counter/sign-out"}
"""The way in and out, and where each role finds its own."""


@dataclass(frozen=True, kw_only=True)
class Stage:
    """The site with everybody signed in, and things of the clerk's body to reach for."""

    site: WholeSite
    desks: Desks
    browsers: dict[str, httpx.AsyncClient]
    ids: dict[str, str]

    def path(self, route: Route) -> str:
        """The route's address, with the ids that there are."""
        return route.path.format_map({name: self.ids.get(name, "unknown") for name in route.param_convertors})

    async def token(self, role: str) -> str:
        """What this browser's forms carry."""
        return await token_of(self.browsers[role], "/activate")


@pytest.fixture
async def stage(site: WholeSite) -> AsyncIterator[Stage]:
    async with staged(site) as found:
        yield found


@pytest.fixture
async def crowded_stage(crowded_site: WholeSite) -> AsyncIterator[Stage]:
    """The same on both databases."""
    async with staged(crowded_site) as found:
        yield found


@asynccontextmanager
async def staged(site: WholeSite) -> AsyncIterator[Stage]:
    """Everybody signed in."""
    desks = await desks_of(site.counter)
    ids = await _things(desks)
    browsers = {role: site.browser(address=f"192.0.2.{number}") for number, role in enumerate(ROLES, start=1)}
    for role in ROLES[1:]:
        await _sign_in(site, browsers[role], desks, role)
    yield Stage(site=site, desks=desks, browsers=browsers, ids=ids)
    for browser in browsers.values():
        await browser.aclose()


async def _things(desks: Desks) -> dict[str, str]:
    morning = desks.now
    desks.counter.clock.instant = hour_of(morning.date(), 22)
    await open_case(desks.world, desks.clerk, typed_from(a_person(number="000000ZZ")), now=desks.now)
    await watch_counters(desks.world)
    desks.counter.clock.instant = hour_of(morning.date(), 23)
    receipt = await desks.counter.registers_person(a_person())
    case_id = await desks.counter.opens(a_person("Nagy", number="654321CD"))
    proposed = await propose(desks.world, desks.supervisor, a_newcomer(desks, "ujember1"), now=desks.now)
    question = Asked(reason=SearchReason.COMPLAINT, reference="P-1", clerk_username="szilagyi1")
    search_id = await ask_journal(desks.world, desks.auditor, question, now=desks.now)
    report = await reconcile_tills(desks.world, morning.date())
    assert isinstance(proposed, Proposed)
    return {
        "clerk_id": desks.clerk.clerk_id,
        "alert_id": (await alerts_for(desks.world, desks.supervisor))[0].alert_id,
        "proposal_id": proposed.proposal_id,
        "search_id": str(search_id),
        "organisation_id": await _an_organisation(desks),
        "day": report.day.isoformat(),
        "case_id": case_id,
        "number": receipt.receipt,
        "name": "password_validity_days",
        "plot": "sign_ins",
        "deed": "approve",
    }


async def _an_organisation(desks: Desks) -> str:
    async with desks.world.database.transaction() as tx:
        assert await organisations.add(tx, MILL, now=desks.now)
    return MILL.organisation_id


async def _sign_in(site: WholeSite, browser: httpx.AsyncClient, desks: Desks, role: str) -> None:
    secrets = desks.secrets[role]
    token = await token_of(browser, "/counter/sign-in")
    form = {"csrf_token": token, "username": secrets.clerk.username, "password": secrets.password}
    await browser.post("/counter/sign-in", data=form)
    code = pyotp.TOTP(secrets.totp_secret).at(site.clock.now())
    done = await browser.post("/counter/second-factor", data={"csrf_token": token, "code": code})
    assert done.headers.get("Location") == "/counter", done.text


def guarded(site: WholeSite) -> list[tuple[Route, str]]:
    """Every route of counter and consoles, once for each method."""
    return [
        (route, method)
        for route in site.routes
        if route.path.startswith(("/console", "/counter")) and route.path not in OPEN
        for method in sorted(route.methods or set())
        if method != "HEAD"
    ]


def granted_to(path: str) -> set[str]:
    return next((roles for start, roles in GRANTED.items() if path.startswith(start)), set())


def is_refused(answer: httpx.Response) -> bool:
    """Sent to the way in or to one's own first page, or told that there is nothing."""
    return answer.status_code in {403, 404} or answer.headers.get("Location") in {"/counter", "/counter/sign-in"}


async def test_whoever_lacks_the_duty_is_refused_everywhere_and_changes_nothing(crowded_stage: Stage) -> None:
    stage = crowded_stage
    routes = guarded(stage.site)
    assert len(routes) > 50
    before = await _all_there_is(stage)
    let_in = []
    for role in ROLES:
        token = await stage.token(role)
        for route, method in routes:
            if role in granted_to(route.path):
                continue
            path = stage.path(route)
            send = (
                stage.browsers[role].get(path)
                if method == "GET"
                else stage.browsers[role].post(path, data={"csrf_token": token})
            )
            if not is_refused(await send):
                let_in.append((role, method, path))
    assert not let_in
    assert await _all_there_is(stage) == before


async def test_whoever_has_the_duty_is_let_in(crowded_stage: Stage) -> None:
    stage = crowded_stage
    kept_out = []
    for role in ROLES[1:]:
        for route, method in guarded(stage.site):
            if method != "GET" or role not in granted_to(route.path) or route.param_convertors:
                continue
            answer = await stage.browsers[role].get(route.path)
            if is_refused(answer) or answer.status_code >= 400:
                kept_out.append((role, route.path, answer.status_code))
    assert not kept_out


async def test_ids_of_another_body_are_nothing_to_its_supervisor(crowded_stage: Stage) -> None:
    """The very pages and deeds that the body's own supervisor is let in to."""
    stage = crowded_stage
    before, token, answered = await _all_there_is(stage), await stage.token("elsewhere"), []
    swapped = [
        (route, method)
        for route, method in guarded(stage.site)
        if {"clerk_id", "alert_id", "proposal_id"} & route.param_convertors.keys()
    ]
    assert len(swapped) > 5
    for route, method in swapped:
        path = stage.path(route)
        browser = stage.browsers["elsewhere"]
        form = {"csrf_token": token, "role": "supervisor", "note": "Ez nem az én dolgom volna."}
        answer = await (browser.get(path) if method == "GET" else browser.post(path, data=form))
        if answer.status_code not in {403, 404} and 'role="alert"' not in answer.text:
            answered.append((method, path, answer.status_code))
    assert not answered
    assert await _all_there_is(stage) == before


async def test_whoever_things_are_the_concern_of_sees_them(stage: Stage) -> None:
    concern = {
        "supervisor": ("staff/{clerk_id}", "alerts/{alert_id}", "proposals/{proposal_id}"),
        "administrator": ("organisations/{organisation_id}", "reconciliation/{day}", "statistics/refusals_by_reason.svg"),
    }
    for role, paths in concern.items():
        for path in paths:
            answer = await stage.browsers[role].get(f"/console/{path.format_map(stage.ids)}")
            assert answer.status_code == 200, path


async def test_a_clerk_of_another_body_gets_nothing_from_a_swapped_case(stage: Stage) -> None:
    for path in ("cases/{case_id}", "receipts/{number}"):
        assert (await stage.browsers["clerk"].get(f"/counter/{path.format_map(stage.ids)}")).status_code == 200
        for role in ("supervisor", "administrator", "auditor"):
            assert is_refused(await stage.browsers[role].get(f"/counter/{path.format_map(stage.ids)}")), (role, path)


async def test_the_asker_is_refused_the_approval_and_another_is_not(stage: Stage) -> None:
    path = f"/console/proposals/{stage.ids['proposal_id']}/approve"
    own = await stage.browsers["supervisor"].post(path, data={"csrf_token": await stage.token("supervisor")})
    assert 'role="alert"' in own.text
    done = await stage.browsers["administrator"].post(path, data={"csrf_token": await stage.token("administrator")})
    assert done.status_code == 303


async def test_each_role_lands_on_its_own_page(stage: Stage) -> None:
    first = {"supervisor": "/console/staff", "elsewhere": "/console/staff", "auditor": "/console/journal"}
    for role, url in first.items():
        assert (await stage.browsers[role].get("/counter")).headers["Location"] == url
    for role in ("clerk", "administrator"):
        assert 'data-page="counter"' in (await stage.browsers[role].get("/counter")).text


async def test_a_dismissed_supervisor_is_out_at_once(stage: Stage) -> None:
    async with stage.desks.world.database.transaction() as tx:
        await tx.execute("UPDATE clerk SET dismissed_at = :now WHERE username = 'vezeto1'", now=stage.desks.now)
    answer = await stage.browsers["supervisor"].get("/console/staff")
    assert answer.headers["Location"] == "/counter/sign-in"


async def _all_there_is(stage: Stage) -> str:
    tables = (
        "proposal",
        "clerk_letter",
        "alert",
        "clerk",
        "registration_body",
        "policy",
        "journal_search",
        "counter_case",
        "gate",
        "organisation",
        "authorisation",
    )
    rows = [await stage.desks.counter.rows(table) for table in tables]
    return repr([sorted(repr(tuple(cast("Iterable[object]", row.columns))) for row in table) for table in rows])

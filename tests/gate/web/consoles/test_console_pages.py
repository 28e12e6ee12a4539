"""The operator's and the auditor's pages over HTTP: what is asked is proposed, and what they show is in words."""

import csv
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, datetime
from io import StringIO

import httpx
import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from starlette.routing import Router

from tests.gate.counter_world import CLERKS_IDENTITY, an_appointment
from tests.gate.office_world import name_of
from tests.gate.owner_world import Owner, an_owner
from tests.gate.web.counter.conftest import ADDRESS, Browser, browser, pages
from tests.signing_world import EVA, TAX_OFFICE, TrustService
from ugyfelkapu.foundation.page import Pages
from ugyfelkapu.foundation.page.shell import site
from ugyfelkapu.gate.actions.journal import online_journal
from ugyfelkapu.gate.domain.fee import CURRENCY
from ugyfelkapu.gate.domain.office import BodyKind, ClerkRole
from ugyfelkapu.gate.domain.payment import PaymentId
from ugyfelkapu.gate.domain.reconciliation import Difference, DifferenceKind, Reconciliation
from ugyfelkapu.gate.domain.registration import RegistrationWay
from ugyfelkapu.gate.store import reconciliations
from ugyfelkapu.gate.web.consoles.journal_table import CODES
from ugyfelkapu.gate.web.consoles.routes import routes as console_routes
from ugyfelkapu.gate.web.counter.room import CounterRoom
from ugyfelkapu.gate.web.counter.routes import routes as counter_routes

__all__ = ["browser", "pages"]

NEW = "/console/organisations/new"
DAY = date(2026, 11, 20)
A_CODE = re.compile(r"[a-z]+(_[a-z0-9]+)+")
A_CODE_WORD = re.compile(r">\s*[a-z]+(?:_[a-z0-9]+)+\s*<")


@pytest.fixture
async def desk(browser: Browser, pages: Pages) -> AsyncIterator[Browser]:
    """Consoles and counter on the same database, in a browser of their own."""
    counter = browser.counter
    room = CounterRoom(world=counter.world, pages=pages)
    application = site(Router(routes=[*counter_routes(room), *console_routes(room)]), pages=pages, clock=counter.clock)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=application), base_url=ADDRESS) as client:
        yield Browser(client=client, counter=counter)


async def signed_in(desk: Browser, role: ClerkRole) -> Browser:
    identity = replace(CLERKS_IDENTITY, birth_date=date(1970, 1, 1))
    secrets = await an_appointment(desk.counter.world, "konzol1", role=role, kind=BodyKind.OPERATOR, identity=identity)
    await desk.sign_in(secrets)
    return desk


@pytest.fixture
async def operator(desk: Browser) -> Browser:
    return await signed_in(desk, ClerkRole.ADMINISTRATOR)


@pytest.fixture
async def owner(browser: Browser) -> Owner:
    return await an_owner(browser.counter, "vezeto")


async def asks(operator: Browser, owner: Owner, *, file: bytes = b"", **changed: str) -> httpx.Response:
    """The form for a new organisation, filled in."""
    page = await operator.open(NEW)
    token = page.text.split('name="csrf_token" value="')[1].split('"')[0]
    fields = {
        "csrf_token": token,
        "kind": "office_gate",
        "organisation_name": "Tiszai Vízmű",
        "short_name": "VIZMU",
        "krid": "987654321",
        "seal": "",
        "username": owner.username,
        "name": await name_of(owner),
        **changed,
    }
    return await operator.client.post(NEW, data=fields, files={"seal_certificate": ("seal.pem", file)})


@pytest.mark.parametrize("encoding", [Encoding.PEM, Encoding.DER])
async def test_the_seals_identifier_comes_from_its_certificate(operator: Browser, owner: Owner, encoding: Encoding) -> None:
    certificate = TrustService().certified(TAX_OFFICE).certificate.public_bytes(encoding)
    sent = await asks(operator, owner, file=certificate)
    assert sent.status_code == 303, sent.text
    proposal = await operator.open(sent.headers["location"])
    for told in ("Tiszai Vízmű", "VIZMU", "987654321", "VATHU-12345678", f"({owner.username})"):
        assert told in proposal.text


async def test_each_mistake_is_told_at_its_field_and_keeps_what_was_typed(operator: Browser, owner: Owner) -> None:
    trust = TrustService()
    person = trust.certified(EVA).certificate.public_bytes(Encoding.PEM)
    seal = trust.certified(TAX_OFFICE).certificate.public_bytes(Encoding.PEM)
    mistakes: dict[str, tuple[bytes, dict[str, str]]] = {
        "short_name": (b"", {"short_name": "vízmű"}),
        "krid": (b"", {"krid": "12"}),
        "organisation_name": (b"", {"organisation_name": ""}),
        "seal": (b"", {"seal": "HU-1"}),
        "kind": (b"", {"kind": "bank"}),
        "username": (b"", {"name": "Más Valaki"}),
        "seal_certificate": (person, {}),
    }
    for field, (file, changed) in mistakes.items():
        page = await asks(operator, owner, file=file, **changed)
        assert 'role="alert"' in page.text, field
        assert f'href="#{field}"' in page.text, field
    assert 'href="#seal_certificate"' in (await asks(operator, owner, file=seal, seal="VATHU-1")).text
    assert await operator.counter.rows("proposal") == []


async def test_a_file_that_is_too_long_is_not_read(operator: Browser, owner: Owner) -> None:
    assert (await asks(operator, owner, file=b"-" * 17 * 1024)).status_code == 413


async def test_days_of_money_say_where_they_differ(operator: Browser) -> None:
    assert 'class="govuk-body empty"' in (await operator.open("/console/reconciliation?lang=hu")).text
    assert (await operator.open(f"/console/reconciliation/{DAY}")).status_code == 404
    difference = Difference(
        kind=DifferenceKind.STATE, payment_id=PaymentId("P1"), here="refund_asked 2026-11-20", there=f"payment 3000 {CURRENCY}"
    )
    report = Reconciliation(
        day=DAY,
        made_at=operator.counter.now,
        here_count=1,
        here_forints=3000,
        there_count=1,
        there_forints=3000,
        differences=(difference,),
    )
    async with operator.counter.world.database.transaction() as tx:
        await reconciliations.keep(tx, report)
    listed = (await operator.open("/console/reconciliation")).text
    assert "1 eltérés" in listed
    assert f'href="/console/reconciliation/{DAY}"' in listed
    shown = (await operator.open(f"/console/reconciliation/{DAY}")).text
    for told in ("Nálunk más az állapota vagy a napja", "visszafizetés kérve 2026-11-20", f"befizetés 3000 {CURRENCY}"):
        assert told in shown
    assert (await operator.open("/console/reconciliation/2026-02-31")).status_code == 404


async def test_refusals_are_drawn_by_reason_and_body_with_a_table_beside(operator: Browser) -> None:
    event = online_journal.OnlineEvent(activity=online_journal.Activity.APPLY, way=RegistrationWay.EID_CODE, outcome="used_up")
    async with operator.counter.world.database.transaction() as tx:
        await online_journal.note(tx, event, at=operator.counter.now)
    page = (await operator.open("/console/statistics?lang=hu")).text
    assert "A regisztrációs kódot már felhasználták" in page
    for name in ("refusals_by_reason", "refusals_by_body"):
        assert f"/console/statistics/{name}.svg" in page
        drawn = await operator.open(f"/console/statistics/{name}.svg?lang=hu")
        assert drawn.headers["content-type"] == "image/svg+xml"
        assert "<rect" in drawn.text


async def test_an_auditor_reads_no_code_words(desk: Browser) -> None:
    auditor = await signed_in(desk, ClerkRole.AUDITOR)
    form = (await auditor.open("/console/journal?lang=hu")).text
    assert "Regisztráció otthonról" in form
    assert not A_CODE_WORD.findall(form)
    sent = await auditor.send("/console/journal", reason="complaint", reference="P-1", activity="sign_in_clerk")
    answer = (await auditor.open(sent.headers["location"])).text
    assert "Ügyintéző belépése" in answer
    shown = answer.partition("<tbody")[2]
    assert "sign_in_clerk" not in shown
    assert "nem érintett adatot" in shown


@pytest.mark.parametrize(("language", "said"), [("hu", "Ügyintéző"), ("en", "Sign-in of a clerk"), ("de", "Anmeldung")])
async def test_an_auditor_takes_along_words_and_beside_them_codes(desk: Browser, language: str, said: str) -> None:
    auditor = await signed_in(desk, ClerkRole.AUDITOR)
    sent = await auditor.send("/console/journal", reason="complaint", reference="P-1", activity="sign_in_clerk")
    answer = sent.headers["location"]
    page = await auditor.open(f"{answer}?lang={language}")
    token = page.text.split('name="csrf_token" value="')[1].split('"')[0]
    taken = await auditor.client.post(f"{answer}/entries.csv", data={"csrf_token": token})
    assert taken.headers["content-type"].startswith("text/csv")
    headings, *rows = csv.reader(StringIO(taken.content.decode("utf-8-sig")))
    assert headings[9:] == [*CODES]
    assert not [heading for heading in headings[:9] if A_CODE.fullmatch(heading)]
    told = dict(zip(headings[9:], rows[0][9:], strict=True))
    assert told["activity"] == "sign_in_clerk"
    assert datetime.fromisoformat(told["at"]) == auditor.counter.now
    words = rows[0][:9]
    assert said in words[1]
    assert not [word for word in words if A_CODE.fullmatch(word)]

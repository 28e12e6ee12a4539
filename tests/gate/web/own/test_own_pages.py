"""What the owner sees and ends on their own pages, and that nobody else does (`domain.md R15`)."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import httpx
import pytest
from pyhanko.pdf_utils.reader import PdfFileReader
from pypdf import PdfReader
from starlette.routing import Router

from tests.gate.owner_world import PASSWORD, USERNAME, Owner, an_owner
from tests.gate.web.signin.browser import Browser, page_of
from ugyfelkapu.adapters.document_seal import document_seal
from ugyfelkapu.demo.seal import make_seal
from ugyfelkapu.foundation.page import Pages, shell
from ugyfelkapu.gate.actions.journal.owner_journal import Activity, DataSet, OwnerEvent, note
from ugyfelkapu.gate.actions.sessions.identify import GateIdentification
from ugyfelkapu.gate.web.own import routes as own
from ugyfelkapu.gate.web.signin import routes as signin
from ugyfelkapu.gate.web.signin.room import SignInRoom

PATHS = ("/own", "/own/data", "/own/gates", "/own/payments", "/own/devices", "/own/history", "/own/look-ups", "/own/copy")
COPIES = ("/own/copy/copy.json", "/own/copy/copy.pdf")
OLDER = re.compile(r'href="([^"]+)" rel="next"')


async def signs_in(browser: Browser, username: str = USERNAME) -> Browser:
    answer = await browser.sends("/sign-in", username=username, password=PASSWORD)
    assert answer.status_code == 303
    return browser


def marks(page: httpx.Response, name: str) -> list[str]:
    return re.findall(rf'name="{name}" value="([^"]+)"', page.text)


@pytest.mark.parametrize("path", PATHS + COPIES)
async def test_nobody_sees_an_own_page_without_a_session(owner: Owner, browser: Browser, path: str) -> None:
    assert page_of(await browser.opens(path)) == "sign-in"
    await signs_in(browser)
    owner.clock.advance(minutes=20)
    assert page_of(await browser.opens(path)) == "sign-in"


@pytest.mark.parametrize(("path", "name"), [(path, path.strip("/").replace("/", "-")) for path in PATHS])
async def test_each_page_has_its_name_and_its_way_there(owner: Owner, browser: Browser, path: str, name: str) -> None:
    await signs_in(browser)
    assert page_of(await browser.opens(path)) == name
    assert f'href="{path}"' in (await browser.opens("/own")).text
    assert owner.username == USERNAME


async def test_the_data_stand_with_their_register_and_date(owner: Owner, browser: Browser) -> None:
    page = await (await signs_in(browser)).opens("/own/data")
    for words in ("123456AB", "személyiadat- és lakcímnyilvántartás", "2026. november 22.", "eva@example.hu", owner.username):
        assert words in page.text


async def test_the_first_page_speaks_of_a_new_device_to_the_others(owner: Owner, another: Callable[[], Browser]) -> None:
    await owner.signs_in()  # the first browser of all, which is no news
    owner.clock.advance(days=1)
    new, known = await signs_in(another()), another()
    known.client.cookies.set("device", owner.device)
    await signs_in(known)
    assert "Új eszközről jelentkeztek be" in (await known.opens("/own")).text
    assert "Új eszközről jelentkeztek be" not in (await new.opens("/own")).text
    owner.clock.advance(days=7)
    await signs_in(known)
    assert "Új eszközről jelentkeztek be" not in (await known.opens("/own")).text


async def test_one_session_is_ended_and_the_broker_hears_of_it(owner: Owner, another: Callable[[], Browser]) -> None:
    here, there = await signs_in(another()), await signs_in(another())
    page = await here.opens("/own/devices")
    (mark,) = marks(page, "session")
    done = await here.follows(await ended(here, mark))
    assert "A bejelentkezés megszűnt azon az eszközön" in done.text
    assert page_of(await there.opens("/own")) == "sign-in"
    assert page_of(await here.opens("/own")) == "own"
    changes = await GateIdentification(owner.world).changes_after(0, limit=10)
    assert len(changes) == 1
    again = await here.follows(await ended(here, mark))
    assert "Ez a sor már nincs a listában" in again.text


async def ended(browser: Browser, mark: str, *, action: str = "end", field: str = "session") -> httpx.Response:
    """Press a button of the devices page, whatever it would send."""
    (token, *_) = marks(await browser.opens("/own/devices"), "csrf_token")
    return await browser.client.post(f"/own/devices/{action}", data={"csrf_token": token, field: mark})


async def test_all_others_end_at_once_and_this_one_stays(owner: Owner, another: Callable[[], Browser]) -> None:
    here, *others = [await signs_in(another()) for _ in range(4)]
    done = await here.follows(await ended(here, "", action="end-others"))
    assert "Minden más eszközön megszűnt" in done.text
    assert [page_of(await other.opens("/own")) for other in others] == ["sign-in"] * 3
    assert page_of(await here.opens("/own")) == "own"
    entries = [row for row in await owner.counter.rows("journal") if row.text("reason") == "ended_on_the_own_page"]
    assert len(entries) == 3


async def test_a_forgotten_device_is_a_new_one_at_its_next_sign_in(owner: Owner, another: Callable[[], Browser]) -> None:
    here, there = await signs_in(another()), await signs_in(another())
    devices = marks(await here.opens("/own/devices"), "device")
    before = (await owner.subjects()).count("Bejelentkezés új eszközről")
    for mark in devices:
        await ended(here, mark, action="forget", field="device")
    assert marks(await here.opens("/own/devices"), "device") == []
    await signs_in(there)
    assert (await owner.subjects()).count("Bejelentkezés új eszközről") == before + 1


async def test_the_marks_of_another_gate_do_nothing_here(owner: Owner, another: Callable[[], Browser]) -> None:
    await an_owner(owner.counter, "nagyistvan", number="234567AB")
    mine, mine_too = await signs_in(another()), await signs_in(another())
    stranger = await signs_in(another(), "nagyistvan")
    page = await mine.opens("/own/devices")
    stolen = [("end", "session", mark) for mark in marks(page, "session")]
    stolen += [("forget", "device", mark) for mark in marks(page, "device")]
    rows = await owner.counter.rows("gate_session")
    stolen += [("end", "session", row.text("session_id")) for row in rows]
    for action, field, mark in [*stolen, ("end", "session", "é" * 5000), ("forget", "device", "")]:
        answer = await ended(stranger, mark, action=action, field=field)
        assert answer.headers["location"] == "/own/devices?notice=gone"
    assert page_of(await mine.opens("/own")) == page_of(await mine_too.opens("/own")) == "own"
    assert len(marks(await mine.opens("/own/devices"), "device")) == len(marks(page, "device"))


async def test_ending_needs_a_form_of_ours(owner: Owner, browser: Browser) -> None:
    await signs_in(browser)
    for action in ("end", "end-others", "forget"):
        assert (await browser.client.post(f"/own/devices/{action}", data={"session": "x"})).status_code == 403
    assert owner.username == USERNAME


async def test_every_sign_in_and_every_try_is_listed_once(owner: Owner, browser: Browser) -> None:
    for number in range(43):
        owner.clock.advance(seconds=20)
        await owner.tries("rossz" if number % 10 == 0 else None)
    owner.clock.advance(seconds=20)
    await signs_in(browser)
    seen, url = [], "/own/history"
    while url:
        owner.clock.advance(milliseconds=1)
        page = await browser.opens(url)
        seen += re.findall(r'<tr class="govuk-table__row">\s*<th scope="row".*?</tr>', page.text, re.DOTALL)
        older = OLDER.search(page.text)
        url = older[1] if older else ""
    assert len(seen) == 44
    assert sum("sikertelen" in line for line in seen) == 5
    assert all("192.0.2.7" in line for line in seen[1:])
    assert "Firefox, Linux" in seen[0]
    assert "jelszó" in seen[0]


async def test_look_ups_stand_with_body_time_and_reason(owner: Owner, browser: Browser) -> None:
    page = await (await signs_in(browser)).opens("/own/look-ups")
    body = owner.counter.clerk.body.name
    row = page.text.partition("<tbody")[2]
    assert body in row
    assert "regisztráció" in row
    assert "Ön személyesen megjelent" in row
    assert "Dáptv. 42. §" in row
    assert "2026. november 22. 10:00" in row
    assert "bejelentkezés" not in row  # one's own acts are no look-ups


async def test_what_was_looked_up_about_somebody_else_is_not_shown(owner: Owner, another: Callable[[], Browser]) -> None:
    await an_owner(owner.counter, "nagyistvan", number="234567AB")
    mine = await (await signs_in(another())).opens("/own/look-ups")
    theirs = await (await signs_in(another(), "nagyistvan")).opens("/own/look-ups")
    assert mine.text.count('<th scope="row"') == theirs.text.count('<th scope="row"') > 0


@pytest.mark.parametrize("path", ["/own/data", "/own/history", "/own/look-ups", "/own/copy/copy.json"])
async def test_looking_is_itself_in_the_journal(owner: Owner, browser: Browser, path: str) -> None:
    await signs_in(browser)
    before = len(await owner.counter.rows("journal"))
    await browser.opens(path)
    assert len(await owner.counter.rows("journal")) == before + 1


@pytest.mark.parametrize("path", ["/own/history", "/own/look-ups"])
@pytest.mark.parametrize(
    "cursor", ["", "x", "0" * 32, "f" * 32, "F" * 32, "9" * 5000, "%00", "%ff", "1" * 31, "'--", "../..", "0" * 15 + "1" * 17]
)
async def test_a_tampered_cursor_is_a_page_of_ones_own_or_a_refusal(
    owner: Owner, browser: Browser, path: str, cursor: str
) -> None:
    await signs_in(browser)
    entries = len(await owner.counter.rows("journal"))
    page = await browser.client.get(f"{path}?before={cursor}")
    named = f'data-page="own{path.removeprefix("/own").replace("/", "-")}"' if page.status_code == 200 else 'data-page="error"'
    assert named in page.text
    assert len(await owner.counter.rows("journal")) == entries + (page.status_code == 200)


async def test_the_copy_for_machines_holds_everything_but_secrets(owner: Owner, browser: Browser) -> None:
    gate_id = await owner.gate_id()
    async with owner.world.database.transaction() as tx:
        for _ in range(1100):
            at = owner.clock.advance(seconds=1)
            await note(tx, OwnerEvent(at=at, activity=Activity.IDENTIFY, data_set=DataSet.NAME, gate_id=gate_id))
    await signs_in(browser)
    await owner.enrols()
    copy = await browser.client.get("/own/copy/copy.json")
    assert copy.headers["content-disposition"] == 'attachment; filename="ugyfelkapu.json"'
    told = json.loads(copy.content)
    assert told["person"]["document"]["document_number"] == "123456AB"
    assert told["gate"]["email"] == "eva@example.hu"
    assert len(told["authenticators"]) == 1
    assert sum(entry["activity"] == "identify_to_broker" for entry in told["journal"]) == 1100
    assert any(entry["activity"] == "register_at_counter" for entry in told["journal"])
    assert [entry["at"] for entry in told["journal"]] == sorted((entry["at"] for entry in told["journal"]), reverse=True)
    assert "$argon2id$" not in copy.text
    for row in await owner.counter.rows("gate_session"):
        assert row.text("session_id") not in copy.text


async def test_the_copy_in_pdf_is_sealed_and_readable(owner: Owner, pages: Pages, tmp_path: Path) -> None:
    make_seal(tmp_path / "seal.key", tmp_path / "seal.pem")
    seal = document_seal(str(tmp_path / "seal.key"), str(tmp_path / "seal.pem"))
    room = SignInRoom(world=replace(owner.world, seal=seal), pages=pages)
    application = shell.site(Router([*signin.routes(room), *own.routes(room)]), pages=pages, clock=owner.clock)
    transport = httpx.ASGITransport(app=application)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost:8000") as client:
        browser = Browser(client=client)
        await browser.sends("/sign-in", username=USERNAME, password="nem ez a jelszó")
        await signs_in(browser)
        copy = await client.get("/own/copy/copy.pdf")
        assert page_of(await browser.opens("/own/copy")) == "own-copy"
    seal.close()
    assert copy.headers["content-type"] == "application/pdf"
    assert len(PdfFileReader(BytesIO(copy.content)).embedded_signatures) == 1
    text = " ".join(page.extract_text() for page in PdfReader(BytesIO(copy.content)).pages).replace("\u200b", "")
    text = " ".join(text.split())
    for words in ("123456AB", "eva@example.hu", "személyiadat- és lakcímnyilvántartás", owner.counter.clerk.body.name):
        assert words in text
    assert "bejelentkezés: hibás adat" in text


async def test_without_a_seal_the_page_says_so_and_offers_the_other_copy(owner: Owner, browser: Browser) -> None:
    await signs_in(browser)
    page = await browser.client.get("/own/copy/copy.pdf")
    assert (page.status_code, page_of(page)) == (404, "own-copy")
    assert 'role="alert"' in page.text
    assert "/own/copy/copy.json" in page.text
    assert owner.username == USERNAME

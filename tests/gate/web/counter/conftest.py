"""The counter's pages behind a real application on a real database."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from pyotp import TOTP
from starlette.routing import Router

from tests.databases import SqliteFiles
from tests.gate.counter_world import Counter, ListedRegisters, a_world, an_appointment
from tests.world import CountedEntropy, HandClock
from ugyfelkapu.foundation.page import Pages
from ugyfelkapu.foundation.page.shell import site
from ugyfelkapu.gate.actions.counter.appoint_clerk import Appointed
from ugyfelkapu.gate.domain.identity import RegisteredPerson
from ugyfelkapu.gate.ports import PasswordHasher
from ugyfelkapu.gate.web.counter.room import CounterRoom
from ugyfelkapu.gate.web.counter.routes import routes
from ugyfelkapu.site import ROOMS

ADDRESS = "http://localhost:8000"


@dataclass(frozen=True, kw_only=True)
class Browser:
    """A browser at the counter: it carries its cookies and each form's token."""

    client: httpx.AsyncClient
    counter: Counter

    async def open(self, path: str) -> httpx.Response:
        """Look at a page."""
        return await self.client.get(path)

    async def send(self, path: str, **fields: str) -> httpx.Response:
        """Fill a form in and send it, as a browser without JavaScript does."""
        page = await self.client.get("/counter/sign-in?lang=hu", follow_redirects=True)
        token = page.text.split('name="csrf_token" value="')[1].split('"')[0]
        return await self.client.post(path, data={"csrf_token": token, **fields})

    async def sign_in(self, appointed: Appointed | None = None) -> httpx.Response:
        """Password, then code."""
        secrets = appointed or self.counter.secrets
        first = await self.send("/counter/sign-in", username=secrets.clerk.username, password=secrets.password)
        assert first.headers["location"] == "/counter/second-factor"
        code = TOTP(secrets.totp_secret).at(self.counter.now)
        token = (await self.client.get("/counter/second-factor")).text.split('name="csrf_token" value="')[1].split('"')[0]
        return await self.client.post("/counter/second-factor", data={"csrf_token": token, "code": code})

    async def look_up(self, person: RegisteredPerson, **changed: str) -> httpx.Response:
        """Type in what the document shows."""
        return await self.send("/counter/register", **(document_fields(person) | changed))


def document_fields(person: RegisteredPerson) -> dict[str, str]:
    """The form's fields, filled in without a mistake."""
    identity = person.identity
    return {
        "document_type": person.document.document_type,
        "document_number": person.document.document_number,
        "citizenship": person.citizenship,
        "family_name": identity.current_name.family_name,
        "given_name": identity.current_name.given_name,
        "birth_family_name": identity.birth_name.family_name,
        "birth_given_name": identity.birth_name.given_name,
        "mothers_family_name": identity.mothers_birth_name.family_name,
        "mothers_given_name": identity.mothers_birth_name.given_name,
        "birth_place": identity.birth_place,
        "birth_date_year": str(identity.birth_date.year),
        "birth_date_month": str(identity.birth_date.month),
        "birth_date_day": str(identity.birth_date.day),
    }


@pytest.fixture(scope="session")
def pages() -> Pages:
    """The shell with this room in it."""
    return Pages.of(ROOMS, public_url=ADDRESS, entropy=CountedEntropy())


@pytest.fixture
async def browser(
    tmp_path: Path, sqlite_files: SqliteFiles, clock: HandClock, pages: Pages, password_pool: PasswordHasher
) -> AsyncIterator[Browser]:
    """Nobody is signed in yet."""
    database = await sqlite_files.opened(tmp_path / "gate.db", "ugyfelkapu.gate.store")
    registers = ListedRegisters()
    world = a_world(database, clock, registers, password_pool)
    appointed = await an_appointment(world, "szilagyi1")
    counter = Counter(world=world, clock=clock, registers=registers, clerk=appointed.clerk, secrets=appointed)
    application = site(Router(routes=routes(CounterRoom(world=world, pages=pages))), pages=pages, clock=clock)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=application), base_url=ADDRESS) as client:
        yield Browser(client=client, counter=counter)
    await database.close()


@pytest.fixture
async def clerk(browser: Browser) -> Browser:
    """A clerk who has signed in."""
    assert (await browser.sign_in()).headers["location"] == "/counter"
    return browser

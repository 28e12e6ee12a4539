"""Row 8: how many pages a clerk's whole registration takes, and what it costs the server in CPU.

In this process, through the same rooms and without sockets, on SQLite: the client's share is counted too; the registers answer
in this process, so that asking them over the network is not counted.
"""

import asyncio
import re
from datetime import date
from pathlib import Path
from time import process_time

import httpx

from bench.connection import WrongAnswerError
from bench.population import Say
from bench.result import Row
from tests.attacks.whole_site import WholeSite, a_whole_site, token_of
from tests.gate.counter_world import a_person
from tests.gate.web.counter.conftest import document_fields
from tests.world import HandClock
from ugyfelkapu.adapters.passwords import PasswordPool
from ugyfelkapu.app import BROKER_TABLES, GATE_TABLES
from ugyfelkapu.foundation.database.migrations import migrate
from ugyfelkapu.foundation.database.sqlite import SqliteDatabase
from ugyfelkapu.gate.domain.identity import RegisteredPerson

REGISTRATIONS = 20
MOST_PAGES = 6
MOST_CPU_MS = 400.0
SEE_OTHER = 303

_PICTURE = re.compile(r'<img[^>]+src="(/counter/[^"]+)"')


def measure(folder: Path, *, rounds: int, say: Say) -> list[Row]:
    """The pages of one registration, and the CPU of each."""
    (folder / "counter").mkdir(parents=True)
    return asyncio.run(_measured(folder / "counter", rounds=rounds, say=say))


async def _measured(folder: Path, *, rounds: int, say: Say) -> list[Row]:
    pool, databases = PasswordPool(threads=1), [SqliteDatabase(folder / f"{wing}.db") for wing in ("gate", "broker")]
    for database, tables in zip(databases, (GATE_TABLES, BROKER_TABLES), strict=True):
        await migrate(database, tables)
    site = await a_whole_site((databases[0], databases[1]), HandClock(), pool, folder)
    taken, pages = [], 0
    async with site.browser() as browser:
        await site.sign_clerk_in(browser)
        for number in range(rounds):
            say(f"counter: round {number + 1} of {rounds}")
            began = process_time()
            for person in range(REGISTRATIONS):
                pages = await _registers(site, browser, _person(number * REGISTRATIONS + person))
            taken.append((process_time() - began) * 1000 / REGISTRATIONS)
    for database in databases:
        await database.close()
    pool.close()
    met = sorted(taken)[len(taken) // 2] <= MOST_CPU_MS
    return [
        Row(
            name="pages of a clerk's whole registration, the printed receipt included",
            unit="",
            rounds=[float(pages)],
            target=f"<= {MOST_PAGES}",
            is_met=pages <= MOST_PAGES,
        ),
        Row(name="CPU of a clerk's whole registration", unit="ms", rounds=taken, target=f"<= {MOST_CPU_MS:.0f}", is_met=met),
    ]


async def _registers(site: WholeSite, browser: httpx.AsyncClient, person: RegisteredPerson) -> int:
    """From the home of the desk to the printed receipt; how many pages the clerk saw."""
    site.counter.registers.know(person)
    await browser.get("/counter")
    token = await token_of(browser, "/counter/register")
    looked_up = await browser.post("/counter/register", data={"csrf_token": token, **document_fields(person)})
    case = await browser.get(_next(looked_up))
    for picture in _PICTURE.findall(case.text):
        await browser.get(picture)
    number = person.document.document_number
    form = {"csrf_token": token, "username": f"polgar{number}", "email": f"{number}@posta.example", "language": "hu"}
    form |= {"data_match": "yes", "face_match": "yes"}
    receipt = await browser.get(_next(await browser.post(case.url.path, data=form)))
    printed = await browser.get(f"{receipt.url.path}/receipt.pdf")
    shown = [site, looked_up, case, receipt, printed]
    return len(shown)


def _next(answer: httpx.Response) -> str:
    if answer.status_code != SEE_OTHER:
        raise WrongAnswerError(answer.text)
    return answer.headers["Location"]


def _person(number: int) -> RegisteredPerson:
    return a_person(number=f"{number:06d}AB", born=date(1950 + number % 50, 1 + number // 50 % 12, 1 + number // 600))

"""Row 6: what each of the owner's own pages costs in CPU, with ten years behind the gate.

In this process, through the same rooms and without sockets: the client's share is counted too, so the true cost is lower.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from time import process_time

import httpx
from starlette.routing import Router

from bench.connection import WrongAnswerError
from bench.installation import Installation
from bench.result import Row
from bench.work import OK, sign_in
from ugyfelkapu.adapters.entropy import SystemEntropy
from ugyfelkapu.app import House, opened
from ugyfelkapu.broker.actions.entries import sign_on_entry
from ugyfelkapu.broker.domain.relying_party import ClientId
from ugyfelkapu.broker.domain.secret import SecretKind as BrokerSecretKind
from ugyfelkapu.broker.domain.secret import digest_of as broker_digest_of
from ugyfelkapu.broker.store import relying_parties
from ugyfelkapu.broker.store import sessions as broker_sessions
from ugyfelkapu.foundation.journal import AuditEntry, record
from ugyfelkapu.foundation.page import Pages, shell
from ugyfelkapu.gate.actions.journal.owner_journal import Activity, DataSet, OwnerEvent, note
from ugyfelkapu.gate.domain.gate import GateId
from ugyfelkapu.site import ROOMS, rooms

SIGN_INS = 1000
LOOK_UPS = 50
ENTRIES = 10_000
VIEWS = 40
MOST_CPU_MS = 30.0

PAGES = ("/own", "/own/data", "/own/devices", "/own/history", "/own/look-ups", "/own/copy", "/services/used")

_PAST = """
    INSERT INTO gate_session (session_id, digest, gate_id, method, level, identified_at, last_seen_at, ended_at, address,
                              description)
    VALUES (:name, :digest, :gate_id, 'password', 'low', :at, :at, :at, '192.0.2.7', 'Firefox, Linux')
"""

Say = Callable[[str], None]


def measure(installation: Installation, *, rounds: int, say: Say) -> list[Row]:
    """A row a page, and two for the copy, which is made beside the pages."""
    return asyncio.run(_measured(installation, rounds=rounds, say=say))


async def _measured(installation: Installation, *, rounds: int, say: Say) -> list[Row]:
    async with _browser(installation, say) as browser:
        taken: dict[str, list[float]] = {}
        for number in range(1, rounds + 1):
            say(f"own page: round {number} of {rounds}")
            for path in PAGES:
                taken.setdefault(path, []).append(await _cpu_ms(browser, path, views=VIEWS))
        copy = [await _cpu_ms(browser, "/own/copy/copy.json", views=1) for _ in range(rounds)]
    rows = [_row(path, taken[path]) for path in PAGES]
    return [*rows, Row(name=f"CPU of the copy for machines, {ENTRIES} entries", unit="ms", rounds=copy)]


def _row(path: str, taken: list[float]) -> Row:
    met = sorted(taken)[len(taken) // 2] < MOST_CPU_MS
    return Row(name=f"CPU of a view of {path}", unit="ms", rounds=taken, target=f"< {MOST_CPU_MS:.0f}", is_met=met)


async def _cpu_ms(browser: httpx.AsyncClient, path: str, *, views: int) -> float:
    began = process_time()
    for _ in range(views):
        answer = await browser.get(path)
        if answer.status_code != OK:
            message = f"{path}: {answer.status_code}, not {OK}"
            raise WrongAnswerError(message)
    return (process_time() - began) * 1000 / views


@asynccontextmanager
async def _browser(installation: Installation, say: Say) -> AsyncIterator[httpx.AsyncClient]:
    """A browser with a session at both wings, whose owner has a long history."""
    settings = installation.settings
    pages = Pages.of(ROOMS, public_url=settings.public_url, entropy=SystemEntropy())
    async with opened(settings) as house:
        site = shell.site(Router(rooms(house, pages)), pages=pages, clock=house.clock)
        transport = httpx.ASGITransport(site)
        async with httpx.AsyncClient(transport=transport, base_url=settings.public_url) as browser:
            await sign_in(browser, installation)
            say(f"own page: writing {ENTRIES} journal entries")
            await _live_long(house, installation)
            browser.cookies.set("broker_session", installation.sessions[-1])
            yield browser


async def _live_long(house: House, installation: Installation) -> None:
    """Sign-ins, look-ups and other entries, evenly through ten years; as many sign-ons at the broker."""
    row = await house.gate.database.reader.one(
        "SELECT gate_id, person_id, (SELECT min(body_id) FROM registration_body) AS body_id FROM gate WHERE username = :name",
        name=installation.accounts[0].username,
    )
    gate_id, person_id, now = GateId(row.text("gate_id")), row.text("person_id"), house.clock.now()
    step = timedelta(days=3650) / ENTRIES
    async with house.gate.database.transaction() as tx:
        for number in range(ENTRIES):
            at = now - step * (number + 1)
            if number % (ENTRIES // LOOK_UPS) == 0:
                await record(tx, _look_up(at, person_id, row.text("body_id")))
            else:
                await note(tx, _own(at, gate_id, is_sign_in=number % (ENTRIES // SIGN_INS) == 1))
        for number in range(SIGN_INS):
            await tx.execute(_PAST, name=f"past-{number}", digest=str(number).encode(), gate_id=gate_id, at=now - step * number)
    await _sign_ons(house, installation, now=now)


def _own(at: datetime, gate_id: GateId, *, is_sign_in: bool) -> OwnerEvent:
    told = {"method": "password", "level": "low", "address": "192.0.2.7", "browser": "Firefox, Linux"}
    return OwnerEvent(
        at=at,
        activity=Activity.SIGN_IN if is_sign_in else Activity.IDENTIFY,
        data_set=DataSet.CREDENTIALS if is_sign_in else DataSet.NAME,
        gate_id=gate_id,
        technical=told if is_sign_in else {},
    )


def _look_up(at: datetime, person_id: str, body_id: str) -> AuditEntry:
    return AuditEntry(
        at=at,
        activity="register_look_up",
        outcome="found",
        subject=person_id,
        data_set="natural_identity, citizenship, document",
        legal_basis="Dáptv. 42. §",
        purpose="service_in_person",
        reason="applicant_at_the_counter",
        organisation=body_id,
        actor="clerk",
    )


async def _sign_ons(house: House, installation: Installation, *, now: datetime) -> None:
    client = await relying_parties.find(house.broker.database.reader, ClientId(installation.client_id))
    digest = broker_digest_of(BrokerSecretKind.SESSION, installation.sessions[-1])
    session = await broker_sessions.find(house.broker.database.reader, digest) if digest else None
    if client is None or session is None:
        raise WrongAnswerError(installation.client_id)
    async with house.broker.database.transaction() as tx:
        for number in range(SIGN_INS):
            at = now - timedelta(days=3) * (number + 1)
            data_set = "connection_code family_name given_name email"
            await record(tx, sign_on_entry(client.party, session.subject_code, data_set=data_set, behalf={}, now=at))

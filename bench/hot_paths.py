"""Row 5: the gate's hot paths on PostgreSQL with a country's number of gates, beside a thousand, turn and turn about.

Password hashing is left out, since it costs the same either way and would hide what is looked for.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from time import perf_counter
from urllib.parse import parse_qs, urlsplit

import asyncpg

from bench.connection import WrongAnswerError
from bench.installation import PASSWORD, furnished_on
from bench.population import Resident, populate, resident
from bench.result import Row
from tests import postgres
from ugyfelkapu.app import opened
from ugyfelkapu.gate.actions.own.own_data import own_data, today
from ugyfelkapu.gate.actions.sessions.answer_identification import answer_live, open_question
from ugyfelkapu.gate.actions.sessions.begin_session import SignedIn
from ugyfelkapu.gate.actions.sessions.identify import GateIdentification
from ugyfelkapu.gate.actions.sessions.live_session import live_session, running_session
from ugyfelkapu.gate.actions.signing_in.sign_in import Credentials, sign_in
from ugyfelkapu.gate.domain.device import Origin
from ugyfelkapu.gate.domain.sign_in import Refused
from ugyfelkapu.gate.ports import GateWorld, Hashing
from ugyfelkapu.gate.store import sign_ins
from ugyfelkapu.identification import AssuranceLevel, IdentificationRequest, Identified, Ticket

FEW = 1000
CALLS = 200
BUFFERS = "shared_buffers=2200MB"
"""As a server with such a register has it: what is asked for often stays in memory."""

HUGE_PAGES = 1400
"""So many of 2 MiB hold the buffers; without them each backend first has to map every small page it meets."""

MOST_SLOWER = 1.2
"""A path may take so many times as long as with few gates."""

Say = Callable[[str], None]
Step = Callable[[GateWorld, Resident], Awaitable[object]]


class NoHashing:
    """Whoever comes has the right password, at once."""

    async def hash(self, password: str) -> str | Hashing:
        """Nothing is hashed here."""
        raise NotImplementedError(password)

    async def verify(self, password: str, encoded: str | None) -> Hashing:
        """Right for every gate there is."""
        return Hashing.MATCHES if password and encoded else Hashing.DIFFERS

    def is_outdated(self, encoded: str) -> bool:
        """Never."""
        return encoded is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A gate with so many residents."""

    world: GateWorld
    gates: int


def measure(folder: Path, *, rounds: int, gates: int, say: Say) -> list[Row]:
    """A row for each hot path."""
    if _huge_pages_free() < HUGE_PAGES:
        say(f"hot paths: PostgreSQL goes without huge pages; `sysctl vm.nr_hugepages={HUGE_PAGES}` gives it what a server has")
    with postgres.cluster(BUFFERS) as url:
        return asyncio.run(_measured(folder, url, rounds=rounds, gates=gates, say=say))


def _huge_pages_free() -> int:
    for line in Path("/proc/meminfo").read_text(encoding="ascii").splitlines():
        if line.startswith("HugePages_Free:"):
            return int(line.split()[1])
    return 0


async def _measured(folder: Path, url: str, *, rounds: int, gates: int, say: Say) -> list[Row]:
    async with AsyncExitStack() as stack:
        places = [
            await stack.enter_async_context(_place(folder / f"gates-{number}", url, gates=number, say=say))
            for number in (FEW, gates)
        ]
        taken: dict[tuple[str, int], list[float]] = {}
        for number in range(1, rounds + 1):
            for name, path in PATHS.items():
                say(f"hot paths: {name}, round {number} of {rounds}")
                medians = await _medians_ms(places, path, number=number)
                for place, milliseconds in zip(places, medians, strict=True):
                    taken.setdefault((name, place.gates), []).append(milliseconds)
    return [_row(name, taken, gates=gates) for name in PATHS]


@asynccontextmanager
async def _place(folder: Path, cluster: str, *, gates: int, say: Say) -> AsyncIterator[Place]:
    urls = [await _database(cluster, f"{wing}_{gates}") for wing in ("gate", "broker")]
    settings, account = await furnished_on(folder, gate=urls[0], broker=urls[1])
    async with opened(settings) as house:
        world = replace(house.gate, hasher=NoHashing())
        pattern = await sign_ins.find_account(world.database.reader, account.username, device=None)
        if pattern is None:
            raise LookupError(account.username)
        await sign_in(world, _credentials(account.username, account.device))  # so that there is a session to copy
        await populate(urls[0], pattern=pattern.gate_id, gates=gates, say=say)
        yield Place(world=world, gates=gates)


async def _database(cluster: str, name: str) -> str:
    connection = await asyncpg.connect(cluster.format(database="postgres"))
    await connection.execute(f"CREATE DATABASE {name}")
    await connection.close()
    return cluster.format(database=name)


async def _medians_ms(places: list[Place], path: Step, *, number: int) -> list[float]:
    """Of calls for people spread over the whole register, others in each round; the places take turns, call by call."""
    taken: list[list[float]] = [[] for _ in places]
    for call in range(CALLS):
        for place, times in zip(places, taken, strict=True):
            who = resident(1 + number + call * (place.gates // CALLS))
            began_at = perf_counter()
            await path(place.world, who)
            times.append((perf_counter() - began_at) * 1000)
    return [median(times) for times in taken]


async def _signs_in(world: GateWorld, who: Resident) -> None:
    outcome = await sign_in(world, _credentials(who.username, who.device))
    if not isinstance(outcome, SignedIn):
        raise WrongAnswerError(outcome)


async def _unknown_name(world: GateWorld, who: Resident) -> None:
    outcome = await sign_in(world, _credentials(f"x{who.username}", who.device, network=who.gate_id))
    if outcome is not Refused.WRONG:
        raise WrongAnswerError(outcome)


async def _session(world: GateWorld, who: Resident) -> None:
    if await running_session(world, who.session) is None:
        raise WrongAnswerError(who)


async def _own_page(world: GateWorld, who: Resident) -> None:
    if await today(world, who.session, device="") is None or await own_data(world, who.session) is None:
        raise WrongAnswerError(who)


async def _door(world: GateWorld, who: Resident) -> None:
    """Ask, answer by the running session, redeem."""
    door = GateIdentification(world)
    request = IdentificationRequest(
        level=AssuranceLevel.LOW, not_before=None, language="hu", return_url="https://broker.example/back"
    )
    asked = await door.ask(request)
    question = await open_question(world, asked.identification_id, now=world.clock.now())
    session = await live_session(world, who.session)
    url = await answer_live(world, question, session) if question and session else None
    ticket = Ticket(parse_qs(urlsplit(url or "").query).get("ticket", [""])[0])
    if not isinstance(await door.redeem(asked.identification_id, ticket), Identified):
        raise WrongAnswerError(who)


PATHS: dict[str, Step] = {
    "a sign-in but for its hash": _signs_in,
    "a sign-in with an unknown name": _unknown_name,
    "a page with a running session": _session,
    "the own page's data": _own_page,
    "an answer through the door": _door,
}


def _credentials(username: str, device: str, *, network: str = "192.0.2.0/24") -> Credentials:
    origin = Origin(address="192.0.2.7", network=network, description="Firefox, Linux", device=device, session="")
    return Credentials(username=username, password=PASSWORD, origin=origin, identification_id=None, destination=None)


def _row(name: str, taken: dict[tuple[str, int], list[float]], *, gates: int) -> Row:
    many, few = taken[name, gates], taken[name, FEW]
    return Row(
        name=f"{name}, {gates:,} gates",
        unit="ms",
        rounds=many,
        peer=f"with {FEW:,} gates",
        peer_rounds=few,
        target=f"ratio <= {MOST_SLOWER}",
        is_met=median(many) / median(few) <= MOST_SLOWER,
    )

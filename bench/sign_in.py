"""Row 1: password sign-ins a second through the real server, beside raw argon2id on the same cores."""

import asyncio
import os
import re
from collections.abc import Awaitable, Callable
from itertools import count
from statistics import median
from urllib.parse import urlencode

from bench.connection import WrongAnswerError, connected, request
from bench.flow import Asked
from bench.installation import PASSWORD, Account, Installation
from bench.load import Measured, keep_busy
from bench.machine import peak_resident_mib, resident_mib
from bench.processes import running, ugyfelkapu, wait_until_ready
from bench.raw_hashing import Hashed, verified
from bench.result import Row

AT_ONCE = 16
TARGET = 0.85
SEE_OTHER = 303
MEMORY_TARGET_MIB = 150

_BROWSER = re.compile(rb"\r\nset-cookie: browser=([^;]+);", re.IGNORECASE)
_CSRF = re.compile(rb'name="csrf_token" value="([^"]+)"')

Say = Callable[[str], None]


def measure(installation: Installation, *, rounds: int, seconds: float, say: Say) -> list[Row]:
    """The rows of password sign-in, and of the memory it takes."""
    output = installation.folder / "serve.log"
    cores = os.sched_getaffinity(0)
    raw: list[Hashed] = []
    runs: list[Measured] = []
    with running(ugyfelkapu("serve", "--settings", str(installation.settings_file)), cores=cores, output=output) as server:
        wait_until_ready(server, port=installation.port, path="/health/ready", output=output)
        memory_at_start = resident_mib(server.pid)
        for number in range(1, rounds + 1):
            say(f"sign-in: raw argon2id, round {number} of {rounds}")
            raw.append(verified(cores, seconds=seconds))
            say(f"sign-in: through the server, round {number} of {rounds}")
            runs.append(asyncio.run(_sign_ins(installation, seconds=seconds, server=server.pid)))
        memory = (memory_at_start, resident_mib(server.pid), peak_resident_mib(server.pid))
    return [_speed(runs, raw), *_memory(*memory)]


def _speed(runs: list[Measured], raw: list[Hashed]) -> Row:
    rounds, peer_rounds = [run.per_second for run in runs], [run.per_second for run in raw]
    return Row(
        name=f"password sign-ins, {AT_ONCE} at once, all cores",
        unit="1/s",
        rounds=rounds,
        peer="raw argon2id (libsodium)",
        peer_rounds=peer_rounds,
        target=f"ratio >= {TARGET}",
        is_met=median(rounds) / median(peer_rounds) >= TARGET,
        cpu_ms=median(run.cpu_ms for run in runs),
        peer_cpu_ms=median(run.cpu_ms for run in raw),
        p50_ms=median(run.percentile_ms(50) for run in runs),
        p99_ms=median(run.percentile_ms(99) for run in runs),
    )


def _memory(start: float, after: float, peak: float) -> list[Row]:
    target = f"< {MEMORY_TARGET_MIB}"
    named = (("after start", start), ("after sign-ins", after), ("at most during sign-ins", peak))
    return [
        Row(name=f"memory {when}", unit="MiB", rounds=[mib], target=target, is_met=mib < MEMORY_TARGET_MIB)
        for when, mib in named
    ]


async def _sign_ins(installation: Installation, *, seconds: float, server: int) -> Measured:
    turns = count()
    connections = [await connected(installation.port) for _ in range(AT_ONCE)]
    try:
        steps = [await signing_in(installation, connection, turns) for connection in connections]
        return await keep_busy(steps, seconds=seconds, servers=[server])
    finally:
        for connection in connections:
            connection.close()


async def signing_in(installation: Installation, connection: Asked, turns: "count[int]") -> Callable[[], Awaitable[None]]:
    """One browser that gets the page once, and then signs in as one person after another."""
    page = await connection.ask(request("GET", "/sign-in", port=installation.port))
    browser, csrf = _BROWSER.search(page.head), _CSRF.search(page.body)
    if browser is None or csrf is None:
        message = f"no sign-in page: {page.status}"
        raise WrongAnswerError(message)
    posts = [
        _post(account, port=installation.port, browser=browser[1].decode(), csrf=csrf[1].decode())
        for account in installation.accounts
    ]

    async def step() -> None:
        answer = await connection.ask(posts[next(turns) % len(posts)])
        if answer.status != SEE_OTHER or b"gate_session=gs_" not in answer.head:
            message = f"not signed in: {answer.status} {answer.head[:400]!r}"
            raise WrongAnswerError(message)

    return step


def _post(account: Account, *, port: int, browser: str, csrf: str) -> bytes:
    body = urlencode({"csrf_token": csrf, "username": account.username, "password": PASSWORD})
    return request("POST", "/sign-in", port=port, headers={"Cookie": f"browser={browser}; device={account.device}"}, body=body)

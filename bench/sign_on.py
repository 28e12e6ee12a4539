"""Row 2: sign-ons with a live session, a second and a core, beside npm's oidc-provider in the same run."""

import asyncio
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from statistics import median

import uvloop

from bench.connection import connected
from bench.flow import Provider, driver, repeated
from bench.installation import REDIRECT_URI, Installation, hear_the_gate
from bench.load import Measured, keep_busy
from bench.machine import on_cores, peak_resident_mib, resident_mib, server_and_client_cores
from bench.peer import COMMITS, PeerMissingError, installed, peer
from bench.processes import running, ugyfelkapu, wait_until_ready
from bench.result import Row

CONCURRENCY = (1, 8, 32, 64)
WITH_WORKER_AT = 32
TARGET = 1.5
MEMORY_TARGET_MIB = 150

Say = Callable[[str], None]
Runs = dict[tuple[str, int], list[Measured]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How much is measured."""

    rounds: int
    seconds: float


def measure(installation: Installation, plan: Plan, *, say: Say) -> list[Row]:
    """The rows of sign-on, the peer's beside them, and of the memory it takes."""
    server_cores, client_cores = server_and_client_cores()
    with ExitStack() as stack:
        ours = stack.enter_context(our_server(installation, cores=server_cores))
        memory = [resident_mib(ours.pid)]
        peers = _peers(installation, stack, cores=server_cores, say=say)
        stack.enter_context(on_cores(client_cores))
        runs = _interleaved(installation, [ours, *peers], plan, say=say)
        memory += [resident_mib(ours.pid), peak_resident_mib(ours.pid)]
        rows = [row for at_once in CONCURRENCY for row in _rows(runs, ours, peers, at_once=at_once)]
        rows.append(_with_worker(installation, ours, plan, say=say))
    return rows + _memory(memory)


@contextmanager
def our_server(installation: Installation, *, cores: set[int]) -> Iterator[Provider]:
    """Our server, running."""
    output = installation.folder / "serve.log"
    with running(ugyfelkapu("serve", "--settings", str(installation.settings_file)), cores=cores, output=output) as process:
        wait_until_ready(process, port=installation.port, path="/health/ready", output=output)
        yield Provider(
            name="ugyfelkapu",
            port=installation.port,
            pid=process.pid,
            issuer=f"http://localhost:{installation.port}",
            algorithm="ES256",
            authorize="/authorize",
            token="/token",
            jwks="/jwks",
            client_id=installation.client_id,
            client_secret=installation.client_secret,
            redirect_uri=REDIRECT_URI,
            cookies=[f"broker_session={secret}" for secret in installation.sessions],
        )


def _peers(installation: Installation, stack: ExitStack, *, cores: set[int], say: Say) -> list[Provider]:
    try:
        say("sign-on: installing and starting the peer")
        installed()
    except PeerMissingError as error:
        say(f"sign-on: without the peer: {error}")
        return []
    return [stack.enter_context(peer(installation.folder, commit, cores=cores)) for commit in COMMITS]


def _interleaved(installation: Installation, providers: list[Provider], plan: Plan, *, say: Say) -> Runs:
    runs: Runs = {}
    for number in range(1, plan.rounds + 1):
        for at_once in CONCURRENCY:
            asyncio.run(hear_the_gate(installation.folder))
            for provider in providers:
                say(f"sign-on: {provider.name}, {at_once} at once, round {number} of {plan.rounds}")
                measured = uvloop.run(_sign_ons(provider, at_once=at_once, seconds=plan.seconds))
                runs.setdefault((provider.name, at_once), []).append(measured)
    return runs


async def _sign_ons(provider: Provider, *, at_once: int, seconds: float) -> Measured:
    driving = await driver(provider)
    connections = [await connected(provider.port) for _ in range(at_once)]
    try:
        return await keep_busy(
            [repeated(driving, connection) for connection in connections], seconds=seconds, servers=[provider.pid]
        )
    finally:
        for connection in connections:
            connection.close()


def _with_worker(installation: Installation, ours: Provider, plan: Plan, *, say: Say) -> Row:
    """The same while the worker, on the client's core, seals the journal and follows the gate in the same databases."""
    command = ugyfelkapu("worker", "--settings", str(installation.settings_file))
    runs = []
    with running(command, cores=os.sched_getaffinity(0), output=installation.folder / "worker.log"):
        for number in range(1, plan.rounds + 1):
            say(f"sign-on: with the worker, {WITH_WORKER_AT} at once, round {number} of {plan.rounds}")
            runs.append(uvloop.run(_sign_ons(ours, at_once=WITH_WORKER_AT, seconds=2 * plan.seconds)))
    return _alone(f"sign-ons with the worker running, {WITH_WORKER_AT} at once, one core", runs)


def _rows(runs: Runs, ours: Provider, peers: list[Provider], *, at_once: int) -> list[Row]:
    row = _alone(f"sign-ons, {at_once} at once, one core", runs[ours.name, at_once])
    return [_beside(row, rival.name, runs[rival.name, at_once]) for rival in peers] or [row]


def _alone(name: str, runs: list[Measured]) -> Row:
    return Row(
        name=name,
        unit="1/s",
        rounds=[run.per_second for run in runs],
        cpu_ms=median(run.cpu_ms for run in runs),
        p50_ms=median(run.percentile_ms(50) for run in runs),
        p99_ms=median(run.percentile_ms(99) for run in runs),
    )


def _beside(row: Row, rival: str, runs: list[Measured]) -> Row:
    peer_rounds = [run.per_second for run in runs]
    return replace(
        row,
        peer=rival,
        peer_rounds=peer_rounds,
        peer_cpu_ms=median(run.cpu_ms for run in runs),
        peer_p50_ms=median(run.percentile_ms(50) for run in runs),
        peer_p99_ms=median(run.percentile_ms(99) for run in runs),
        target=f"ratio >= {TARGET}",
        is_met=row.value / median(peer_rounds) >= TARGET,
    )


def _memory(mib: list[float]) -> list[Row]:
    target = f"< {MEMORY_TARGET_MIB}"
    named = zip(("after start, one core", "after sign-ons", "at most during sign-ons"), mib, strict=True)
    return [
        Row(name=f"memory {when}", unit="MiB", rounds=[size], target=target, is_met=size < MEMORY_TARGET_MIB)
        for when, size in named
    ]

"""SAML sign-ons of all contestants, in rounds in which each takes its turn."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from functools import partial
from pathlib import Path

import httpx
import uvloop

from bench.beside import endurance, measurement, report
from bench.beside.contestant import NotHereError
from bench.connection import connected
from bench.installation import Installation, hear_the_gate
from bench.load import Measured, keep_busy
from bench.machine import on_cores, server_and_client_cores
from bench.processes import NotStartedError
from bench.result import Row
from bench.sign_on import Plan, Say
from bench.sso import lemonldap, ours, pysaml2, results, simplesamlphp
from bench.sso.asker import Asker, answer_in, question_to
from bench.sso.contestant import SamlContestant
from bench.sso.results import Machine, Measurement, Result

AT_ONCE = 32
Entrant = Callable[[Path, set[int]], AbstractContextManager[SamlContestant]]
PEERS: dict[str, Entrant] = {
    "simplesamlphp": simplesamlphp.entrant,
    "simplesamlphp, durable": partial(simplesamlphp.entrant, store="sql"),
    "pysaml2": pysaml2.entrant,
    "lemonldap-ng": lemonldap.entrant,
}


def measure(installation: Installation, plan: Plan, *, machine: Machine, say: Say) -> list[Row]:
    """The rows, ours and each peer's beside them; the report is written anew."""
    server_cores, client_cores = server_and_client_cores()
    installation.folder.parent.chmod(0o755)  # peers that run as users of their own reach their places in it
    measured: dict[str, Result] = {}
    missing: dict[str, str] = {}
    with ExitStack() as stack:
        contestants = stack.enter_context(ours.entrants(installation, server_cores))
        for name, entrant in PEERS.items():
            say(f"saml: starting {name}")
            try:
                contestants.append(stack.enter_context(entrant(installation.folder.parent, server_cores)))
            except (NotHereError, NotStartedError) as error:
                missing[name] = str(error)
                say(f"saml: without {name}: {error}")
        stack.enter_context(on_cores(client_cores))
        for contestant in contestants:
            measured[_key(contestant)] = Result.of(contestant, is_verifying=asyncio.run(_refuses_forgeries(contestant)))
        for contestant in _turns(contestants, plan, say=say):
            asyncio.run(hear_the_gate(installation.folder))
            measured[_key(contestant)].add(uvloop.run(_sign_ons(contestant, seconds=plan.seconds)))
    whole = Measurement(
        machine=dict(machine),
        rounds=plan.rounds,
        seconds=plan.seconds,
        at_once=AT_ONCE,
        results=list(measured.values()),
        missing=missing,
    )
    say(f"kept in {results.keep(whole)}")
    report.write(measurement.kept(), endurance.kept())
    return results.rows(whole)


def _key(contestant: SamlContestant) -> str:
    return f"{contestant.name} {contestant.store}"


def _turns(contestants: list[SamlContestant], plan: Plan, *, say: Say) -> Iterator[SamlContestant]:
    for number in range(1, plan.rounds + 1):
        for contestant in contestants:
            say(f"saml: {contestant.name}, round {number} of {plan.rounds}")
            yield contestant


async def _sign_ons(contestant: SamlContestant, *, seconds: float) -> Measured:
    connections = [await connected(contestant.port) for _ in range(AT_ONCE)]
    asker = Asker(contestant)
    try:
        return await keep_busy(
            [partial(asker.step, each) for each in connections], seconds=seconds, servers=list(contestant.pids)
        )
    finally:
        for connection in connections:
            connection.close()


async def _refuses_forgeries(contestant: SamlContestant) -> bool:
    """Whether it looks at the signature of a request at all."""
    forged = question_to(contestant, "_forged").replace("Signature=", "Signature=AAAA", 1)
    address = f"http://localhost:{contestant.port}{forged}"
    headers = {"Cookie": contestant.cookies[0], "Accept": "text/html"}
    async with httpx.AsyncClient(timeout=30) as client:
        answer = await client.get(address, headers=headers)
    document = answer_in(answer.content)
    return document is None or b"Assertion" not in document

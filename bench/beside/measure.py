"""All contestants side by side: for each kind of work they take turns, round by round."""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path

import uvloop

from bench.beside.contestant import AT_ONCE, SIGN_INS_BESIDE, Contestant, Kind, NotHereError
from bench.beside.entrants import ENTRANTS
from bench.beside.measurement import Measurement, Round, result_of, round_of
from bench.beside.steps import password_sign_ins, steps_of
from bench.connection import Line, WrongAnswerError
from bench.load import Measured, keep_busy
from bench.machine import on_cores, resident_mib, server_and_client_cores, with_descendants
from bench.population import bar
from bench.processes import NotStartedError

PREPARING_SECONDS = 120.0
LONGEST_REASON = 300

Say = Callable[[str], None]
Starter = Callable[[str], AbstractContextManager[Contestant]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How much is measured; all kinds and all peers where none is named."""

    rounds: int
    seconds: float
    kinds: Sequence[Kind] = tuple(Kind)
    peers: Sequence[str] = tuple(ENTRANTS)


@dataclass(slots=True)
class Tally:
    """What was measured so far."""

    contestants: list[Contestant] = field(default_factory=list)
    absent: dict[str, str] = field(default_factory=dict)
    rounds: dict[str, dict[str, list[Round]]] = field(default_factory=dict)
    """By title and kind."""
    failed: dict[str, dict[str, str]] = field(default_factory=dict)


def measure(
    folder: Path, plan: Plan, *, machine: Mapping[str, str | float], keep: Callable[[Measurement], None], say: Say
) -> None:
    """Start everybody, measure turn by turn, and hand over what there is: at the end, and when interrupted."""
    server_cores, client_cores = server_and_client_cores()
    tally, is_whole = Tally(), False
    with ExitStack() as stack:
        _start(tally, stack, plan.peers, start=lambda name: ENTRANTS[name](folder, server_cores), say=say)
        stack.enter_context(on_cores(client_cores))
        try:
            _take_turns(tally, plan, say=say)
            is_whole = True
        finally:
            keep(_measurement(tally, plan, machine=machine, is_whole=is_whole))


def _start(tally: Tally, stack: ExitStack, names: Sequence[str], *, start: Starter, say: Say) -> None:
    for name in names:
        say(f"peers: starting {name}")
        try:
            contestant = stack.enter_context(start(name))
        except (NotHereError, NotStartedError) as error:
            tally.absent[name] = str(error)[-LONGEST_REASON:]
            say(f"peers: without {name}: {error}")
        else:
            tally.contestants.append(contestant)
            tally.rounds[contestant.title] = {}
            tally.failed[contestant.title] = {}


def _take_turns(tally: Tally, plan: Plan, *, say: Say) -> None:
    turns = [
        (number, kind, contestant)
        for number, kind, contestant in product(range(1, plan.rounds + 1), plan.kinds, tally.contestants)
        if kind not in contestant.missing
    ]
    began_at = time.monotonic()
    for done, (number, kind, contestant) in enumerate(turns):
        left = (time.monotonic() - began_at) / done * (len(turns) - done) / 60 if done else 0.0
        ahead = f"about {left:.0f} min left, " if done else ""
        say(f"{bar(done, len(turns))} {done} of {len(turns)}, {ahead}round {number}: {kind}, {contestant.title}")
        _take_turn(tally, contestant, kind, seconds=plan.seconds)


def _take_turn(tally: Tally, contestant: Contestant, kind: Kind, *, seconds: float) -> None:
    """A wrong answer is worth no figure: the row says what came, and is not measured again."""
    failed = tally.failed[contestant.title]
    if kind in failed:
        return
    contestant.hear()
    try:
        measured = uvloop.run(_measured(contestant, kind, seconds=seconds))
    except (WrongAnswerError, OSError, ExceptionGroup) as error:
        failed[kind] = f"failed: {_reason(error)}"
        return
    tally.rounds[contestant.title].setdefault(kind, []).append(round_of(measured))


def _reason(error: BaseException) -> str:
    while isinstance(error, ExceptionGroup):
        error = error.exceptions[0]
    return f"{type(error).__name__} {error}"[:LONGEST_REASON]


async def _measured(contestant: Contestant, kind: Kind, *, seconds: float) -> Measured:
    lines = [Line(contestant.provider.port) for _ in range(AT_ONCE[kind])]
    others = [Line(contestant.provider.port) for _ in range(SIGN_INS_BESIDE if kind is Kind.MIXED else 0)]
    try:
        async with asyncio.timeout(PREPARING_SECONDS):
            steps = await steps_of(kind, contestant, lines)
            beside = await password_sign_ins(contestant, others) if others else []
        return await keep_busy(steps, seconds=seconds, servers=contestant.pids, beside=beside)
    finally:
        for line in (*lines, *others):
            line.close()


def _measurement(tally: Tally, plan: Plan, *, machine: Mapping[str, str | float], is_whole: bool) -> Measurement:
    return Measurement(
        machine=machine,
        planned_rounds=plan.rounds,
        seconds=plan.seconds,
        is_whole=is_whole,
        absent=tally.absent,
        results=[
            result_of(
                contestant,
                tally.rounds[contestant.title],
                failed=tally.failed[contestant.title],
                memory_mib=_memory_mib(contestant.pids[0]),
            )
            for contestant in tally.contestants
        ],
    )


def _memory_mib(pid: int) -> float:
    """Of the server and all that it started."""
    return sum(resident_mib(one) for one in with_descendants([pid]))

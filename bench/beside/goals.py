"""What the figures have to reach (docs/benchmarks.md), judged from a measurement alone."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from bench.beside.contestant import Kind
from bench.beside.django_toolkit import NAME as PYTHON_PEER
from bench.beside.measurement import Result
from bench.beside.oidc_provider import GROUP, PEER
from bench.beside.ours import NAME

CODE_FLOW_TIMES = 2.0
OTHERS_TIMES = 1.3
PYTHON_TIMES = 20.0
MIXED_P99_MS = 25.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """One thing to reach, and what was reached."""

    name: str
    target: str
    measured: str
    is_met: bool


def goals(results: Sequence[Result]) -> list[Goal]:
    """All that can be judged from what was measured."""
    return [*_first(results), *_same_store(results), *_python(results), *_mixed(results)]


def _first(results: Sequence[Result]) -> Iterator[Goal]:
    """Ours is first in every row among those that keep what they say."""
    ours = [result for result in results if result.name == NAME]
    rivals = [result for result in results if result.name != NAME and result.durable]
    for kind in Kind:
        best, rival = _fastest(ours, kind), _fastest(rivals, kind)
        if best is not None and rival is not None:
            yield _ratio(f"{kind}: first of the durable", best, rival, kind=kind, times=1.0)


def _same_store(results: Sequence[Result]) -> Iterator[Goal]:
    """Beside oidc-provider on the same store, with group commit as ours."""
    rival = _of(results, lambda result: result.name == PEER and result.store == GROUP)
    ours = _of(results, lambda result: result.name == NAME and result.store.startswith("SQLite"))
    for kind in Kind if rival and ours else ():
        times = CODE_FLOW_TIMES if kind is Kind.CODE_FLOW else OTHERS_TIMES
        if rival and ours and rival.per_second(kind) and ours.per_second(kind):
            yield _ratio(f"{kind}: beside {PEER} on SQLite", ours, rival, kind=kind, times=times)


def _python(results: Sequence[Result]) -> Iterator[Goal]:
    """Beside the Python peer, each of our stores; a password's hash costs all the same, so that row says nothing here."""
    rival = _of(results, lambda result: result.name == PYTHON_PEER)
    for kind, ours in product(Kind, results):
        is_judged = kind not in (Kind.PASSWORD, Kind.MIXED) and ours.name == NAME
        if rival and is_judged and rival.per_second(kind) and ours.per_second(kind):
            store = ours.store.partition(" ")[0]
            yield _ratio(f"{kind}: {store} beside {PYTHON_PEER}", ours, rival, kind=kind, times=PYTHON_TIMES)


def _mixed(results: Sequence[Result]) -> Iterator[Goal]:
    for result in results:
        p99 = result.p99_ms(Kind.MIXED)
        if result.name == NAME and p99 is not None:
            yield Goal(
                name=f"{Kind.MIXED}: p99, {result.store}",
                target=f"< {MIXED_P99_MS:g} ms",
                measured=f"{p99:.1f} ms",
                is_met=p99 < MIXED_P99_MS,
            )


def _ratio(name: str, ours: Result, rival: Result, *, kind: Kind, times: float) -> Goal:
    reached = (ours.per_second(kind) or 0) / (rival.per_second(kind) or 1)
    by_cpu = (rival.cpu_ms(kind) or 0) / (ours.cpu_ms(kind) or 1)
    beside = f", beside {rival.title}" if "first" in name else ""
    measured = f"{reached:.2f} times (by CPU {by_cpu:.2f}){beside}"
    return Goal(name=name, target=f">= {times:g} times", measured=measured, is_met=reached >= times)


def _fastest(results: Sequence[Result], kind: Kind) -> Result | None:
    measured = [result for result in results if result.per_second(kind)]
    return max(measured, key=lambda result: result.per_second(kind) or 0, default=None)


def _of(results: Sequence[Result], fits: Callable[[Result], bool]) -> Result | None:
    return next((result for result in results if fits(result)), None)

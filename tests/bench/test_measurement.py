"""The benchmark's arithmetic, and what its report says: figures, goals, gaps, and the noise beside them."""

from collections.abc import Sequence

import pytest

from bench.beside.contestant import Kind
from bench.beside.endurance import Endured, Sample
from bench.beside.endurance_report import endured_section, picture
from bench.beside.goals import Goal, goals
from bench.beside.measurement import Measurement, Result, Round
from bench.beside.oidc_provider import GROUP
from bench.beside.ours import NAME
from bench.beside.picture import picture as picture_of_peers
from bench.beside.report import document
from bench.load import Measured


def _rounds(*speeds: float, p99_ms: float = 20.0) -> list[Round]:
    return [Round(per_second=speed, p50_ms=10.0, p99_ms=p99_ms, cpu_ms=0.5) for speed in speeds]


def _result(name: str, store: str, rounds: dict[Kind, list[Round]], *, durable: bool = True) -> Result:
    return Result(
        name=name,
        store=store,
        version="1.2",
        durable=durable,
        missing={Kind.PUSHED_FLOW: "not offered"},
        memory_mib=100.0,
        rounds={str(kind): values for kind, values in rounds.items()},
    )


def _ours(speed: float) -> Result:
    return _result(NAME, "SQLite 3", {Kind.CODE_FLOW: _rounds(speed), Kind.REFRESH: _rounds(speed)})


def _met(judged: Sequence[Goal]) -> dict[str, bool]:
    return {goal.name: goal.is_met for goal in judged}


def test_a_figure_is_the_median_of_its_rounds_and_the_noise_is_how_far_they_lie_apart() -> None:
    result = _result("peer", "store", {Kind.REFRESH: _rounds(90, 100, 130)})
    assert result.per_second(Kind.REFRESH) == 100
    assert result.spread(Kind.REFRESH) == pytest.approx(0.4)
    assert result.per_second(Kind.USERINFO) is None
    assert result.spread(Kind.USERINFO) is None


def test_a_percentile_is_the_nearest_rank() -> None:
    measured = Measured(pieces=100, seconds=2.0, latencies_ms=[float(number) for number in range(100, 0, -1)], cpu_ms=1.0)
    assert measured.percentile_ms(50) == 51
    assert measured.percentile_ms(99) == 100
    assert measured.per_second == 50


@pytest.mark.parametrize(("speed", "is_met"), [(200, True), (199, False)])
def test_a_code_flow_must_be_twice_as_fast_as_the_peer_on_the_same_store(speed: float, *, is_met: bool) -> None:
    rival = _result("oidc-provider", GROUP, {Kind.CODE_FLOW: _rounds(100), Kind.REFRESH: _rounds(100)})
    met = _met(goals([_ours(speed), rival]))
    assert met["code flow: beside oidc-provider on SQLite"] is is_met
    assert met["refresh with rotation: beside oidc-provider on SQLite"]


def test_ours_must_be_first_of_those_that_keep_what_they_say() -> None:
    forgetful = _result("oidc-provider", "in memory", {Kind.CODE_FLOW: _rounds(900)}, durable=False)
    keeping = _result("other", "PostgreSQL", {Kind.CODE_FLOW: _rounds(101)})
    assert _met(goals([_ours(100), forgetful])) == {}
    assert _met(goals([_ours(100), forgetful, keeping])) == {"code flow: first of the durable": False}


def test_tokens_come_within_the_promised_time_while_people_sign_in() -> None:
    slow = _result(NAME, "SQLite 3", {Kind.MIXED: _rounds(100, p99_ms=25.0)})
    quick = _result(NAME, "PostgreSQL 15", {Kind.MIXED: _rounds(100, p99_ms=24.9)})
    assert [goal.is_met for goal in goals([slow, quick])] == [False, True]


def test_the_report_names_the_machine_the_gaps_and_what_was_not_met() -> None:
    measurement = Measurement(
        machine={"processor": "a 6502", "load_before": 0.2},
        planned_rounds=3,
        seconds=2.0,
        is_whole=False,
        absent={"glewlwyd": "not\ninstalled | here"},
        results=[_ours(100), _result("oidc-provider", GROUP, {Kind.CODE_FLOW: _rounds(90, 110)})],
    )
    text = document(measurement, None)
    for said in ("processor a 6502", "load before 0.2", "Interrupted", "| code flow | 100 | 100 |", "**not met**", "20%"):
        assert said in text, said
    assert "- A, PAR + code flow: not offered" in text
    assert "- glewlwyd: not installed \\| here" in text
    assert picture_of_peers(measurement.results).count("<rect") == 1 + 3


def test_memory_is_flat_when_the_end_is_no_higher_than_the_beginning_after_the_warm_up() -> None:
    risen = _endured([100.0, *[120.0] * 5, *[137.0] * 4])
    flat = _endured([80.0, *[120.0] * 9])
    assert risen.growth_mib == pytest.approx(17.0)
    assert "**not met**" in "".join(endured_section(risen))
    assert flat.growth_mib == 0
    assert "): met" in "".join(endured_section(flat))
    assert picture(flat).count("<polyline") == 3
    assert _endured([1.0, 2.0]).growth_mib is None


def _endured(memory: list[float]) -> Endured:
    samples = [
        Sample(flows=10 * (place + 1), seconds=float(place + 1), server_mib=mib, worker_mib=80.0, database_mib=5.0)
        for place, mib in enumerate(memory)
    ]
    return Endured(machine={}, planned=1000, samples=samples, starts=1)

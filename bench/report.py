"""The results as a table for people and as JSON for the next comparison."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from bench.result import Row

RESULTS = Path(__file__).parent / "results"
HEADS = (
    "what",
    "median",
    "unit",
    "CPU ms",
    "p50 ms",
    "p99 ms",
    "peer",
    "median",
    "CPU ms",
    "p99 ms",
    "ratio",
    "by CPU",
    "target",
    "",
)
HUNDRED = 100


def table(rows: Sequence[Row]) -> str:
    """All rows, columns aligned."""
    cells = [HEADS, *(_cells(row) for row in rows)]
    widths = [max(len(line[place]) for line in cells) for place in range(len(HEADS))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in cells]
    return "\n".join([lines[0], "-" * len(lines[0]), *lines[1:]])


def keep(rows: Sequence[Row], machine: Mapping[str, str | float]) -> Path:
    """Write `bench/results/latest.json`; where."""
    RESULTS.mkdir(exist_ok=True)
    file = RESULTS / "latest.json"
    document = {"machine": machine, "rows": [_document(row) for row in rows]}
    file.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
    return file


def _document(row: Row) -> dict[str, object]:
    return {**asdict(row), "value": row.value, "peer_value": row.peer_value, "ratio": row.ratio, "cpu_ratio": row.cpu_ratio}


def _cells(row: Row) -> tuple[str, ...]:
    return (
        row.name,
        _number(row.value),
        row.unit,
        _number(row.cpu_ms),
        _number(row.p50_ms),
        _number(row.p99_ms),
        row.peer,
        _number(row.peer_value),
        _number(row.peer_cpu_ms),
        _number(row.peer_p99_ms),
        _number(row.ratio),
        _number(row.cpu_ratio),
        row.target,
        {True: "met", False: "NOT MET", None: ""}[row.is_met],
    )


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:.0f}" if value >= HUNDRED or value == int(value) else f"{value:.2f}"

"""What fuzzing found, and the smallest inputs that reach every rule it reached, once more in every run (decision 0035)."""

from pathlib import Path

import pytest

from tests.fuzz.seeds import seeds
from tests.fuzz.targets import TARGETS

HERE = Path(__file__).parent


def inputs(folder: str) -> list[Path]:
    return sorted(file for file in (HERE / folder).glob("*/*") if file.is_file())


@pytest.mark.parametrize("file", inputs("found"), ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_what_was_found_once_does_no_harm(file: Path) -> None:
    TARGETS[file.parent.name](file.read_bytes())


@pytest.mark.parametrize("name", TARGETS)
def test_every_input_worth_keeping_keeps_the_rules(name: str) -> None:
    kept = sorted((HERE / "corpus" / name).iterdir())
    assert kept
    for data in (*seeds(name), *(file.read_bytes() for file in kept)):
        TARGETS[name](data)

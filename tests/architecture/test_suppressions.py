"""Whoever silences a check says why, on the line (CONTRIBUTING.md, "Docstrings and comments")."""

import re

import pytest

from tests.architecture.source import ROOT, Module, modules

SILENCED = re.compile(r"#\s*(?:no" + r"qa|type:\s*ignore|mypy:|ruff:|pragma:)(?P<rest>.*)")
CODES_AND_REASON = re.compile(r":\s*[A-Z]+\d+(?:,\s*[A-Z]+\d+)*\s+(?:-|#)\s*\w+.*|\[[\w, -]+\]\s+(?:-|#)\s*\w+.*")


@pytest.mark.parametrize("module", [*modules(), *modules(ROOT / "tests")], ids=lambda module: module.label)
def test_a_silenced_check_says_why(module: Module) -> None:
    silent = [
        f"{module.label}:{number} {line.strip()}"
        for number, line in enumerate(module.text.splitlines(), start=1)
        if (found := SILENCED.search(line)) and not CODES_AND_REASON.fullmatch(found["rest"].strip())
    ]
    assert not silent

"""The papers speak of this code: what they name exists, and what the code cites is written."""

import re
from pathlib import Path

import pytest

from tests.architecture.source import PACKAGE, ROOT, modules

PAPERS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("*.md"))
PARTS_OF_A_DECISION = ("Context", "Choice", "What else was looked at", "Consequences")
RULES = {f"R{number}" for number in range(1, 19)}
NAMED_FILE = re.compile(r"`((?:src|tests|docs|tools|bench|assets|\.ci)/[\w./-]+\.\w+)`")
NAMED_TEST = re.compile(r"`(tests/[\w./-]+\.py)::(test_\w+)`")
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#]+)(?:#[^)]*)?\)")


@pytest.mark.parametrize("paper", PAPERS, ids=lambda path: path.name)
def test_a_paper_names_only_files_there_are(paper: Path) -> None:
    text = paper.read_text(encoding="utf-8")
    missing = [name for name in NAMED_FILE.findall(text) if not (ROOT / name).exists()]
    missing += [link for link in LINK.findall(text) if not (paper.parent / link).exists()]
    assert not missing


def test_conformance_names_only_files_there_are() -> None:
    text = (ROOT / "CONFORMANCE.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:oidc|saml|domain|store|actions|web)/[\w/]+\.py|ports\.py)`", text))
    assert named
    assert not [name for name in named if not (PACKAGE / "broker" / name).exists()]


def test_the_architecture_names_only_files_there_are() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:[a-z_]+/)*[a-z_]+\.py)`", text)) - {"jose.py"}
    assert named
    assert not [name for name in named if not (PACKAGE / name).exists() and not (ROOT / name).exists()]


def test_a_test_named_as_proof_exists() -> None:
    named = [found for paper in PAPERS for found in NAMED_TEST.findall(paper.read_text(encoding="utf-8"))]
    missing = [
        f"{path}::{name}"
        for path, name in named
        if not (ROOT / path).exists() or f"def {name}(" not in (ROOT / path).read_text(encoding="utf-8")
    ]
    assert not missing


def test_decision_records_are_numbered_without_doubles() -> None:
    numbers = [match[1] for path in DECISIONS if (match := re.fullmatch(r"(\d{4})-[a-z0-9-]+\.md", path.name))]
    assert len(numbers) == len(DECISIONS) == len(set(numbers))


@pytest.mark.parametrize("record", DECISIONS, ids=lambda path: path.stem)
def test_a_decision_says_why_and_what_follows(record: Path) -> None:
    text = record.read_text(encoding="utf-8")
    assert text.startswith(f"# {record.name[:4]} ")
    assert not [part for part in PARTS_OF_A_DECISION if f"\n## {part}\n" not in text]


def test_a_rule_that_is_cited_is_written() -> None:
    cited = {
        (module.label, rule)
        for module in [*modules(), *modules(ROOT / "tests")]
        for citation in re.findall(r"domain\.md`?,? (R\d+(?:(?:, | and |-)R\d+)*)", module.text)
        for rule in re.findall(r"R\d+", citation)
    }
    written = set(re.findall(r"^## (R\d+) ", (ROOT / "docs" / "domain.md").read_text(encoding="utf-8"), re.MULTILINE))
    assert written == RULES
    assert not {(label, rule) for label, rule in cited if rule not in RULES}


def test_a_paper_that_code_cites_exists() -> None:
    folders = (ROOT, ROOT / "docs", ROOT / "docs" / "decisions")
    cited = {
        (module.label, name)
        for module in [*modules(), *modules(ROOT / "tests")]
        for name in re.findall(r"`(?:docs/(?:decisions/)?)?([\w-]+\.md)\b", module.text)
    }
    assert not {(label, name) for label, name in cited if not any(name in _names(folder) for folder in folders)}


def _names(folder: Path) -> set[str]:
    """File names as they are spelled, whatever the file system forgives."""
    return {path.name for path in folder.iterdir()}

"""Every text exists in every language, says the same things, and is used (CONTRIBUTING.md, "Pages")."""

import ast
import re
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.pofile import read_po

from tests.architecture.source import PACKAGE, modules

LANGUAGES = ("hu", "en", "de")
HUNGARIAN = sorted(PACKAGE.rglob("locale/hu/*.po"))
TEMPLATES = sorted(
    path for path in PACKAGE.rglob("*") if path.suffix in {".html", ".txt", ".typ"} and "static" not in path.parts
)
KEY = re.compile(r"""["']([a-z][a-z0-9_]*(?:\.[a-z0-9_-]+)+)["']""")
ASKED_IN_TEMPLATE = re.compile(r"""(?<![\w.])t\(\s*"([^"]+)"\s*[,)]""")
COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
PREFIX_IN_TEMPLATE = re.compile(r'"([a-z][a-z0-9_]*\.[a-z0-9_.-]*)"\s*~')


def _texts(path: Path) -> dict[str, tuple[str, ...]]:
    with path.open("rb") as file:
        return {_key(message.id): _forms(message.string) for message in read_po(file, abort_invalid=True) if message.id}


def _key(identifier: object) -> str:
    return str(identifier[0]) if isinstance(identifier, tuple | list) else str(identifier)


def _forms(string: object) -> tuple[str, ...]:
    return tuple(map(str, string)) if isinstance(string, tuple | list) else (str(string or ""),)


def _placeholders(forms: tuple[str, ...]) -> set[str]:
    return {name for form in forms for _, name, _, _ in Formatter().parse(form) if name is not None}


def _in(path: Path, language: str) -> Path:
    return path.parents[1] / language / path.name


def _said(path: Path) -> str:
    """A template without its comments."""
    return COMMENT.sub("", path.read_text(encoding="utf-8"))


DEFINED = {key: path for path in HUNGARIAN for key in _texts(path)}


@pytest.mark.parametrize("path", HUNGARIAN, ids=lambda path: path.stem)
def test_the_languages_have_the_same_keys(path: Path) -> None:
    keys = {language: set(_texts(_in(path, language))) for language in LANGUAGES}
    assert keys["hu"] == keys["en"] == keys["de"], {
        language: sorted(set.union(*keys.values()) - found) for language, found in keys.items()
    }


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", HUNGARIAN, ids=lambda path: path.stem)
def test_no_text_is_empty(path: Path, language: str) -> None:
    empty = [key for key, forms in _texts(_in(path, language)).items() if not all(form.strip() for form in forms)]
    assert not empty


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("path", HUNGARIAN, ids=lambda path: path.stem)
def test_a_translation_fills_in_the_same_values(path: Path, language: str) -> None:
    hungarian, other = _texts(path), _texts(_in(path, language))
    differing = {
        key: (_placeholders(hungarian[key]), _placeholders(other[key]))
        for key in hungarian.keys() & other.keys()
        if _placeholders(hungarian[key]) != _placeholders(other[key])
    }
    assert not differing


def test_no_key_is_in_two_catalogues() -> None:
    every = [key for path in HUNGARIAN for key in _texts(path)]
    assert len(every) == len(DEFINED), sorted({key for key in every if every.count(key) > 1})


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_template_asks_only_for_texts_there_are(path: Path) -> None:
    assert not set(ASKED_IN_TEMPLATE.findall(_said(path))) - DEFINED.keys()


def test_code_asks_only_for_texts_there_are() -> None:
    asked = {
        f"{module.label}:{node.lineno}": first.value
        for module in modules()
        for node in module.nodes
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in {"t", "text"} and node.args
        for first in node.args[:1]
        if isinstance(first, ast.Constant) and isinstance(first.value, str) and "." in first.value
    }
    assert not {place: key for place, key in asked.items() if key not in DEFINED}


def test_no_text_is_left_over() -> None:
    named, prefixes = _used()
    assert not sorted(key for key in DEFINED if key not in named and not key.startswith(tuple(prefixes)))


def _used() -> tuple[set[str], set[str]]:
    """Keys that stand somewhere in full, and the beginnings of keys put together from parts."""
    named: set[str] = set()
    prefixes: set[str] = set()
    for path in TEMPLATES:
        text = _said(path)
        named |= set(KEY.findall(text))
        prefixes |= set(PREFIX_IN_TEMPLATE.findall(text))
    for module in modules():
        named |= set(KEY.findall(module.text))
        prefixes |= set(re.findall(r'f"([a-z][a-z0-9_]*\.[a-z0-9_.-]*)\{', module.text))
    return named, prefixes

"""A file or function that outgrows its bounds is two things (CONTRIBUTING.md, "Shape")."""

import ast
from collections.abc import Iterator

import pytest

from tests.architecture.source import ROOT, Module, modules

LONGEST_FILE_LINES = 300
LONGEST_FUNCTION_LINES = 40
MOST_PARAMETERS = 5
MOST_POSITIONAL = 3  # a transaction, what it is about, and at most one more; the rest by name

AnyFunction = ast.FunctionDef | ast.AsyncFunctionDef
SOURCES = [*modules(), *modules(ROOT / "tests")]


@pytest.mark.parametrize("module", SOURCES, ids=lambda module: module.label)
def test_a_file_fits_in_the_head(module: Module) -> None:
    assert len(module.text.splitlines()) <= LONGEST_FILE_LINES


@pytest.mark.parametrize("module", SOURCES, ids=lambda module: module.label)
def test_a_function_fits_on_a_screen(module: Module) -> None:
    long = {node.name: _length(node) for node in _functions(module) if _length(node) > LONGEST_FUNCTION_LINES}
    assert not long, f"{module.label}: {long}"


@pytest.mark.parametrize("module", modules(), ids=lambda module: module.label)
def test_a_function_takes_few_things_and_most_by_name(module: Module) -> None:
    broad = {
        node.name: (positional, every)
        for node in _functions(module)
        for positional, every in [_parameters(node)]
        if not module.is_in("cli")  # the parameters of a command are the options a person types
        if every > MOST_PARAMETERS or positional > MOST_POSITIONAL
    }
    assert not broad, f"{module.label}: (positional, all) {broad}"


def _functions(module: Module) -> Iterator[AnyFunction]:
    return (node for node in module.nodes if isinstance(node, AnyFunction))


def _length(node: AnyFunction) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def _parameters(node: AnyFunction) -> tuple[int, int]:
    """How many may be given by position, and how many there are; `self` is none of them."""
    positional = [arg.arg for arg in [*node.args.posonlyargs, *node.args.args] if arg.arg not in {"self", "cls"}]
    return len(positional), len(positional) + len(node.args.kwonlyargs)

"""The source as these tests read it: as text and as syntax, never imported."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "ugyfelkapu"


@dataclass(frozen=True, slots=True, kw_only=True)
class Module:
    """One Python file; `name` is its dotted name inside the package, such as `gate.domain.identity`."""

    path: Path
    name: str
    text: str
    nodes: tuple[ast.AST, ...]
    """All of its syntax."""

    @property
    def label(self) -> str:
        """Where a finding is, for the reader of a failure."""
        return str(self.path.relative_to(ROOT))

    def is_in(self, *rooms: str) -> bool:
        """Whether this module is one of the rooms or inside one."""
        return any(self.name == room or self.name.startswith(f"{room}.") for room in rooms)


@cache
def modules(under: Path = PACKAGE) -> tuple[Module, ...]:
    """Every Python file below a folder, in order; read once for all the tests, since to read takes longer than to look."""
    return tuple(_module(path, under) for path in sorted(under.rglob("*.py")))


@cache
def imports(module: Module) -> tuple[str, ...]:
    """The dotted names a module imports; a name taken from a module counts as inside it."""
    plain = [alias.name for node in module.nodes if isinstance(node, ast.Import) for alias in node.names]
    taken = [
        f"{node.module}.{alias.name}"
        for node in module.nodes
        if isinstance(node, ast.ImportFrom) and node.module
        for alias in node.names
    ]
    return (*plain, *taken)


def strings(module: Module) -> Iterator[ast.Constant]:
    """Every string in a module that is no docstring."""
    said = {id(node.value) for node in module.nodes if isinstance(node, ast.Expr)}
    for node in module.nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said:
            yield node


def _module(path: Path, under: Path) -> Module:
    text = path.read_text(encoding="utf-8")
    name = ".".join(path.relative_to(under).with_suffix("").parts).removesuffix(".__init__")
    return Module(path=path, name=name, text=text, nodes=tuple(ast.walk(ast.parse(text))))

"""What a room may know of the world (ARCHITECTURE.md, "The import rule"); import-linter keeps the rooms apart."""

import ast
import re

import pytest

from tests.architecture.source import Module, imports, modules, strings

PURE = {
    *("__future__", "base64", "bisect", "collections", "copy", "dataclasses", "datetime", "decimal", "difflib", "enum"),
    *("fractions", "functools", "hashlib", "hmac", "html", "ipaddress", "itertools", "json", "math", "operator", "re"),
    *("string", "struct", "textwrap", "types", "typing", "unicodedata", "urllib.parse", "zlib", "zoneinfo"),
    *("binascii", "idna", "pyotp", "webauthn"),  # they compute and ask nobody
    "importlib.resources",  # a list shipped with the code, such as blocked passwords, is part of the rule
    *("ugyfelkapu.identification", "ugyfelkapu.folding", "ugyfelkapu.gate.domain", "ugyfelkapu.broker.domain"),
}
"""All that a domain may import: values and pure functions."""

ONLY_IN = {
    "joserfc": ("broker.oidc.jose", "broker.oidc.jwe", "demo"),
    "starlette": (
        "foundation.page",
        "gate.web",
        "broker.oidc",
        "broker.saml",
        "broker.web",
        "site",
        "monitoring",
        "cli",
        "demo",
        "adapters",
    ),
    "sqlite3": ("foundation.database",),
    "asyncpg": ("foundation.database", "demo.reset"),
    "jinja2": ("foundation.page", "gate.actions.mail", "demo"),
    "nacl": ("adapters",),
    "cryptography": ("adapters", "broker.oidc.jose", "broker.saml.xml", "demo"),
    "lxml": ("broker.saml.xml",),
    "xmlsec": ("broker.saml.xml",),
    "httpx": ("adapters", "app", "demo"),
    "aiosmtplib": ("adapters",),
    "authlib": ("demo",),
    "aiosmtpd": ("demo",),
    "uvicorn": ("site", "monitoring", "cli", "demo"),
    "pyhanko": ("adapters", "gate.web", "demo"),
    "pyhanko_certvalidator": ("adapters", "demo"),
    "asn1crypto": ("adapters", "demo"),
    "webauthn": ("gate.domain.passkey",),
    "segno": ("gate.web.factors", "gate.web.register"),
    "typst": ("adapters", "gate.web", "foundation.page"),
}
"""Each door to the world has its few rooms."""

READS_THE_WORLD = re.compile(
    r"\b(datetime\.(now|utcnow|today)|date\.today|time\.(time|time_ns)|os\.(environ|getenv|urandom)|secrets\.(token_\w+|choice|randbelow|randbits|SystemRandom)|random\.\w+|uuid[14])\b"
)
MAY_READ_THE_WORLD = ("adapters", "settings", "cli", "site", "demo", "foundation.identifiers")  # the last says why

SQL = re.compile(
    r"^\s*(SELECT\s.+\sFROM\s|INSERT\s+INTO\s|UPDATE\s+\w+\s+SET\s|DELETE\s+FROM\s|CREATE\s+(TABLE|INDEX)\s|WITH\s+\w+\s+AS\s)"
)
MAY_SPEAK_SQL = ("foundation", "gate.store", "broker.store")

IN_PACKAGE = modules()


def _starts(name: str, packages: set[str]) -> bool:
    return any(name == package or name.startswith(f"{package}.") for package in packages)


@pytest.mark.parametrize(
    "module", [each for each in IN_PACKAGE if each.is_in("gate.domain", "broker.domain")], ids=lambda module: module.name
)
def test_a_domain_imports_nothing_of_the_world(module: Module) -> None:
    foreign = [name for name in imports(module) if not _starts(name, PURE)]
    assert not foreign, f"{module.label} imports {foreign}"


@pytest.mark.parametrize("library", ONLY_IN)
def test_a_door_to_the_world_opens_only_from_its_rooms(library: str) -> None:
    elsewhere = [
        module.label
        for module in IN_PACKAGE
        if not module.is_in(*ONLY_IN[library]) and any(_starts(name, {library}) for name in imports(module))
    ]
    assert not elsewhere, f"{library} is imported in {elsewhere}; it belongs to {ONLY_IN[library]}"


def test_time_chance_and_environment_are_arguments_and_never_read_inside() -> None:
    found = [
        f"{module.label}:{node.lineno} {source}"
        for module in IN_PACKAGE
        if not module.is_in(*MAY_READ_THE_WORLD)
        for node in module.nodes
        if isinstance(node, ast.Attribute | ast.Name) and READS_THE_WORLD.fullmatch(source := ast.unparse(node))
    ]
    assert not found, found


def test_sql_is_spoken_in_stores_and_the_foundation_alone() -> None:
    found = [
        f"{module.label}:{node.lineno}"
        for module in IN_PACKAGE
        if not module.is_in(*MAY_SPEAK_SQL)
        for node in strings(module)
        if SQL.match(str(node.value))
    ]
    assert not found, found


def test_no_file_is_a_drawer() -> None:
    drawers = {"utils", "util", "helpers", "helper", "manager", "base", "common", "misc"}
    assert not [module.label for module in IN_PACKAGE if drawers & set(module.name.split("."))]


def test_nothing_is_left_unfinished() -> None:
    unfinished = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X|NotImplementedError)\b")
    assert not [module.label for module in IN_PACKAGE if unfinished.search(module.text)]

"""`ugyfelkapu payments reconcile`, as an operator runs it: against a gateway that is another process."""

import asyncio
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

import httpx
import pytest

from tests.cli.test_passwords import SETTINGS, run
from tests.town import free_ports
from ugyfelkapu.adapters.entropy import SystemEntropy
from ugyfelkapu.adapters.secret_box import make_key_file
from ugyfelkapu.app import migrated, opened
from ugyfelkapu.demo.payment_gateway.ledger import Ledger, Order
from ugyfelkapu.settings import read_settings

DAY = "2026-11-22"
PATIENCE_SECONDS = 30.0
Saying = Callable[[str], tuple[str, str]]
"""Gives what was printed, and what was said on the error stream."""


def command(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """`ugyfelkapu ARGUMENTS`, a process of its own."""
    line = [sys.executable, "-m", "ugyfelkapu.cli", *arguments, "--settings", str(folder / "settings.toml")]
    return subprocess.run(line, capture_output=True, text=True, check=False, env=os.environ | {"COLUMNS": "200"})


def write_key(folder: Path, name: str, content: bytes, *, mode: int = 0o600) -> None:
    (folder / name).write_bytes(content)
    (folder / name).chmod(mode)


def books_with_a_payment(folder: Path) -> None:
    """The gateway was paid for an order that nobody here knows."""
    ledger = Ledger(file=folder / "books.json")
    order = Order(
        order="never-heard-of",
        amount=3000,
        currency="HUF",
        return_url="",
        callback_url="",
        language="hu",
        expires_at=datetime(2026, 11, 23, tzinfo=UTC),
    )
    entry = ledger.announce(order)
    assert entry
    ledger.pay(entry, amount=3000, currency="HUF", today=date.fromisoformat(DAY))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation without a payment gateway, on SQLite."""
    made = tmp_path_factory.mktemp("installation")
    (made / "settings.toml").write_text(SETTINGS, encoding="utf-8")
    (made / "registers.token").write_text("token", encoding="ascii")
    make_key_file(made / "gate.key", SystemEntropy())
    asyncio.run(_migrate(made / "settings.toml"))
    return made


async def _migrate(file: Path) -> None:
    async with opened(read_settings(file)) as house:
        await migrated(house)


@pytest.fixture(scope="module")
def gateway(folder: Path) -> Iterator[str]:
    """Where a gateway listens, a process of its own with a payment in its books."""
    write_key(folder, "payment.key", b"k" * 32)
    books_with_a_payment(folder)
    port = free_ports()
    url = f"http://127.0.0.1:{port}"
    files = ["--key-file", str(folder / "payment.key"), "--books", str(folder / "books.json")]
    options = ["--port", str(port), "--url", url, *files]
    process = subprocess.Popen([sys.executable, "-m", "ugyfelkapu.demo.payment_gateway", *options])
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        try:
            httpx.get(f"{url}/health/live").raise_for_status()
            break
        except httpx.TransportError:
            time.sleep(0.05)
    yield url
    process.terminate()
    process.wait(PATIENCE_SECONDS)


@pytest.fixture
def pays_at(folder: Path) -> Iterator[Path]:
    """The settings file, as it was afterwards."""
    file = folder / "settings.toml"
    yield file
    file.write_text(SETTINGS, encoding="utf-8")


@pytest.fixture
def says(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Saying:
    """What the command says of a day on which something is wrong; in this process, which is quicker."""

    def act(day: str) -> tuple[str, str]:
        assert run(monkeypatch, "payments", "reconcile", day, "--settings", str(folder / "settings.toml")) == 2
        said = capsys.readouterr()
        return said.out, said.err

    return act


def with_gateway(file: Path, url: str, *, key: str = "payment.key", plain: bool = True) -> None:
    plain_http = 'plain_http_allowed = true\npublic_url = "http://localhost:8000"\n' if plain else ""
    settings = SETTINGS.replace('public_url = "https://gate.example"\n', "") if plain else SETTINGS
    more = f'{plain_http}payment_url = "{url}"\npayment_key_file = "{key}"\n'
    file.write_text(settings + more, encoding="utf-8")


def test_without_a_gateway_the_tills_alone_are_compared(folder: Path) -> None:
    done = command(folder, "payments", "reconcile", DAY)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        f"{DAY}  no money at the tills",
        "",
        "this installation has no payment gateway: nothing was paid online",
    ]


def test_a_difference_is_printed_and_the_command_ends_with_2(folder: Path, pays_at: Path, gateway: str) -> None:
    with_gateway(pays_at, gateway)
    done = command(folder, "payments", "reconcile", DAY)
    assert done.returncode == 2
    assert done.stderr == f"ugyfelkapu: {DAY}: 1 differences\n"
    lines = done.stdout.splitlines()
    assert lines[2].split() == [DAY, "here", "0", "movements", "0", "HUF"]
    assert lines[3].split() == [DAY, "there", "1", "movements", "3000", "HUF"]
    assert lines[-1].split() == ["never-heard-of", "missing", "here", "-", "payment", "3000", "HUF"]


TILL = (
    "INSERT INTO registration_body (body_id, kind, name) VALUES ('b1', 'government_window', 'Pécs')",
    """
    INSERT INTO clerk (clerk_id, body_id, role, username, username_folded, family_name, given_name, password, totp_secret,
                       appointed_at)
    VALUES ('c1', 'b1', 'clerk', 'kiss1', 'kiss1', 'Kiss', 'Éva', '', x'00', '2026-01-01T09:00:00.000000+00:00')
    """,
    """
    INSERT INTO till_entry (body_id, till_number, kind, payment_id, clerk_id, way, amount_forints, booked_at, booked_on)
    VALUES ('b1', 'P-1', 'taken', 'p1', 'c1', 'cash', 3000, '2026-11-20T09:00:00.000000+00:00', '2026-11-20')
    """,
)


def test_money_at_a_till_without_its_payment_and_closing_is_printed(folder: Path, says: Saying) -> None:
    with closing(sqlite3.connect(folder / "gate.db")) as gate, gate:
        for statement in TILL:
            gate.execute(statement)
    printed, error = says("2026-11-20")
    assert error == "ugyfelkapu: 2026-11-20: 2 differences\n"
    lines = printed.splitlines()
    assert lines[2].split() == ["Pécs", "kiss1", "cash", "1", "3000", "0", "0"]
    assert [line.split()[2:4] for line in lines[5:7]] == [["book", "P-1"], ["not", "closed"]]


@pytest.mark.parametrize(
    ("key", "mode", "why"),
    [
        (None, 0o600, "nowhere.key: No such file or directory"),
        (b"k" * 31, 0o600, "holds 31 bytes, fewer than 32"),
        (b"k" * 32, 0o640, "can be read by others: allow its owner alone (chmod 600)"),
    ],
)
def test_a_key_that_cannot_be_used_is_said_in_one_line(
    pays_at: Path, says: Saying, key: bytes | None, mode: int, why: str
) -> None:
    if key:
        write_key(pays_at.parent, "other.key", key, mode=mode)
    with_gateway(pays_at, "https://pay.example", key="other.key" if key else "nowhere.key", plain=False)
    (line,) = says(DAY)[1].splitlines()
    assert line.startswith("ugyfelkapu: ")
    assert why in line


def test_a_plain_http_address_is_refused(pays_at: Path, says: Saying) -> None:
    with_gateway(pays_at, "http://pay.example", plain=False)
    assert says(DAY)[1] == (
        "ugyfelkapu: setting payment_url: must begin with https:// (http:// only with plain_http_allowed)\n"
    )


def test_the_key_of_another_merchant_and_a_gateway_that_is_not_there_give_no_report(
    pays_at: Path, gateway: str, says: Saying
) -> None:
    write_key(pays_at.parent, "another.key", b"x" * 32)
    nobody = f"http://127.0.0.1:{free_ports()}"
    for url, key, why in ((gateway, "another.key", "an answer without its signature"), (nobody, "payment.key", "ConnectError")):
        with_gateway(pays_at, url, key=key)
        assert says(DAY)[1] == f"ugyfelkapu: the gateway's statement could not be had: {why}\n"


def test_what_is_no_day_is_said(says: Saying) -> None:
    assert says("22.11.2026")[1] == "ugyfelkapu: 22.11.2026: is no day such as 2026-11-22\n"

"""`ugyfelkapu passwords`: the list is made where the setting says, and a start with a wrong one is refused in one line."""

import sys
from pathlib import Path

import pytest

from ugyfelkapu import cli
from ugyfelkapu.adapters.breach_list import BreachList
from ugyfelkapu.foundation import logs

SETTINGS = """
gate_database = "sqlite:gate.db"
broker_database = "sqlite:broker.db"
public_url = "https://gate.example"
registers_url = "https://registers.example"
registers_token_file = "registers.token"
gate_key_file = "gate.key"
signing_keys_directory = "keys"
mail_host = "mail.example"
mail_port = 25
mail_sender = "gate@gate.example"
"""


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    file = tmp_path / "settings.toml"
    file.write_text(SETTINGS + 'blocked_passwords_file = "blocked.list"\n', encoding="utf-8")
    (tmp_path / "registers.token").write_text("token", encoding="ascii")
    return file


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    """The command's status."""
    monkeypatch.setattr(sys, "argv", ["ugyfelkapu", *arguments])
    monkeypatch.setattr(logs, "configure", lambda: None)  # it is for a whole process, and this one's error stream is captured
    with pytest.raises(SystemExit) as ended:
        cli.main()
    return int(ended.value.code or 0)


def test_the_list_is_made_where_the_setting_says(
    settings: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    source = settings.with_name("words.txt")
    source.write_text("korte-ablak-malom-szekrény\n", encoding="utf-8")
    assert run(monkeypatch, "passwords", "block", str(source), "--settings", str(settings)) == 0
    assert BreachList(settings.with_name("blocked.list")).holds("korte-ablak-malom-szekrény")
    said = capsys.readouterr()
    assert "blocked.list: 1 passwords blocked" in said.out
    assert "read 100%" in said.err
    assert run(monkeypatch, "passwords", "verify", "--settings", str(settings)) == 0


def test_a_source_that_is_missing_or_unreadable_is_said_in_one_line(
    settings: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "passwords", "block", "nowhere.txt", "--settings", str(settings)) == 2
    assert capsys.readouterr().err == "ugyfelkapu: nowhere.txt: No such file or directory\n"
    source = settings.with_name("hashes.txt")
    source.write_text(f"{'F' * 40}:1\n{'0' * 40}:1\n", encoding="ascii")
    assert run(monkeypatch, "passwords", "block", str(source), "--settings", str(settings)) == 2
    assert "line 2 is not in the order of the hashes" in capsys.readouterr().err


def test_without_the_setting_the_command_says_which_one(
    settings: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.write_text(SETTINGS, encoding="utf-8")
    assert run(monkeypatch, "passwords", "block", "words.txt", "--settings", str(settings)) == 2
    assert capsys.readouterr().err.startswith("ugyfelkapu: setting blocked_passwords_file: is empty")


@pytest.mark.parametrize("content", [None, b"", b"password\n" * 100])
def test_a_start_with_a_wrong_list_is_refused_in_one_line(
    settings: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], content: bytes | None
) -> None:
    assert run(monkeypatch, "keys", "create", "--settings", str(settings)) == 0
    if content is not None:
        settings.with_name("blocked.list").write_bytes(content)
    for command in ("serve", "worker"):
        assert run(monkeypatch, command, "--settings", str(settings)) == 2
        (line,) = capsys.readouterr().err.splitlines()
        assert "blocked.list" in line

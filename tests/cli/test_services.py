"""`ugyfelkapu relying-party`: services join, and the operator sees which never heard that people signed out."""

import sqlite3
import sys
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from msgspec import json

from tests.cli.test_passwords import SETTINGS
from ugyfelkapu import cli
from ugyfelkapu.foundation import logs

LEFT = "2026-11-23T08:00:00.000000+00:00"


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    """The command's status."""
    monkeypatch.setattr(sys, "argv", ["ugyfelkapu", *arguments])
    monkeypatch.setattr(logs, "configure", lambda: None)  # it is for a whole process, and this one's error stream is captured
    with pytest.raises(SystemExit) as ended:
        cli.main()
    return int(ended.value.code or 0)


def test_the_operator_sees_who_never_heard_and_has_them_told_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    settings, document = tmp_path / "settings.toml", tmp_path / "service.json"
    settings.write_text(SETTINGS, encoding="utf-8")
    (tmp_path / "registers.token").write_text("token", encoding="ascii")
    document.write_text('{"redirect_uris": ["https://tax.example.test/cb"]}', encoding="utf-8")
    here = ("--settings", str(settings))
    for command in (["keys", "create"], ["migrate"], ["relying-party", "add", str(document)]):
        assert run(monkeypatch, *command, *here) == 0
    client_id = json.decode(capsys.readouterr().out.splitlines()[-1])["client_id"]
    with sqlite3.connect(tmp_path / "broker.db") as broker:
        broker.execute("INSERT INTO sign_out (sign_out_id, ended_at) VALUES ('end', ?)", [LEFT])
        broker.execute(
            "INSERT INTO logout_notice (notice_id, sign_out_id, client_id, connection_code, sid, outcome, tries, fault)"
            " VALUES ('notice', 'end', ?, 'code', 'sid', 'given_up', 7, 'answered 503')",
            [client_id],
        )
    broker.close()
    assert run(monkeypatch, "relying-party", "unheard", *here) == 0
    told = json.decode(capsys.readouterr().out)
    assert told == {"client_id": client_id, "sign_outs": 1, "last_at": "2026-11-23T08:00:00Z", "fault": "answered 503"}
    assert run(monkeypatch, "relying-party", "unheard", "--again", client_id, *here) == 0
    assert capsys.readouterr().out == ""


def test_the_operator_lists_services_and_counts_what_happened_for_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    settings, document = tmp_path / "settings.toml", tmp_path / "service.json"
    settings.write_text(SETTINGS, encoding="utf-8")
    (tmp_path / "registers.token").write_text("token", encoding="ascii")
    document.write_text('{"client_name": "Próba", "redirect_uris": ["https://tax.example.test/cb"]}', encoding="utf-8")
    here = ("--settings", str(settings))
    for command in (["keys", "create"], ["migrate"], ["relying-party", "add", str(document)]):
        assert run(monkeypatch, *command, *here) == 0
    capsys.readouterr()
    assert run(monkeypatch, "relying-party", "list", *here) == 0
    listed = json.decode(capsys.readouterr().out)
    assert listed["name"] == "Próba"
    today = datetime.now(tz=ZoneInfo("Europe/Budapest")).date()
    days = ("--first", str(today - timedelta(days=1)), "--last", str(today))
    why = ("--reason", "complaint", "--reference", "P-1")
    assert run(monkeypatch, "journal", "service", listed["client_id"], *days, *why, *here) == 0
    counted = json.decode(capsys.readouterr().out)
    assert (counted["activity"], counted["many"]) == ("register_relying_party", 1)
    assert run(monkeypatch, "journal", "service", "nincsilyen", *days, *why, *here) != 0
    assert run(monkeypatch, "journal", "service", listed["client_id"], "--first", "tegnap", "--last", "ma", *why, *here) != 0

"""`ugyfelkapu relying-party` with SAML metadata: added, replaced, ended and taken back."""

import sqlite3
from base64 import b64decode
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest
from msgspec import json

from tests.broker.saml.metadata_documents import (
    BORN,
    ENTITY,
    MAIL,
    Described,
    asking,
    consumer,
    key_descriptor,
    many,
    publisher,
)
from tests.broker.saml.service import service_key
from tests.cli.test_passwords import SETTINGS, run
from ugyfelkapu.broker.domain.saml_entity import client_id_of
from ugyfelkapu.broker.domain.saml_service import EntityId
from ugyfelkapu.broker.saml.xml.writing import written

HERE = client_id_of(EntityId(ENTITY))
SECOND = Described(entity_id="urn:second", consumers=(consumer("https://second.example.test/acs"),))


@pytest.fixture
def installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Settings, keys and tables, and a folder for documents."""
    settings = tmp_path / "settings.toml"
    settings.write_text(SETTINGS, encoding="utf-8")
    (tmp_path / "registers.token").write_text("token", encoding="ascii")
    for command in (["keys", "create"], ["migrate"]):
        assert run(monkeypatch, *command, "--settings", str(settings)) == 0
    return tmp_path


def test_a_service_is_added_replaced_ended_and_taken_back(
    installation: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file, settings = installation / "sp.xml", str(installation / "settings.toml")

    def command(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        status = run(monkeypatch, "relying-party", *arguments, "--settings", settings)
        told = capsys.readouterr()
        return status, told.out, told.err

    file.write_bytes(b'<?xml version="1.0" encoding="UTF-8"?>\n' + Described().document())
    assert json.decode(command("add", str(file))[1]) == {"client_id": HERE, "entity_id": ENTITY}
    status, _, refusal = command("add", str(file))
    assert (status, "--replace" in refusal) == (2, True)
    file.write_bytes(Described(parts=(asking(MAIL, BORN),)).document())
    assert json.decode(command("add", str(file), "--replace")[1])["ignored_attributes"] == [BORN]
    assert "ignored" not in command("add", str(file), "--replace", "--legal-basis", "Mötv. 8. § (1)")[1]
    assert json.decode(command("end", ENTITY)[1]) == {"client_id": HERE}
    assert command("end", HERE)[0] == 2
    assert command("list")[1] == ""
    assert command("add", str(file))[0] == 0
    assert json.decode(command("list")[1])["entity_id"] == ENTITY
    file.write_bytes(b"<html></html>")
    assert "neither an md:EntityDescriptor" in command("add", str(file))[2]


def test_of_several_services_one_or_all_are_added_and_signatures_count_where_one_is_pinned(
    installation: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file, certificate = installation / "several.xml", installation / "publisher.der"
    file.write_bytes(written(many(Described(), SECOND)))
    here = ("--settings", str(installation / "settings.toml"))
    assert run(monkeypatch, "relying-party", "add", str(file), *here) == 2
    assert "say which" in capsys.readouterr().err
    assert run(monkeypatch, "relying-party", "add", str(file), "--entity-id", "urn:second", *here) == 0
    assert run(monkeypatch, "relying-party", "add", str(file), "--all", "--replace", *here) == 0
    entities = [json.decode(line)["entity_id"] for line in capsys.readouterr().out.splitlines()]
    assert entities == ["urn:second", ENTITY, "urn:second"]
    certificate.write_text(
        f"-----BEGIN CERTIFICATE-----\n{publisher().certificate}\n-----END CERTIFICATE-----\n", encoding="ascii"
    )
    pinned = ("--signing-certificate", str(certificate), "--replace", *here)
    assert run(monkeypatch, "relying-party", "add", str(file), *pinned) == 2
    assert "signature" in capsys.readouterr().err
    file.write_bytes(_signed())
    assert run(monkeypatch, "relying-party", "add", str(file), *pinned) == 0


def test_an_address_without_a_pinned_certificate_or_nothing_at_all_is_refused(
    installation: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    here = ("--settings", str(installation / "settings.toml"))
    assert run(monkeypatch, "relying-party", "add", "--url", "https://council.example.test/m", *here) == 2
    assert "--signing-certificate" in capsys.readouterr().err
    assert run(monkeypatch, "relying-party", "add", *here) == 2
    assert "which service" in capsys.readouterr().err


def _signed() -> bytes:
    """Metadata for half a year: the commands have the computer's clock."""
    until = datetime.now(UTC) + timedelta(days=180)
    return Described(entity={"validUntil": f"{until:%Y-%m-%dT%H:%M:%SZ}"}).signed(publisher())


class _Publishing(BaseHTTPRequestHandler):
    """A service's server with its signed metadata."""

    def do_GET(self) -> None:
        document = _signed()
        self.send_response(200)
        self.send_header("Content-Type", "application/samlmetadata+xml")
        self.send_header("Content-Length", str(len(document)))
        self.end_headers()
        self.wfile.write(document)

    def log_message(self, *_: object) -> None:
        """Nobody reads it."""


def test_metadata_at_an_address_are_fetched_and_looked_after(
    installation: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    settings, certificate = installation / "settings.toml", installation / "publisher.der"
    certificate.write_bytes(b64decode(publisher().certificate))
    local = SETTINGS.replace("https://gate.example", "http://localhost:8000")
    settings.write_text(local + "plain_http_allowed = true\n", encoding="utf-8")
    here = ("--settings", str(settings))
    with HTTPServer(("127.0.0.1", 0), _Publishing) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        url = f"http://127.0.0.1:{server.server_port}/metadata"
        status = run(monkeypatch, "relying-party", "add", "--url", url, "--signing-certificate", str(certificate), *here)
        server.shutdown()
        thread.join()
    assert status == 0, capsys.readouterr().err
    assert json.decode(capsys.readouterr().out.splitlines()[-1]) == {"client_id": HERE, "entity_id": ENTITY}
    assert run(monkeypatch, "relying-party", "refreshes", *here) == 0
    state = json.decode(capsys.readouterr().out)
    assert (state["client_id"], state["fault"]) == (HERE, None)


def test_saml_keys_are_listed_rotated_and_when_stolen_renewed(
    installation: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    here = ("--settings", str(installation / "settings.toml"))

    def listed() -> list[tuple[str, str]]:
        capsys.readouterr()
        assert run(monkeypatch, "keys", "saml", *here) == 0
        lines = [json.decode(line) for line in capsys.readouterr().out.splitlines()]
        return [(line["sha256"], line["algorithm"]) for line in lines if line["is_in_force"] or line["algorithm"] == "RS256"]

    before = listed()
    assert [algorithm for _, algorithm in before] == ["RS256", "RS256", "ES256"]
    assert run(monkeypatch, "keys", "rotate-saml", *here) == 0
    assert "RS256: the next key signs from" in capsys.readouterr().out
    rotated = listed()
    assert rotated[0] == before[1], "the next one signs, since nobody can hold metadata without it"
    assert before[0] in rotated
    assert run(monkeypatch, "keys", "renew-saml", *here) == 0
    assert not set(listed()) & {*before, *rotated}
    with sqlite3.connect(installation / "broker.db") as broker:
        written = broker.execute("SELECT outcome FROM journal WHERE activity = 'rotate_saml_keys'").fetchall()
    broker.close()
    assert sorted(outcome for (outcome,) in written) == ["begun", "done", "renewal begun", "renewed"]


def test_the_profile_and_the_signature_are_typed_as_the_papers_spell_them(
    installation: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file, settings = installation / "sp.xml", str(installation / "settings.toml")
    file.write_bytes(Described().document())

    def added(*options: str) -> tuple[int, str]:
        capsys.readouterr()
        status = run(monkeypatch, "relying-party", "add", str(file), "--replace", *options, "--settings", settings)
        return status, capsys.readouterr().err

    assert added("--profile", "egov2", "--signature", "ES256") == (0, "")
    assert added("--profile", "saml2int", "--signature", "RS256") == (0, "")
    assert "3072" in added("--profile", "eidas", "--country", "DE", "--legal-basis", "910/2014/EU")[1]
    file.write_bytes(Described(keys=(key_descriptor(service_key("connector", 3072).certificate),)).document())
    assert "--country" in added("--profile", "eidas")[1]
    assert added("--profile", "eidas", "--country", "DE", "--legal-basis", "910/2014/EU") == (0, "")


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("sp.xml", "--country", "DE"), "--country is for --profile eidas"),
        (("sp.xml", "--entity-id", ENTITY, "--all"), "give one of the two"),
        (("sp.xml", "--url", "https://council.example.test/m", "--signing-certificate", "key.pem"), "one of the two"),
        (("sp.json", "--legal-basis", "Mötv. 8. § (1)", "--encrypted"), "--legal-basis, --encrypted: for SAML metadata alone"),
        (("sp.json", "--signature", "ES256"), "--signature: for SAML metadata alone"),
        (("sp.json", "--replace", "--all"), "--all, --replace: for SAML metadata alone"),
        (("long.json",), "longer than the 256 KiB"),
        (("doctype.xml",), "it declares a document type"),
    ],
)
def test_no_option_and_no_fault_is_passed_over(
    installation: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], options: tuple[str, ...], told: str
) -> None:
    (installation / "sp.xml").write_bytes(Described().document())
    (installation / "doctype.xml").write_bytes(b'<!DOCTYPE a [<!ENTITY b "c">]><a/>')
    (installation / "sp.json").write_text('{"redirect_uris": ["https://tax.example.test/cb"]}', encoding="utf-8")
    (installation / "long.json").write_text(json.encode({"client_name": "x" * 256 * 1024}).decode(), encoding="utf-8")
    certificate = f"-----BEGIN CERTIFICATE-----\n{publisher().certificate}\n-----END CERTIFICATE-----\n"
    (installation / "key.pem").write_text(certificate, encoding="ascii")
    monkeypatch.chdir(installation)
    assert run(monkeypatch, "relying-party", "add", *options, "--settings", "settings.toml") == 2
    said = capsys.readouterr()
    assert told in said.err
    assert run(monkeypatch, "relying-party", "list", "--settings", "settings.toml") == 0
    assert capsys.readouterr().out == ""


def test_the_operator_sees_what_was_refused_to_a_service_that_has_no_secret_to_look_with(
    installation: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file, settings = installation / "sp.xml", installation / "settings.toml"
    here = ("--settings", str(settings))
    file.write_bytes(Described().document())
    assert run(monkeypatch, "relying-party", "add", str(file), *here) == 0
    capsys.readouterr()
    assert run(monkeypatch, "relying-party", "log", ENTITY, *here) == 2
    assert "developer_log_kept" in capsys.readouterr().err
    settings.write_text(SETTINGS + "developer_log_kept = true\n", encoding="utf-8")
    with sqlite3.connect(installation / "broker.db") as broker:
        for number, age in enumerate((1, 2, 30)):
            at = (datetime.now(UTC) - timedelta(hours=age)).isoformat(timespec="microseconds")
            broker.execute(
                "INSERT INTO refused_request (refusal_id, client_id, at, endpoint, error, description, sent)"
                " VALUES (?, ?, ?, '/saml/slo/soap', 'RequestDenied', ?, '[]')",
                [f"r{number}", HERE, at, f"{age} hours ago"],
            )
    broker.close()
    assert run(monkeypatch, "relying-party", "log", ENTITY, *here) == 0
    lines = [json.decode(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["description"] for line in lines] == ["1 hours ago", "2 hours ago"]
    assert (lines[0]["endpoint"], lines[0]["error"], lines[0]["client_id"]) == ("/saml/slo/soap", "RequestDenied", HERE)
    assert run(monkeypatch, "relying-party", "log", "urn:nobody", *here) == 2
    assert "urn:nobody: no such service" in capsys.readouterr().err
    assert run(monkeypatch, "relying-party", "unheard", "--again", "nobody", *here) == 2
    assert "nobody: no such service" in capsys.readouterr().err
    assert run(monkeypatch, "relying-party", "unheard", "--again", ENTITY, *here) == 0

"""What a service registers, keeps and needs at its start."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.demo.test_processes import PATIENCE_SECONDS, free_port, is_live, started
from ugyfelkapu.broker.domain.registering.registration import Applicant, Registrar, relying_party_from
from ugyfelkapu.broker.domain.relying_party import ClientId, RelyingParty, Scope
from ugyfelkapu.demo.services.kind import ServiceKind
from ugyfelkapu.demo.services.own_keys import cookie_key, saml_key
from ugyfelkapu.demo.services.registration import metadata


def test_the_broker_takes_the_registration_of_the_tax_account() -> None:
    party = relying_party_from(
        json.loads(json.dumps(metadata("http://localhost:8003"))),
        Applicant(client_id=ClientId("s"), registrar=Registrar.OPERATOR, are_certificates_taken=False, loopback_allowed=True),
    )
    assert isinstance(party, RelyingParty)
    assert Scope.IDENTITY in party.scopes
    assert party.name.hu == "Adószámla"


def test_keys_are_made_once_and_are_the_owners_alone(tmp_path: Path) -> None:
    data = tmp_path / "new" / "folder"
    assert saml_key(data) == saml_key(data)
    assert cookie_key(data) == cookie_key(data) != cookie_key(tmp_path)
    assert {oct(file.stat().st_mode & 0o777) for file in data.iterdir()} == {"0o600"}


def _configuration(tmp_path: Path, **changes: object) -> Path:
    values: dict[str, object] = {"port": free_port(), "issuer": "http://localhost:8000", "client_id": "s", "client_secret": "x"}
    values |= {"public_url": "http://localhost:8003", "data": str(tmp_path), "provider_certificates": ["x"]} | changes
    file = tmp_path / "configuration.json"
    file.write_text(json.dumps(values))
    return file


@pytest.mark.parametrize("kind", ServiceKind)
def test_a_service_starts_without_its_provider_and_ends_on_its_own(kind: ServiceKind, tmp_path: Path) -> None:
    file = _configuration(tmp_path)
    with started("ugyfelkapu.demo.services", kind.value, str(file)):
        assert is_live(json.loads(file.read_text())["port"])


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"issuer": "nowhere"}, "issuer"),
        ({"public_url": ""}, "public_url"),
        ({"client_secret": None}, "client_secret"),
        ({"port": "x"}, "port"),
        ({"provider_certificates": []}, "provider_certificates"),
        ({"colour": "x"}, "colour"),
    ],
)
def test_a_wrong_setting_stops_the_start_with_one_line_that_names_it(
    tmp_path: Path, changes: dict[str, object], word: str
) -> None:
    file = _configuration(tmp_path, **changes)
    kind = ServiceKind.LOCAL_COUNCIL if "provider_certificates" in changes else ServiceKind.TAX_ACCOUNT
    program = [sys.executable, "-m", "ugyfelkapu.demo.services", kind.value, str(file)]
    ended = subprocess.run(program, capture_output=True, text=True, check=False, timeout=PATIENCE_SECONDS)
    assert ended.returncode == 1
    assert len(ended.stderr.splitlines()) == 1
    assert word in ended.stderr

"""The JSON endpoints under requests that nobody would think of, held to what `docs/openapi.yaml` says of them."""

from base64 import b64encode
from pathlib import Path
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import Case, GenerationMode
from schemathesis.checks import CHECKS

from tests.journeys.people import ANSWER_PATIENCE_SECONDS
from tests.town import Town
from ugyfelkapu.broker.domain.relying_party import GrantType
from ugyfelkapu.broker.oidc import paths
from ugyfelkapu.broker.oidc.token import GRANTS

SCHEMA = schemathesis.openapi.from_path(Path(__file__).parents[2] / "docs" / "openapi.yaml")
FOUND: list[Any] = list(SCHEMA.get_all_operations())
OPERATIONS = {found.ok().label: found.ok() for found in FOUND}
HELD_TO: list[Any] = [
    CHECKS.get_one(name)
    for name in ("not_a_server_error", "status_code_conformance", "content_type_conformance", "response_schema_conformance")
]
REQUESTS = settings(
    max_examples=25, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck), print_blob=False
)
MODES = {"as_described": GenerationMode.POSITIVE, "not_as_described": GenerationMode.NEGATIVE}


@pytest.fixture(scope="module")
def headers(town: Town) -> dict[str, dict[str, str]]:
    """How a request may prove itself: not at all, as a service with every grant, as whoever may register services."""
    bearer = {"Authorization": f"Bearer {town.contract['registration_access_token']}"}
    metadata = {
        "client_name": "Próba",
        "redirect_uris": ["https://schema.example.test/cb"],
        "grant_types": [grant for grant in GRANTS if grant is not GrantType.TOKEN_EXCHANGE],  # that one the operator records
        "profile": "basic",
    }
    answer = httpx.post(
        f"{town.contract['issuer']}{paths.REGISTER}", json=metadata, headers=bearer, timeout=ANSWER_PATIENCE_SECONDS
    )
    assert answer.status_code == 201, answer.text
    client = answer.json()
    basic = b64encode(f"{client['client_id']}:{client['client_secret']}".encode()).decode()
    return {"stranger": {}, "service": {"Authorization": f"Basic {basic}"}, "registrar": bearer}


@pytest.mark.parametrize("who", ["stranger", "service", "registrar"])
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("label", OPERATIONS)
def test_an_endpoint_answers_as_described_whatever_it_is_asked(
    town: Town, headers: dict[str, dict[str, str]], label: str, mode: str, who: str
) -> None:
    operation: Any = OPERATIONS[label]
    if mode == "not_as_described" and not operation.body:
        mode = "as_described"

    @REQUESTS
    @given(operation.as_strategy(generation_mode=MODES[mode]))
    def ask(case: Case[Any]) -> None:
        response = case.call(base_url=town.contract["issuer"], headers=headers[who])
        case.validate_response(response, checks=HELD_TO)

    ask()


def test_the_description_names_every_json_endpoint_and_every_grant(town: Town) -> None:
    discovery = httpx.get(f"{town.contract['issuer']}{paths.OPENID_CONFIGURATION}", timeout=ANSWER_PATIENCE_SECONDS).json()
    described = set(SCHEMA.raw_schema["paths"])
    browsers = {"authorization_endpoint", "end_session_endpoint"}
    named = {url.removeprefix(discovery["issuer"]) for key, url in discovery.items() if key.endswith(("_endpoint", "jwks_uri"))}
    assert named - {discovery[each].removeprefix(discovery["issuer"]) for each in browsers} <= described
    form = SCHEMA.raw_schema["paths"]["/token"]["post"]["requestBody"]["content"]["application/x-www-form-urlencoded"]
    assert form["schema"]["properties"]["grant_type"]["enum"] == discovery["grant_types_supported"]

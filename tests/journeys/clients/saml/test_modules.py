"""Debian's mod_auth_mellon (lasso) and mod_shib (OpenSAML) as services: signed requests, encrypted assertions."""

import time
from collections.abc import Iterator
from urllib.parse import unquote

import httpx
import pytest

from tests.journeys.clients.saml.joining import join
from tests.journeys.clients.saml.mellon import running_mellon
from tests.journeys.clients.saml.module import Module
from tests.journeys.clients.saml.shibboleth import running_shibboleth
from tests.journeys.people import PASSWORD, Applicant
from tests.journeys.plain_client import PlainClient
from tests.town import Town

PATIENCE_SECONDS = 40.0


@pytest.fixture(scope="module", params=["mellon", "shibboleth"])
def module(request: pytest.FixtureRequest, town: Town, metadata: bytes) -> Iterator[Module]:
    ours = f"{town.contract['issuer']}/saml/metadata"
    running = running_mellon(metadata) if request.param == "mellon" else running_shibboleth(metadata, our_entity_id=ours)
    with running as server:
        join(town, httpx.get(server.metadata_url, timeout=PATIENCE_SECONDS).raise_for_status().content, server.folder)
        yield server


def came_to(visitor: PlainClient, url: str, person: Applicant) -> httpx.Response:
    """Where the browser comes out, after whatever the broker asks."""
    visitor.open(url)
    steps = {
        "choose-method": {"method": "gate"},
        "sign-in": {"username": person.username, "password": PASSWORD},
        "form-post": {},
    }
    for _ in range(6):
        refresh = visitor.answer.headers.get("Refresh", "").partition("url=")[2]
        if refresh:
            visitor.open(refresh)
        elif visitor.page in steps:
            visitor.send(**steps[visitor.page])
        else:
            break
    return visitor.answer


def test_somebody_signs_in_once_and_is_known_again_in_silence(module: Module, citizen: Applicant) -> None:
    visitor = PlainClient()
    page = came_to(visitor, f"{module.url}/", citizen)
    assert "private" in page.text, module.log
    assert page.headers["X-Mail"] == citizen.email
    again = came_to(visitor, module.passive_url, citizen)
    assert "private" in again.text, module.log
    assert again.headers["X-Name"] == page.headers["X-Name"]


@pytest.mark.parametrize("module", ["shibboleth"], indirect=True)  # mod_auth_mellon cannot ask for it
def test_force_authn_asks_for_the_password_again(module: Module, citizen: Applicant) -> None:
    visitor = PlainClient()
    came_to(visitor, f"{module.url}/", citizen)
    assert visitor.open(module.forced_url) == "choose-method"
    assert "private" in came_to(visitor, module.forced_url, citizen).text, module.log


@pytest.mark.parametrize("module", ["shibboleth"], indirect=True)
def test_an_answer_is_fetched_by_its_artifact(module: Module, citizen: Applicant) -> None:
    page = came_to(PlainClient(), module.artifact_url, citizen)
    assert any("SAMLart=" in str(step.url) for step in page.history) or "SAMLart=" in str(page.url), module.log
    assert "private" in page.text, module.log


def test_is_passive_is_refused_where_nobody_is_signed_in(module: Module, citizen: Applicant) -> None:
    answer = came_to(PlainClient(), module.passive_url, citizen)
    assert "status:NoPassive" in module.log + unquote(str(answer.url))


def test_the_level_asked_for_is_reached(module: Module, sure: PlainClient, citizen: Applicant) -> None:
    assert "private" in came_to(sure, f"{module.url}/sure/", citizen).text, module.log


def test_a_sign_out_at_the_service_ends_everything(module: Module, town: Town, citizen: Applicant) -> None:
    visitor = PlainClient()
    came_to(visitor, f"{module.url}/", citizen)
    visitor.open(module.sign_out_url)
    assert visitor.page == "sign-out-where", (visitor.answer.text, module.log)
    visitor.send(choice="everywhere")
    visitor.open(f"{town.site}/own")
    assert visitor.page == "sign-in"


def test_who_signs_out_elsewhere_is_signed_out_at_the_service(module: Module, town: Town, citizen: Applicant) -> None:
    visitor = PlainClient()
    came_to(visitor, f"{module.url}/", citizen)
    visitor.open(f"{town.contract['issuer']}/end-session")
    visitor.send()
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline and 'data-outcome="confirmed"' not in visitor.answer.text:
        time.sleep(0.3)
        visitor.open(str(visitor.answer.url))
    assert 'data-outcome="confirmed"' in visitor.answer.text, module.log
    assert visitor.open(f"{module.url}/") == "choose-method"

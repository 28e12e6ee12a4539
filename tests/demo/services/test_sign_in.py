"""The whole sign-in, through the client library, over real HTTP."""

import re
from base64 import b64decode

import pytest

from tests.demo.services.conftest import Scene
from tests.demo.services.provider import IDENTITY, PERSON, SUB, Misbehaviour, keys
from ugyfelkapu.demo.services.kind import TAX_MANNER, ServiceKind
from ugyfelkapu.demo.services.visits import VISIT_LIFETIME_SECONDS

SUBSTANTIAL = "http://eidas.europa.eu/LoA/substantial"

pytestmark = pytest.mark.anyio


async def test_a_sign_in_ends_on_the_account_with_everything_that_was_learned(scene: Scene) -> None:
    page = await scene.go("/login")
    assert page.status_code == 200
    assert str(page.url) == f"{scene.url}/account"
    assert 'data-page="service-account"' in page.text
    told = set(re.findall(r'data-claim="(\w+)"', page.text))
    assert told >= {"sub", *PERSON, "acr", "amr", "auth_time", "iss", "aud", "nonce"}
    assert SUB in page.text
    assert "Kovács-Szabó Anna Mária" in page.text


async def test_a_program_gets_the_same_as_json(scene: Scene) -> None:
    assert (await scene.learned()).status_code == 401
    await scene.go("/login")
    learned = (await scene.learned()).json()
    assert learned["sub"] == learned["id_token"]["sub"] == learned["userinfo"]["sub"] == SUB
    assert learned["id_token"]["acr"] == "http://eidas.europa.eu/LoA/low"
    by_header = await scene.browser.get(f"{scene.url}/account", headers={"accept": "application/json"})
    assert by_header.json() == learned


async def test_the_request_carries_state_nonce_pkce_and_the_language(scene: Scene) -> None:
    await scene.go("/?lang=de")
    await scene.go("/login")
    asked = scene.provider.asked
    assert asked["response_type"] == "code"
    assert asked["code_challenge_method"] == "S256"
    assert asked["redirect_uri"] == f"{scene.url}/callback"
    assert asked["scope"] == TAX_MANNER.scope
    assert asked["ui_locales"] == "de"
    assert min(len(asked["state"]), len(asked["nonce"]), len(asked["code_challenge"])) >= 20


async def test_the_draft_return_asks_for_a_second_step_and_opens_by_the_token(scene: Scene) -> None:
    page = await scene.go("/login")
    assert "acr_values" not in scene.provider.asked
    assert 'href="/login?level=substantial"' in page.text
    page = await scene.go("/login?level=substantial")
    assert scene.provider.asked["acr_values"] == SUBSTANTIAL
    assert 'href="/login?level=substantial"' in page.text  # the provider said low again, and that is what counts
    scene.provider.wrong = Misbehaviour(claims={"acr": SUBSTANTIAL})
    page = await scene.go("/login?level=substantial")
    assert 'href="/login?level=substantial"' not in page.text


async def test_no_state_or_nonce_is_used_twice(scene: Scene) -> None:
    await scene.go("/login")
    first = scene.provider.asked
    await scene.go("/login")
    assert {first["state"], first["nonce"]}.isdisjoint({scene.provider.asked["state"], scene.provider.asked["nonce"]})


async def test_the_body_with_a_legal_basis_asks_for_and_shows_identity_data(scene: Scene) -> None:
    page = await scene.go("/login")
    told = set(re.findall(r'data-claim="(\w+)"', page.text))
    assert told >= set(IDENTITY)
    assert "Hódmezővásárhely" in page.text


async def test_a_key_the_provider_changed_is_fetched_anew(scene: Scene) -> None:
    await scene.go("/login")
    scene.provider.keys = keys(generation=1)
    assert (await scene.go("/login")).status_code == 200


async def test_the_cookie_holds_no_personal_data_and_changes_at_each_sign_in(scene: Scene) -> None:
    name = f"{ServiceKind.TAX_ACCOUNT}_session"
    await scene.go("/login")
    first = scene.browser.cookies[name]
    assert b"Kov" not in b64decode(first.strip('"').split(".")[0] + "==")
    await scene.go("/login")
    assert scene.browser.cookies[name] != first


async def test_a_visit_lasts_to_its_last_second_and_not_longer(scene: Scene) -> None:
    await scene.go("/login")
    scene.clock.advance(seconds=VISIT_LIFETIME_SECONDS - 1)
    assert (await scene.learned()).status_code == 200
    scene.clock.advance(seconds=1)
    assert (await scene.learned()).status_code == 401
    assert 'data-page="service-home"' in (await scene.go("/account")).text


async def test_the_back_button_after_a_sign_in_leads_to_the_account(scene: Scene) -> None:
    await scene.go("/login")
    callback = next(step.url for step in scene.steps if step.url.path == "/callback")
    assert str((await scene.go(str(callback))).url) == f"{scene.url}/account"

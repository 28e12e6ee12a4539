"""Signing out here and at the provider (OpenID Connect RP-Initiated Logout 1.0)."""

from urllib.parse import parse_qs, urlsplit

import pytest

from tests.demo.services.conftest import Scene

pytestmark = pytest.mark.anyio


async def _sign_out(scene: Scene) -> str:
    response = await scene.browser.post(f"{scene.url}/logout")
    assert response.status_code == 303
    return str(response.headers["location"])


async def test_a_sign_out_ends_the_visit_and_goes_to_the_provider_with_a_hint_and_a_state(scene: Scene) -> None:
    await scene.go("/login")
    address = await _sign_out(scene)
    assert (await scene.learned()).status_code == 401
    assert address.startswith(f"{scene.provider.url}/end-session?")
    sent = parse_qs(urlsplit(address).query)
    assert sent["post_logout_redirect_uri"] == [f"{scene.url}/signed-out"]
    assert sent["id_token_hint"][0].count(".") == 2
    assert len(sent["state"][0]) >= 20


async def test_the_way_back_from_a_sign_out_is_open_once_to_our_own_state_only(scene: Scene) -> None:
    await scene.go("/login")
    state = parse_qs(urlsplit(await _sign_out(scene)).query)["state"][0]
    assert str((await scene.go("/signed-out?state=another")).url).endswith("/refused?reason=not_ours")
    page = await scene.go(f"/signed-out?state={state}")
    assert str(page.url) == f"{scene.url}/signed-out"
    assert 'data-page="service-signed-out"' in page.text
    assert str((await scene.go(f"/signed-out?state={state}")).url).endswith("/refused?reason=not_ours")


async def test_a_link_alone_signs_nobody_out(scene: Scene) -> None:
    await scene.go("/login")
    page = await scene.go("/logout")
    assert 'data-page="service-sign-out"' in page.text
    assert (await scene.learned()).status_code == 200


async def test_signing_out_twice_leads_home(scene: Scene) -> None:
    await scene.go("/login")
    await _sign_out(scene)
    assert await _sign_out(scene) == "/"
    assert str((await scene.go("/logout")).url) == f"{scene.url}/"


async def test_an_old_cookie_does_not_revive_a_visit(scene: Scene) -> None:
    await scene.go("/login")
    cookies = dict(scene.browser.cookies)
    await _sign_out(scene)
    scene.browser.cookies.update(cookies)
    assert (await scene.learned()).status_code == 401

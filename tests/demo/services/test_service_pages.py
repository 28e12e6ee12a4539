"""The pages around a sign-in: languages, headers, what is not there."""

import re

import httpx
import pytest

from tests.demo.services.conftest import Scene

pytestmark = pytest.mark.anyio

BUTTONS = {
    "hu": "Bejelentkezés az Ügyfélkapuval",
    "en": "Sign in with Ügyfélkapu",
    "de": "Mit Ügyfélkapu anmelden",
}


@pytest.mark.parametrize("language", BUTTONS)
async def test_the_first_page_says_how_to_sign_in_in_each_language(scene: Scene, language: str) -> None:
    chosen = await scene.go(f"/?lang={language}")
    assert f'lang="{language}"' in chosen.text
    assert BUTTONS[language] in chosen.text


async def test_hungarian_unless_the_browser_prefers_a_language_we_have(scene: Scene) -> None:
    for accepted, language in {"fr,de;q=0.5": "de", "en-GB": "en", "fr": "hu", ";;,": "hu"}.items():
        page = await scene.go("/", **{"accept-language": accepted})
        assert f'<html lang="{language}"' in page.text


async def test_a_chosen_language_lasts_through_the_sign_in_and_the_sign_out(scene: Scene) -> None:
    await scene.go("/?lang=en")
    assert '<html lang="en"' in (await scene.go("/login")).text
    await scene.browser.post(f"{scene.url}/logout")
    assert '<html lang="en"' in (await scene.go("/")).text


async def test_the_name_stands_in_the_order_of_the_language(scene: Scene) -> None:
    assert "<strong>Kovács-Szabó Anna Mária</strong>" in (await scene.go("/login")).text
    assert "<strong>Anna Mária Kovács-Szabó</strong>" in (await scene.go("/account?lang=de")).text


async def test_the_language_switch_keeps_the_reason_of_a_refusal(scene: Scene) -> None:
    assert "?reason=cancelled&amp;lang=de" in (await scene.go("/refused?reason=cancelled")).text


def _is_strict(page: httpx.Response) -> bool:
    policy = page.headers["content-security-policy"]
    return "default-src 'none'" in policy and "unsafe" not in policy and page.headers["cache-control"] == "no-store"


async def test_every_page_is_strict_and_has_nothing_inline(scene: Scene) -> None:
    for address in ("/", "/login", "/logout", "/signed-out", "/refused?reason=cancelled", "/nowhere"):
        page = await scene.go(address)
        assert _is_strict(page)
        assert not re.search(r"<script|<style|\sstyle=|\son\w+=", page.text)
        assert len(re.findall(r"<main id=\"main\" data-page=\"service-[\w-]+\"", page.text)) == 1


async def test_the_sign_out_form_may_lead_to_the_provider_and_nowhere_else(scene: Scene) -> None:
    page = await scene.go("/login")
    assert page.headers["content-security-policy"].endswith(f"form-action 'self' {scene.provider.url}")


@pytest.mark.parametrize(("address", "status"), [("/nowhere", 404), ("/static/none.css", 404), ("/refused?reason=none", 404)])
async def test_what_is_not_there_gets_a_page(scene: Scene, address: str, status: int) -> None:
    page = await scene.go(address)
    assert page.status_code == status
    assert 'role="alert"' in page.text


async def test_a_page_used_in_another_way_gets_a_page(scene: Scene) -> None:
    page = await scene.browser.post(f"{scene.url}/account")
    assert page.status_code == 405
    assert 'role="alert"' in page.text


async def test_the_look_is_served_beside_the_pages(scene: Scene) -> None:
    page = await scene.go("/")
    for address in re.findall(r'(?:href|src)="(/static/[^"]+)"', page.text):
        assert (await scene.go(address)).status_code == 200
    assert '<html lang="hu" class="tax-account"' in page.text


async def test_a_broken_cookie_is_no_cookie(scene: Scene) -> None:
    page = await scene.browser.get(f"{scene.url}/account", headers={"cookie": "tax_account_session=x.y.z"})
    assert page.status_code == 303

"""Every bad answer gets a page in plain words, and nothing in it counts."""

from pathlib import Path

import pytest
from starlette.responses import PlainTextResponse

from tests.demo.services.conftest import Scene, scene_of
from tests.demo.services.provider import Misbehaviour
from ugyfelkapu.demo.services.kind import TAX_MANNER
from ugyfelkapu.demo.services.refusal import Refusal

pytestmark = pytest.mark.anyio

BAD_ANSWERS = {
    "wrong nonce": (Misbehaviour(claims={"nonce": "another"}), Refusal.NOT_TRUSTED, 400),
    "no nonce": (Misbehaviour(claims={"nonce": ""}), Refusal.NOT_TRUSTED, 400),
    "wrong state": (Misbehaviour(answer={"state": "another"}), Refusal.NOT_OURS, 400),
    "no state": (Misbehaviour(answer={"state": ""}), Refusal.NOT_OURS, 400),
    "another provider's answer": (Misbehaviour(answer={"iss": "https://other.example"}), Refusal.NOT_TRUSTED, 400),
    "another issuer": (Misbehaviour(claims={"iss": "https://other.example"}), Refusal.NOT_TRUSTED, 400),
    "for another service": (Misbehaviour(claims={"aud": "other"}), Refusal.NOT_TRUSTED, 400),
    "run out": (Misbehaviour(claims={"exp": 1}), Refusal.NOT_TRUSTED, 400),
    "forged": (Misbehaviour(forged=True), Refusal.NOT_TRUSTED, 400),
    "no ID token": (Misbehaviour(without_id_token=True), Refusal.NOT_TRUSTED, 400),
    "another person's data": (Misbehaviour(userinfo={"sub": "other"}), Refusal.NOT_TRUSTED, 400),
    "unknown code": (Misbehaviour(answer={"code": "unknown"}), Refusal.NOT_OURS, 400),
    "token endpoint broken": (Misbehaviour(broken={"/token": PlainTextResponse("?", 500)}), Refusal.UNREACHABLE, 503),
    "token endpoint talks nonsense": (Misbehaviour(broken={"/token": PlainTextResponse("?")}), Refusal.NOT_TRUSTED, 400),
    "userinfo talks nonsense": (Misbehaviour(broken={"/userinfo": PlainTextResponse("[]")}), Refusal.NOT_TRUSTED, 400),
    "userinfo refuses": (Misbehaviour(broken={"/userinfo": PlainTextResponse("?", 401)}), Refusal.NOT_TRUSTED, 400),
    "keys talk nonsense": (Misbehaviour(broken={"/jwks": PlainTextResponse("{}")}), Refusal.NOT_TRUSTED, 400),
    "cancelled": (Misbehaviour(error="access_denied"), Refusal.CANCELLED, 403),
    "not signed in": (Misbehaviour(error="login_required"), Refusal.SIGN_IN_NEEDED, 403),
    "not sure enough": (Misbehaviour(error="unmet_authentication_requirements"), Refusal.LEVEL_NOT_REACHED, 403),
    "service refused": (Misbehaviour(error="unauthorized_client"), Refusal.NOT_ALLOWED, 403),
    "provider in trouble": (Misbehaviour(error="temporarily_unavailable"), Refusal.TRY_LATER, 503),
}


@pytest.mark.parametrize("case", BAD_ANSWERS)
async def test_a_bad_answer_is_refused_in_plain_words_and_teaches_nothing(scene: Scene, case: str) -> None:
    scene.provider.wrong, refusal, status = BAD_ANSWERS[case]
    page = await scene.go("/login")
    assert (str(page.url), page.status_code) == (f"{scene.url}/refused?reason={refusal}", status)
    assert 'data-page="service-refused"' in page.text
    assert 'role="alert"' in page.text
    assert 'href="/login"' in page.text
    assert (await scene.learned()).status_code == 401


async def test_after_a_refusal_the_next_sign_in_succeeds(scene: Scene) -> None:
    scene.provider.wrong = Misbehaviour(error="access_denied")
    await scene.go("/login")
    scene.provider.wrong = Misbehaviour()
    assert str((await scene.go("/login")).url) == f"{scene.url}/account"


async def test_an_id_token_in_another_algorithm_than_registered_is_refused(scene: Scene) -> None:
    scene.provider.wrong.algorithm = {"ES256": "RS256", "RS256": "ES256"}[TAX_MANNER.id_token_algorithm]
    assert str((await scene.go("/login")).url).endswith(Refusal.NOT_TRUSTED)


async def test_an_answer_in_a_browser_that_did_not_ask_is_refused(tmp_path: Path) -> None:
    async with scene_of(tmp_path) as scene:
        asked = await scene.browser.get(f"{scene.url}/login")
        answer = await scene.browser.get(asked.headers["location"])
        scene.browser.cookies.clear()
        page = await scene.go(answer.headers["location"])
        assert str(page.url).endswith(Refusal.NOT_OURS)


@pytest.mark.parametrize("query", ["", "?code=a", "?code=a&code=b&state=c", "?state=%00&code=%ff", "?error=" + "x" * 5000])
async def test_a_malformed_answer_is_refused(scene: Scene, query: str) -> None:
    page = await scene.go(f"/callback{query}")
    assert 'role="alert"' in page.text
    assert page.status_code < 500


async def test_a_provider_that_is_down_is_told_plainly_before_and_during_a_sign_in(scene: Scene) -> None:
    asked = await scene.browser.get(f"{scene.url}/login")
    answer = await scene.browser.get(asked.headers["location"])
    await scene.provider_goes_down()
    page = await scene.go(answer.headers["location"])
    assert (page.status_code, str(page.url)) == (503, f"{scene.url}/refused?reason=unreachable")
    assert "Az Ügyfélkapu most nem érhető el" in page.text
    assert page.headers["retry-after"]


async def test_a_provider_that_was_down_from_the_start_is_found_when_it_comes(scene: Scene) -> None:
    scene.provider.wrong.broken["/.well-known/openid-configuration"] = PlainTextResponse("?", 502)
    page = await scene.go("/login")
    assert (page.status_code, str(page.url)) == (503, f"{scene.url}/refused?reason=unreachable")
    scene.provider.wrong.broken.clear()
    assert (await scene.go("/login")).status_code == 200

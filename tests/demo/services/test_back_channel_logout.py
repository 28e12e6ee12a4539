"""Somebody signed out elsewhere: what the tax account believes of that (OpenID Connect Back-Channel Logout 1.0 section 2.6)."""

import httpx
import pytest
from joserfc import jwt

from tests.demo.services.conftest import Scene
from tests.demo.services.provider import CLIENT_ID, SUB, keys

pytestmark = pytest.mark.anyio

EVENT = "http://schemas.openid.net/event/backchannel-logout"
WITHOUT = object()


def token(scene: Scene, **changes: object) -> str:
    """A good one, with other claims (`WITHOUT`: none), or another `typ`, `kid`, `generation` of the key."""
    header: dict[str, object] = {"alg": "RS256", "typ": changes.pop("typ", "logout+jwt")}
    generation = changes.pop("generation", None)
    at = int(scene.clock.now().timestamp())
    claims: dict[str, object] = {
        "iss": scene.provider.url,
        "aud": CLIENT_ID,
        "iat": at,
        "exp": at + 120,
        "jti": "t1",
        "sub": SUB,
        "sid": "s1",
        "events": {EVENT: {}},
    }
    told = {name: value for name, value in (claims | changes).items() if value is not WITHOUT}
    key = scene.provider.keys["RS256"] if generation is None else keys(generation=int(str(generation)))["RS256"]
    header["kid"] = told.pop("kid", key.kid)
    return jwt.encode(header, told, key, algorithms=["RS256"])


async def tell(scene: Scene, *tokens: str) -> httpx.Response:
    async with httpx.AsyncClient(trust_env=False, timeout=60) as provider:
        sent = "&".join(f"logout_token={each}" for each in tokens)
        form = {"content-type": "application/x-www-form-urlencoded"}
        return await provider.post(f"{scene.url}/back-channel-logout", content=sent, headers=form)


@pytest.mark.parametrize("changes", [{}, {"sid": WITHOUT}, {"sub": WITHOUT}, {"aud": ["other", CLIENT_ID]}])
async def test_a_believed_token_ends_the_visit(scene: Scene, changes: dict[str, object]) -> None:
    await scene.go("/login")
    assert (await scene.learned()).status_code == 200
    answer = await tell(scene, token(scene, **changes))
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    assert (await scene.learned()).status_code == 401


async def test_the_end_of_another_session_leaves_the_visit(scene: Scene) -> None:
    await scene.go("/login")
    assert (await tell(scene, token(scene, sid="s2"))).status_code == 200
    assert (await tell(scene, token(scene, jti="t2", sid=WITHOUT, sub="somebody else"))).status_code == 200
    assert (await scene.learned()).status_code == 200


REFUSED: dict[str, tuple[dict[str, object], str]] = {
    "another provider": ({"iss": "https://other.example"}, "iss"),
    "another service": ({"aud": "other"}, "aud"),
    "no iat": ({"iat": WITHOUT}, "iat"),
    "no exp": ({"exp": WITHOUT}, "exp"),
    "no jti": ({"jti": WITHOUT}, "jti"),
    "no events": ({"events": WITHOUT}, "events"),
    "another event": ({"events": {"http://schemas.openid.net/event/other": {}}}, "events"),
    "a nonce": ({"nonce": "n"}, "nonce"),
    "nobody": ({"sid": WITHOUT, "sub": WITHOUT}, "neither sid nor sub"),
    "a number for a session": ({"sid": 1}, "sid"),
    "an ID token": ({"typ": "JWT"}, "typ"),
    "an unknown key": ({"kid": "other"}, "signature"),
    "the key of somebody else": ({"generation": 2, "kid": "rsa-0"}, "signature"),
}


@pytest.mark.parametrize("case", REFUSED)
async def test_a_token_that_breaks_a_rule_ends_nothing(scene: Scene, case: str) -> None:
    changes, reason = REFUSED[case]
    await scene.go("/login")
    answer = await tell(scene, token(scene, **changes))
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")
    assert reason in answer.json()["error_description"]
    assert (await scene.learned()).status_code == 200


async def test_a_token_counts_once_and_for_minutes(scene: Scene) -> None:
    once = token(scene)
    assert (await tell(scene, once)).status_code == 200
    assert (await tell(scene, once)).status_code == 400
    early = token(scene, jti="t2", exp=int(scene.clock.now().timestamp()) + 3600)
    scene.clock.advance(minutes=5)
    assert (await tell(scene, early)).status_code == 200
    scene.clock.advance(seconds=1)
    late = token(scene, jti="t3", iat=int(scene.clock.now().timestamp()) - 301)
    assert (await tell(scene, late)).status_code == 400


async def test_a_token_signed_with_a_new_key_is_believed(scene: Scene) -> None:
    await scene.go("/login")
    scene.provider.keys = keys(generation=1)
    assert (await tell(scene, token(scene, generation=1))).status_code == 200
    assert (await scene.learned()).status_code == 401


async def test_without_the_one_token_nothing_happens(scene: Scene) -> None:
    await scene.go("/login")
    both = (token(scene), token(scene, jti="t2"))
    assert [(await tell(scene, *each)).status_code for each in ((), both, ("x",), ("x" * 20_000,))] == [400] * 4
    assert (await scene.learned()).status_code == 200
    assert (await scene.browser.get(f"{scene.url}/back-channel-logout")).status_code == 405

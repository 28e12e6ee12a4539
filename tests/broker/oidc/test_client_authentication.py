"""How services prove themselves, and what does not count as a proof (RFC 6749 section 2.3, RFC 7523)."""

import json
from base64 import b64encode
from collections.abc import Callable

import httpx
import pytest
from joserfc import jws
from joserfc.jwk import ECKey, OctKey

from tests.broker.town import ISSUER, REDIRECT, ServiceAtHand, Town
from ugyfelkapu.broker.oidc.proof.client_authentication import ASSERTION_TYPE

KEY = ECKey.generate_key("P-256", {"kid": "k1"})
OTHER = ECKey.generate_key("P-256", {"kid": "k1"})


async def signing_service(town: Town) -> ServiceAtHand:
    return await town.service(token_endpoint_auth_method="private_key_jwt", jwks={"keys": [KEY.as_dict(private=False)]})


def assertion(
    town: Town,
    service: ServiceAtHand,
    *,
    key: ECKey | OctKey = KEY,
    header: dict[str, object] | None = None,
    changes: dict[str, object] | None = None,
) -> str:
    now = int(town.clock.now().timestamp())
    claims = {
        "iss": service.client_id,
        "sub": service.client_id,
        "aud": ISSUER,
        "jti": "once",
        "iat": now,
        "exp": now + 60,
        **(changes or {}),
    }
    protected = {"alg": "ES256", **(header or {})}
    registry = jws.JWSRegistry(algorithms=["ES256", "HS256", "ES512"], strict_check_header=False)
    return jws.serialize_compact(protected, json.dumps(claims), key, registry=registry)


async def redeem(town: Town, browser: httpx.AsyncClient, service: ServiceAtHand, assertion: str) -> httpx.Response:
    code = await town.code(browser, service.question())
    form = service.redemption(code, client_assertion_type=ASSERTION_TYPE, client_assertion=assertion)
    return await browser.post("/token", data=form)


async def test_a_signed_assertion_counts_once(town: Town) -> None:
    service = await signing_service(town)
    signed = assertion(town, service)
    async with town.browser() as browser:
        assert (await redeem(town, browser, service, signed)).status_code == 200
        again = await redeem(town, browser, service, signed)
    assert again.status_code == 401
    assert again.json()["error"] == "invalid_client"
    assert "jti" in again.json()["error_description"]


WRONG: dict[str, dict[str, object]] = {
    "audience of the endpoint": {"aud": f"{ISSUER}/token"},
    "audience as a list": {"aud": [ISSUER]},
    "another issuer": {"iss": "somebody"},
    "another subject": {"sub": "somebody"},
    "no jti": {"jti": ""},
    "a jti without end": {"jti": "j" * 257},
    "over": {"exp": 0},
    "good for too long": {"exp": 99_999_999_999},
    "not begun": {"nbf": 99_999_999_999},
    "exp as text": {"exp": "soon"},
    "audiences beside the issuer": {"aud": [ISSUER, "https://other.example.test"]},
}


@pytest.mark.parametrize("what", WRONG)
async def test_an_assertion_that_says_something_else_is_refused(town: Town, what: str) -> None:
    service = await signing_service(town)
    async with town.browser() as browser:
        answer = await redeem(town, browser, service, assertion(town, service, changes=WRONG[what]))
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")


FORGERIES: dict[str, Callable[[Town, ServiceAtHand], str]] = {
    "by another key": lambda town, service: assertion(town, service, key=OTHER),
    "by a shared secret": lambda town, service: assertion(
        town, service, key=OctKey.import_key("s" * 32), header={"alg": "HS256"}
    ),
    "with a critical extension": lambda town, service: assertion(town, service, header={"crit": ["b64"], "b64": True}),
    "unsigned": lambda town, service: "eyJhbGciOiJub25lIn0." + assertion(town, service).split(".")[1] + ".",
    "without its signature": lambda town, service: assertion(town, service).rpartition(".")[0] + ".",
    "with a header that is no JSON": lambda town, service: "eA." + assertion(town, service).partition(".")[2],
    "nested without end": lambda _town, _service: "W1tb" * 1900 + ".e30.e30",
    "in five parts": lambda town, service: assertion(town, service) + ".e30.e30",
}


@pytest.mark.parametrize("how", FORGERIES)
async def test_a_forged_assertion_is_refused(town: Town, how: str) -> None:
    service = await signing_service(town)
    async with town.browser() as browser:
        answer = await redeem(town, browser, service, FORGERIES[how](town, service))
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")


@pytest.mark.parametrize(
    "header",
    [
        "Basic",
        "Basic !!!",
        "Basic " + b64encode(b"\xff:x").decode(),
        "Basic " + b64encode(b"nocolon").decode(),
        "Bearer x",
        "Basic " + "A" * 9000,
    ],
    ids=lambda value: value[:20],
)
async def test_a_broken_header_is_refused_with_a_challenge(town: Town, header: str) -> None:
    async with town.browser() as browser:
        answer = await browser.post("/token", data={"grant_type": "authorization_code"}, headers={"Authorization": header})
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Basic")


async def test_a_wrong_secret_and_an_unknown_client_are_answered_alike(town: Town) -> None:
    tax = await town.service()
    async with town.browser() as browser:
        answers = []
        for client_id in (tax.client_id, "nobody"):
            pair = b64encode(f"{client_id}:cs_{'a' * 43}".encode()).decode()
            form = tax.redemption("ac_" + "a" * 43)
            answers.append(await browser.post("/token", data=form, headers={"Authorization": f"Basic {pair}"}))
    assert [answer.status_code for answer in answers] == [401, 401]
    assert answers[0].json() == answers[1].json()


async def test_only_the_registered_method_counts(town: Town) -> None:
    tax = await town.service()
    app = await town.service(token_endpoint_auth_method="none", redirect_uris=[REDIRECT])
    async with town.browser() as browser:
        bare = await browser.post("/token", data=tax.redemption("ac_" + "a" * 43, client_id=tax.client_id))
        assert bare.status_code == 401
        assert "WWW-Authenticate" not in bare.headers
        code = await town.code(browser, app.question())
        good = await browser.post("/token", data=app.redemption(code, client_id=app.client_id))
    assert good.status_code == 200


async def test_two_proofs_are_one_too_many(town: Town) -> None:
    tax = await town.service()
    form = tax.redemption("ac_" + "a" * 43, client_assertion="x", client_assertion_type=ASSERTION_TYPE)
    async with town.browser() as browser:
        answer = await browser.post("/token", data=form, headers=tax.basic())
    assert answer.json()["error"] == "invalid_request"


async def test_a_client_is_told_which_method_it_registered(town: Town) -> None:
    service = await signing_service(town)
    async with town.browser() as browser:
        form = service.redemption("ac_" + "a" * 43, client_id=service.client_id)
        bare = await browser.post("/token", data=form)
        pair = b64encode(f"{service.client_id}:cs_{'a' * 43}".encode()).decode()
        basic = await browser.post("/token", data=form, headers={"Authorization": f"Basic {pair}"})
    assert "registered private_key_jwt, and this request brings no proof" in bare.json()["error_description"]
    assert "registered private_key_jwt, and this request brings client_secret_basic" in basic.json()["error_description"]


@pytest.mark.parametrize("typ", ["JWT", "client-authentication+jwt", "application/client-authentication+JWT"])
async def test_an_assertion_may_say_that_it_is_one(town: Town, typ: str) -> None:
    service = await signing_service(town)
    async with town.browser() as browser:
        answer = await redeem(town, browser, service, assertion(town, service, header={"typ": typ}))
    assert answer.status_code == 200, answer.text


LAX: dict[str, str | list[str]] = {
    "the endpoint": f"{ISSUER}/token",
    "the issuer in a list": [ISSUER],
    "the endpoint in a list": [f"{ISSUER}/token"],
}


@pytest.mark.parametrize("what", LAX)
async def test_in_profile_basic_the_endpoint_is_an_audience_too(town: Town, what: str) -> None:
    public = {"keys": [KEY.as_dict(private=False)]}
    service = await town.service(client_profile="basic", token_endpoint_auth_method="private_key_jwt", jwks=public)
    aud = LAX[what]
    two = [*(aud if isinstance(aud, list) else [aud]), "https://other.example.test"]
    async with town.browser() as browser:
        good = await redeem(town, browser, service, assertion(town, service, changes={"aud": aud}))
        bad = await redeem(town, browser, service, assertion(town, service, changes={"aud": two, "jti": "two"}))
    assert good.status_code == 200, good.text
    assert bad.status_code == 401


async def test_a_registered_algorithm_is_the_only_one(town: Town) -> None:
    public = {"keys": [KEY.as_dict(private=False)]}
    method = "private_key_jwt"
    service = await town.service(token_endpoint_auth_method=method, jwks=public, token_endpoint_auth_signing_alg="PS256")
    async with town.browser() as browser:
        answer = await redeem(town, browser, service, assertion(town, service))
    assert "PS256" in answer.json()["error_description"]


KEYS_AT = "https://tax.example.test/jwks"


async def publishing_service(town: Town) -> ServiceAtHand:
    return await town.service(token_endpoint_auth_method="private_key_jwt", jwks_uri=KEYS_AT)


def publish(town: Town, *keys: ECKey, beside: tuple[dict[str, object], ...] = ()) -> None:
    town.outside.put(KEYS_AT, json.dumps({"keys": [*beside, *(key.as_dict(private=False) for key in keys)]}).encode())


async def test_published_keys_verify_and_are_fetched_again_where_none_fits(town: Town) -> None:
    service = await publishing_service(town)
    newer = ECKey.generate_key("P-256", {"kid": "k2"})
    async with town.browser() as browser:
        publish(town, KEY)
        first = assertion(town, service, header={"kid": "k1"}, changes={"jti": "1"})
        assert (await redeem(town, browser, service, first)).status_code == 200
        assert town.outside.asked == [KEYS_AT]
        rotated = assertion(town, service, key=newer, header={"kid": "k2"}, changes={"jti": "2"})
        assert (await redeem(town, browser, service, rotated)).status_code == 401
        assert town.outside.asked == [KEYS_AT] * 3
        publish(town, KEY, newer)
        assert (await redeem(town, browser, service, rotated)).status_code == 200


async def test_keys_of_other_kinds_among_the_published_are_passed_over(town: Town) -> None:
    service = await publishing_service(town)
    publish(town, KEY, beside=({"kty": "oct", "k": "AAAA"}, {"kty": "EC", "crv": "P-521", "x": "AA", "y": "AA"}))
    async with town.browser() as browser:
        assert (await redeem(town, browser, service, assertion(town, service))).status_code == 200


@pytest.mark.parametrize("body", [None, b"[]", b"no json", b'{"keys": 7}', b'{"keys": []}'])
async def test_without_published_keys_nobody_is_proven(town: Town, body: bytes | None) -> None:
    service = await publishing_service(town)
    if body is not None:
        town.outside.put(KEYS_AT, body)
    async with town.browser() as browser:
        answer = await redeem(town, browser, service, assertion(town, service))
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")

"""Whoever did not sign the assertion tries to pass for the service (RFC 7523, RFC 8725; `security.md` 10)."""

import asyncio
import json
import zlib
from collections.abc import Callable

from joserfc.jwk import RSAKey

from tests.attacks.oidc_forgery import KEY, MANY, PUBLIC, push, refused, said, signing
from tests.broker.conftest import migrated_packages, pages, town
from tests.broker.proofs import Prover, as_json, encoded, signed
from tests.broker.town import ISSUER, Town
from ugyfelkapu.broker.oidc.proof.client_authentication import ASSERTION_TYPE

__all__ = ["migrated_packages", "pages", "town"]

THIEF = RSAKey.generate_key(2048, {"kid": "k1"})


def zipped(claims: dict[str, object]) -> str:
    """A payload that only somebody who inflates would read."""
    token = signed({"alg": "RS256", "kid": "k1", "zip": "DEF"}, claims, KEY)
    protected, _, signature = token.split(".")
    return f"{protected}.{encoded(zlib.compress(json.dumps(claims).encode()))}.{signature}"


Forgery = Callable[[dict[str, object]], str]
ASSERTIONS: dict[str, Forgery] = {
    "the public key as a shared secret": lambda claims: signed(
        {"alg": "HS256", "kid": "k1"}, claims, KEY.as_pem(private=False)
    ),
    "the modulus as a shared secret": lambda claims: signed({"alg": "HS256"}, claims, str(PUBLIC["n"]).encode()),
    "a key of its own in the header": lambda claims: signed(
        {"alg": "RS256", "kid": "k1", "jwk": THIEF.as_dict(private=False)}, claims, THIEF
    ),
    "the address of a key set in the header": lambda claims: signed(
        {"alg": "RS256", "kid": "k1", "jku": "https://thief.example.test/jwks"}, claims, THIEF
    ),
    "the address of a certificate in the header": lambda claims: signed(
        {"alg": "RS256", "x5u": "https://thief.example.test/x5u", "x5c": ["AA=="]}, claims, THIEF
    ),
    "a critical extension": lambda claims: signed({"alg": "RS256", "crit": ["exp"], "exp": 1}, claims, KEY),
    "as an access token": lambda claims: signed({"alg": "RS256", "typ": "at+jwt"}, claims, KEY),
    "as a proof of possession": lambda claims: signed({"alg": "RS256", "typ": "dpop+jwt"}, claims, KEY),
    "as a request object": lambda claims: signed({"alg": "RS256", "typ": "oauth-authz-req+jwt"}, claims, KEY),
    "flattened JSON": lambda claims: as_json(signed({"alg": "RS256"}, claims, KEY), general=False),
    "general JSON": lambda claims: as_json(signed({"alg": "RS256"}, claims, KEY), general=True),
    "zipped": zipped,
    "five parts": lambda claims: signed({"alg": "RS256"}, claims, KEY) + ".AA.AA",
    "without a signature": lambda claims: signed({"alg": "RS256"}, claims, KEY).rpartition(".")[0] + ".",
    "alg none": lambda claims: encoded(b'{"alg":"none"}') + "." + encoded(json.dumps(claims).encode()) + ".",
    "alg None, in capitals": lambda claims: encoded(b'{"alg":"NONE"}') + "." + encoded(json.dumps(claims).encode()) + ".",
    "nobody": lambda claims: signed({"alg": "RS256"}, {**claims, "iss": "nobody"}, KEY),
    "for another server": lambda claims: signed({"alg": "RS256"}, {**claims, "aud": "https://other.example.test"}, KEY),
    "for another server too": lambda claims: signed(
        {"alg": "RS256"}, {**claims, "aud": [ISSUER, "https://other.example.test"]}, KEY
    ),
    "for the endpoint": lambda claims: signed({"alg": "RS256"}, {**claims, "aud": f"{ISSUER}/par"}, KEY),
    "for the issuer with a slash": lambda claims: signed({"alg": "RS256"}, {**claims, "aud": f"{ISSUER}/"}, KEY),
    "without a name": lambda claims: signed({"alg": "RS256"}, {**claims, "jti": ""}, KEY),
    "a name that is no text": lambda claims: signed({"alg": "RS256"}, {**claims, "jti": 7}, KEY),
    "good for ever": lambda claims: signed({"alg": "RS256"}, {**claims, "exp": 1e300}, KEY),
    "good until nobody knows": lambda claims: signed({"alg": "RS256"}, {**claims, "exp": "soon"}, KEY),
}


async def test_a_forged_assertion_proves_nobody(town: Town) -> None:
    service = await signing(town)
    async with town.browser() as browser:
        for how, forged in ASSERTIONS.items():
            await refused(town, await push(browser, service, forged(said(town, service.client_id))), how=how)
        good = await push(browser, service, signed({"alg": "RS256"}, said(town, service.client_id), KEY))
    assert good.status_code == 201
    assert town.outside.asked == []


async def test_keys_in_the_header_of_a_good_assertion_do_not_count(town: Town) -> None:
    service = await signing(town)
    header = {"alg": "RS256", "jwk": THIEF.as_dict(private=False), "jku": "https://thief.example.test/jwks", "x5u": "https://x"}
    async with town.browser() as browser:
        answer = await push(browser, service, signed(header, said(town, service.client_id), KEY))
    assert answer.status_code == 201
    assert town.outside.asked == []


async def test_one_services_assertion_proves_no_other(town: Town) -> None:
    service = await signing(town)
    public = {"keys": [THIEF.as_dict(private=False)]}
    thief = await town.service(token_endpoint_auth_method="private_key_jwt", jwks=public)
    own = signed({"alg": "RS256"}, said(town, thief.client_id), THIEF)
    lent = signed({"alg": "RS256"}, said(town, service.client_id), THIEF)
    mixed = signed({"alg": "RS256"}, said(town, thief.client_id, sub=service.client_id), THIEF)
    async with town.browser() as browser:
        for assertion in (own, lent, mixed):
            await refused(town, await push(browser, service, assertion, client_id=service.client_id))


async def test_of_many_at_once_one_assertion_counts_once(town: Town) -> None:
    service = await signing(town)
    assertion = signed({"alg": "RS256"}, said(town, service.client_id), KEY)
    async with town.browser() as browser:
        answers = await asyncio.gather(*(push(browser, service, assertion) for _ in range(MANY)))
    assert sorted(answer.status_code for answer in answers) == [201, *([401] * (MANY - 1))]


async def test_no_secret_passes_for_another_kind(town: Town) -> None:
    tax, prover = await town.service(client_profile="basic"), Prover(town)
    secret = tax.registered.client_secret or ""
    async with town.browser() as browser:
        tokens = await town.tokens(browser, tax)
        code = await town.code(browser, tax.question())
        for wrong in (tokens["access_token"], tokens["id_token"], code, secret.replace("cs_", "rt_"), prover.proof()):
            posted = {"client_id": tax.client_id, "client_secret": wrong}
            assert (await browser.post("/token", data=tax.redemption(code) | posted)).status_code == 401
            forged = {"client_id": tax.client_id, "client_assertion": wrong, "client_assertion_type": ASSERTION_TYPE}
            assert (await browser.post("/token", data=tax.redemption(code) | forged)).status_code == 401
        for wrong in (code, secret, tokens["id_token"], prover.proof()):
            for scheme in ("Bearer", "DPoP"):
                answer = await browser.get("/userinfo", headers={"Authorization": f"{scheme} {wrong}"})
                assert answer.status_code == 401
        for wrong in (secret, tokens["access_token"]):
            answer = await browser.post("/token", data=tax.redemption(wrong), headers=tax.basic())
            assert answer.json()["error"] == "invalid_grant"
        for wrong in (tokens["access_token"], tokens["id_token"]):
            proven = {**tax.basic(), "DPoP": wrong}
            answer = await browser.post("/token", data=tax.redemption(code), headers=proven)
            assert answer.json()["error"] == "invalid_dpop_proof"
        good = await browser.post("/token", data=tax.redemption(code), headers=tax.basic())
        assert good.status_code == 200, "and none of it cost the service its code"


async def test_an_assertion_is_no_proof_of_possession_and_a_proof_no_assertion(town: Town) -> None:
    service, prover = await signing(town), Prover(town, key=KEY, algorithm="RS256")
    claims = said(town, service.client_id, htm="POST", htu=f"{ISSUER}/par")
    assertion = signed({"alg": "RS256", "typ": "JWT", "jwk": PUBLIC}, claims, KEY)
    as_proof = signed({"alg": "RS256", "typ": "dpop+jwt", "jwk": PUBLIC}, claims, KEY)
    async with town.browser() as browser:
        await refused(town, await push(browser, service, as_proof))
        proof = {"client_assertion_type": ASSERTION_TYPE, "client_assertion": assertion}
        answer = await browser.post("/par", data={**service.question(), **proof}, headers={"DPoP": assertion})
    await refused(town, answer, error="invalid_dpop_proof")
    assert prover.jkt

"""Access tokens that are worth nothing without a key: how they are asked for and used (RFC 9449)."""

import pytest
from joserfc.jwk import OKPKey, RSAKey

from tests.broker.proofs import Prover
from tests.broker.town import ISSUER, Town, claims_of


async def test_a_token_asked_for_with_a_key_is_used_with_it(town: Town) -> None:
    tax, prover = await town.service(), Prover(town)
    async with town.browser() as browser:
        token = await prover.token(browser, tax)
        assert claims_of(token)["cnf"] == {"jkt": prover.jkt}
        answer = await prover.userinfo(browser, token)
    assert answer.status_code == 200, answer.text
    assert answer.headers["DPoP-Nonce"]


@pytest.mark.parametrize(
    "prover",
    [("RS256", RSAKey), ("PS256", RSAKey), ("EdDSA", OKPKey)],
    ids=lambda value: value[0],
)
async def test_keys_of_every_kind_prove(town: Town, prover: tuple[str, type[RSAKey] | type[OKPKey]]) -> None:
    algorithm, kind = prover
    key = kind.generate_key(2048) if kind is RSAKey else OKPKey.generate_key("Ed25519")
    holder = Prover(town, key=key, algorithm=algorithm)
    async with town.browser() as browser:
        token = await holder.token(browser, await town.service())
        assert (await holder.userinfo(browser, token)).status_code == 200


async def test_a_public_client_proves_its_key_too(town: Town) -> None:
    app, prover = await town.service(token_endpoint_auth_method="none"), Prover(town)
    async with town.browser() as browser:
        code = await town.code(browser, app.question())
        form = app.redemption(code, client_id=app.client_id)
        answer = await browser.post("/token", data=form, headers=prover.header())
    assert answer.json()["token_type"] == "DPoP"


async def test_who_registered_bound_tokens_gets_no_others(town: Town) -> None:
    tax = await town.service(dpop_bound_access_tokens=True)
    async with town.browser() as browser:
        code = await town.code(browser, tax.question())
        bare = await browser.post("/token", data=tax.redemption(code), headers=tax.basic())
        assert (bare.status_code, bare.json()["error"]) == (400, "invalid_dpop_proof")
        proven = await browser.post("/token", data=tax.redemption(code), headers={**tax.basic(), **Prover(town).header()})
    assert proven.status_code == 200, "the code must not have been spent by a request without a proof"


async def test_a_proof_made_after_our_nonce_counts_whatever_the_clock_of_its_maker(town: Town) -> None:
    tax, prover = await town.service(), Prover(town)
    an_hour = int(town.clock.now().timestamp()) - 3600
    async with town.browser() as browser:
        token = await prover.token(browser, tax)
        late = await prover.userinfo(browser, token, iat=an_hour)
        assert late.status_code == 401
        assert 'error="invalid_dpop_proof"' in late.headers["WWW-Authenticate"]
        prover.nonce = late.headers["DPoP-Nonce"]
        assert (await prover.userinfo(browser, token, iat=an_hour)).status_code == 200


async def test_a_nonce_that_is_over_is_answered_with_a_new_one(town: Town) -> None:
    tax, prover = await town.service(), Prover(town)
    async with town.browser() as browser:
        answer = await prover.redeem(browser, tax)
        prover.nonce = answer.headers["DPoP-Nonce"]
        town.clock.advance(minutes=10)
        code = await town.code(browser, tax.question())
        over = await browser.post("/token", data=tax.redemption(code), headers={**tax.basic(), **prover.header()})
        assert (over.status_code, over.json()["error"]) == (400, "use_dpop_nonce")
        assert over.headers["DPoP-Nonce"] != prover.nonce
        prover.nonce = over.headers["DPoP-Nonce"]
        again = await browser.post("/token", data=tax.redemption(code), headers={**tax.basic(), **prover.header()})
    assert again.status_code == 200, "the code must not have been spent by the proof without a good nonce"


@pytest.mark.parametrize(("seconds", "status"), [(70, 200), (71, 400), (-10, 200), (-11, 400)])
async def test_without_a_nonce_a_proof_counts_for_a_minute(town: Town, seconds: int, status: int) -> None:
    tax, prover = await town.service(), Prover(town)
    async with town.browser() as browser:
        code = await town.code(browser, tax.question())
        proof = prover.proof(iat=int(town.clock.now().timestamp()) - seconds)
        answer = await browser.post("/token", data=tax.redemption(code), headers={**tax.basic(), "DPoP": proof})
    assert answer.status_code == status, answer.text


async def test_a_code_asked_for_with_a_key_is_redeemed_with_that_key(town: Town) -> None:
    tax, prover = await town.service(), Prover(town)
    async with town.browser() as browser:
        stolen = await Prover(town).redeem(browser, tax, dpop_jkt=prover.jkt)
        assert (stolen.status_code, stolen.json()["error"]) == (400, "invalid_grant")
        bare = await town.code(browser, tax.question(dpop_jkt=prover.jkt))
        assert (await browser.post("/token", data=tax.redemption(bare), headers=tax.basic())).status_code == 400
        good = await prover.redeem(browser, tax, dpop_jkt=prover.jkt)
    assert good.status_code == 200, good.text


async def test_a_request_pushed_with_a_key_binds_its_code(town: Town) -> None:
    tax, prover = await town.service(), Prover(town)
    async with town.browser() as browser:
        pushed = await browser.post("/par", data=tax.question(), headers={**tax.basic(), **prover.header("/par")})
        assert pushed.status_code == 201, pushed.text
        assert pushed.headers["DPoP-Nonce"]
        asked = {"client_id": tax.client_id, "request_uri": pushed.json()["request_uri"]}
        code = await town.code(browser, asked)
        thief = Prover(town).header()
        answer = await browser.post("/token", data=tax.redemption(code), headers={**tax.basic(), **thief})
    assert answer.json()["error"] == "invalid_grant"


async def test_a_pushed_request_names_one_key(town: Town) -> None:
    tax, prover = await town.service(), Prover(town)
    async with town.browser() as browser:
        form = tax.question(dpop_jkt=Prover(town).jkt)
        answer = await browser.post("/par", data=form, headers={**tax.basic(), **prover.header("/par")})
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


async def test_userinfo_says_both_ways_to_send_a_token(town: Town) -> None:
    async with town.browser() as browser:
        answer = await browser.get("/userinfo")
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == 'Bearer, DPoP algs="ES256 RS256 PS256 EdDSA Ed25519"'


async def test_a_bound_token_needs_its_proof(town: Town) -> None:
    tax, prover = await town.service(), Prover(town)
    async with town.browser() as browser:
        token = await prover.token(browser, tax)
        bare = await browser.get("/userinfo", headers={"Authorization": f"DPoP {token}"})
        assert bare.status_code == 401
        assert bare.headers["WWW-Authenticate"].startswith('DPoP error="invalid_dpop_proof"')
        as_bearer = await browser.get(
            "/userinfo", headers={**prover.header("/userinfo", token=token), "Authorization": f"Bearer {token}"}
        )
    assert as_bearer.status_code == 401
    assert as_bearer.headers["WWW-Authenticate"].startswith('Bearer error="invalid_token"')


async def test_an_unbound_token_is_no_dpop_token(town: Town) -> None:
    tax, prover = await town.service(), Prover(town)
    async with town.browser() as browser:
        tokens = await town.tokens(browser, tax)
        answer = await prover.userinfo(browser, tokens["access_token"])
    assert answer.status_code == 401
    assert "send it as Bearer" in answer.json()["error_description"]


async def test_the_address_of_a_proof_may_be_spelled_otherwise(town: Town) -> None:
    tax, prover = await town.service(), Prover(town)
    async with town.browser() as browser:
        code = await town.code(browser, tax.question())
        proof = prover.proof(htu=ISSUER.upper().replace("HTTPS", "https") + ":443/%74oken?x=1#y")
        answer = await browser.post("/token", data=tax.redemption(code), headers={**tax.basic(), "DPoP": proof})
    assert answer.status_code == 200, answer.text


async def test_discovery_says_what_proofs_may_be_signed_with(town: Town) -> None:
    async with town.browser() as browser:
        document = (await browser.get("/.well-known/openid-configuration")).json()
    assert document["dpop_signing_alg_values_supported"] == ["ES256", "RS256", "PS256", "EdDSA", "Ed25519"]

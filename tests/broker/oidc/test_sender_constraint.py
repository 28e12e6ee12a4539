"""Tokens bound to a certificate, and the profile that gives no others (RFC 8705 section 3, FAPI 2.0 Security Profile)."""

import httpx
from joserfc.jwk import RSAKey

from tests.broker.oidc.test_client_authentication import KEY, assertion
from tests.broker.proofs import Prover
from tests.broker.service_certificates import MTLS, Held, behind_a_proxy, self_signed, wish
from tests.broker.town import ServiceAtHand, Town, claims_of
from ugyfelkapu.broker.domain.authorization import FamilyId
from ugyfelkapu.broker.domain.keys.confirmation import Confirmation, ConfirmationMethod
from ugyfelkapu.broker.oidc.proof.client_authentication import ASSERTION_TYPE
from ugyfelkapu.broker.store import families

BOUND = {"tls_client_certificate_bound_access_tokens": True}


async def redeem(town: Town, service: ServiceAtHand, held: Held | None) -> httpx.Response:
    async with town.browser() as browser:
        code = await town.code(browser, service.question())
        shown = held.shown() if held else {}
        return await browser.post("/token", data=service.redemption(code), headers={**service.basic(), **shown})


async def userinfo(town: Town, token: str, held: Held | None) -> httpx.Response:
    async with town.browser() as browser:
        shown = held.shown() if held else {}
        return await browser.get("/userinfo", headers={"Authorization": f"Bearer {token}", **shown})


async def test_a_token_asked_for_with_a_certificate_is_used_with_it(town: Town) -> None:
    behind_a_proxy(town)
    service, held = await town.service(**BOUND), self_signed(wish(town.clock.now()))
    answer = (await redeem(town, service, held)).json()
    assert answer["token_type"] == "Bearer"
    assert set(claims_of(answer["access_token"])["cnf"]) == {"x5t#S256"}  # type: ignore[call-overload] # claims are objects
    assert (await userinfo(town, answer["access_token"], held)).status_code == 200
    for shown in (None, self_signed(wish(town.clock.now()))):
        stolen = await userinfo(town, answer["access_token"], shown)
        assert stolen.status_code == 401
        assert 'error="invalid_token"' in stolen.headers["WWW-Authenticate"]


async def test_who_registered_tokens_bound_to_a_certificate_gets_no_others(town: Town) -> None:
    behind_a_proxy(town)
    service = await town.service(**BOUND)
    answer = await redeem(town, service, None)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")
    assert MTLS in answer.json()["error_description"]


async def test_a_certificate_nobody_asked_for_binds_nothing(town: Town) -> None:
    behind_a_proxy(town)
    answer = await redeem(town, await town.service(), self_signed(wish(town.clock.now())))
    assert "cnf" not in claims_of(answer.json()["access_token"])


async def test_the_family_keeps_what_its_tokens_are_bound_to(town: Town) -> None:
    tax, prover = await town.service(), Prover(town)
    async with town.browser() as browser:
        token = await prover.token(browser, tax)
        plain = (await town.tokens(browser, tax))["access_token"]
    now, reader = town.clock.now(), town.world.database.reader
    kept = await families.find(reader, FamilyId(str(claims_of(token)["jti"])), now=now)
    unbound = await families.find(reader, FamilyId(str(claims_of(plain)["jti"])), now=now)
    assert kept
    assert unbound
    assert kept.confirmation == Confirmation(method=ConfirmationMethod.DPOP, thumbprint=prover.jkt)
    assert unbound.confirmation is None


async def fapi(town: Town) -> ServiceAtHand:
    return await town.service(
        client_profile="fapi2", token_endpoint_auth_method="private_key_jwt", jwks={"keys": [KEY.as_dict(private=False)]}
    )


async def pushed(town: Town, browser: httpx.AsyncClient, service: ServiceAtHand) -> str:
    """A code of a service that must push its requests."""
    proof = {"client_assertion_type": ASSERTION_TYPE, "client_assertion": assertion(town, service, changes={"jti": "push"})}
    answer = await browser.post("/par", data=service.question() | proof)
    assert answer.status_code == 201, answer.text
    return await town.code(browser, {"client_id": service.client_id, "request_uri": answer.json()["request_uri"]})


def redemption(town: Town, service: ServiceAtHand, code: str, *, jti: str) -> dict[str, str]:
    signed = assertion(town, service, changes={"jti": jti})
    return service.redemption(code, client_assertion_type=ASSERTION_TYPE, client_assertion=signed)


async def test_fapi2_binds_every_token_and_wants_a_nonce_in_the_proof(town: Town) -> None:
    service, prover = await fapi(town), Prover(town)
    async with town.browser() as browser:
        code = await pushed(town, browser, service)
        bare = await browser.post("/token", data=redemption(town, service, code, jti="1"))
        assert (bare.status_code, bare.json()["error"]) == (400, "invalid_dpop_proof")
        first = await browser.post("/token", data=redemption(town, service, code, jti="2"), headers=prover.header())
        assert (first.status_code, first.json()["error"]) == (400, "use_dpop_nonce")
        prover.nonce = first.headers["DPoP-Nonce"]
        good = await browser.post("/token", data=redemption(town, service, code, jti="3"), headers=prover.header())
        assert good.status_code == 200, good.text
        token, nonce, prover.nonce = good.json()["access_token"], prover.nonce, None
        wanted = await prover.userinfo(browser, token)
        assert wanted.status_code == 401
        assert 'error="use_dpop_nonce"' in wanted.headers["WWW-Authenticate"]
        assert wanted.headers["DPoP-Nonce"] == nonce
        prover.nonce = nonce
        assert (await prover.userinfo(browser, token)).status_code == 200


async def test_fapi2_takes_a_certificate_in_place_of_a_proof(town: Town) -> None:
    behind_a_proxy(town)
    service, held = await fapi(town), self_signed(wish(town.clock.now()))
    async with town.browser() as browser:
        code = await pushed(town, browser, service)
        bare = await browser.post("/token", data=redemption(town, service, code, jti="1"))
        assert (bare.status_code, bare.json()["error"]) == (400, "invalid_request")
        good = await browser.post("/token", data=redemption(town, service, code, jti="2"), headers=held.shown())
    assert "x5t#S256" in str(claims_of(good.json()["access_token"])["cnf"])


async def test_fapi2_takes_no_weak_signature(town: Town) -> None:
    service = await fapi(town)
    prover = Prover(town, key=RSAKey.generate_key(2048), algorithm="RS256")
    async with town.browser() as browser:
        code = await pushed(town, browser, service)
        answer = await browser.post("/token", data=redemption(town, service, code, jti="1"), headers=prover.header())
    assert answer.json()["error_description"] == "the proof must be signed with one of: ES256, PS256, EdDSA"

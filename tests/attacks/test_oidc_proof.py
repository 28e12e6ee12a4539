"""Whoever does not hold the key tries to use it: forged, stolen and replayed proofs of possession (RFC 9449 section 11)."""

import asyncio
from collections.abc import Callable

from tests.attacks.oidc_forgery import MANY, PUBLIC, refused
from tests.broker.conftest import migrated_packages, pages, town
from tests.broker.proofs import Prover, as_json, encoded, hash_of, signed
from tests.broker.service_certificates import DAY
from tests.broker.town import ISSUER, Town
from ugyfelkapu.broker.domain.keys.proof_nonce import SLICE, nonce_at

__all__ = ["migrated_packages", "pages", "town"]

BadProof = Callable[[Prover], str]
PROOFS: dict[str, BadProof] = {
    "another method": lambda prover: prover.proof(htm="GET"),
    "method in small letters": lambda prover: prover.proof(htm="post"),
    "another endpoint": lambda prover: prover.proof("/userinfo"),
    "another host": lambda prover: prover.proof(htu="https://thief.example.test/token"),
    "a host that begins like ours": lambda prover: prover.proof(htu=f"{ISSUER}.thief.example.test/token"),
    "a user name like ours": lambda prover: prover.proof(htu="https://id.example.test@thief.example.test/token"),
    "no address": lambda prover: prover.proof(htu=None),
    "no method": lambda prover: prover.proof(htm=None),
    "no name": lambda prover: prover.proof(jti=None),
    "an empty name": lambda prover: prover.proof(jti=""),
    "a name without end": lambda prover: prover.proof(jti="j" * 257),
    "no time": lambda prover: prover.proof(iat=None),
    "a time that is no number": lambda prover: prover.proof(iat="now"),
    "a day ago": lambda prover: prover.proof(iat=int((prover.town.clock.now() - DAY).timestamp())),
    "in a day": lambda prover: prover.proof(iat=int((prover.town.clock.now() + DAY).timestamp())),
    "over by its own word": lambda prover: prover.proof(exp=int(prover.town.clock.now().timestamp()) - 10),
    "not begun by its own word": lambda prover: prover.proof(nbf=int(prover.town.clock.now().timestamp()) + 11),
    "no type": lambda prover: prover.proof(header={"typ": None}),
    "another type": lambda prover: prover.proof(header={"typ": "JWT"}),
    "no key": lambda prover: prover.proof(header={"jwk": None}),
    "a private key": lambda prover: prover.proof(header={"jwk": prover.key.as_dict(private=True)}),
    "somebody else's key": lambda prover: prover.proof(header={"jwk": PUBLIC, "alg": "ES256"}),
    "a key that is no object": lambda prover: prover.proof(header={"jwk": "x"}),
    "a shared secret": lambda prover: signed(
        {"typ": "dpop+jwt", "alg": "HS256", "jwk": {"kty": "oct", "k": "AAAA"}},
        {"jti": "j", "htm": "POST", "htu": f"{ISSUER}/token", "iat": int(prover.town.clock.now().timestamp())},
        b"\0\0\0",
    ),
    "a critical extension": lambda prover: prover.proof(header={"crit": ["b64"], "b64": True}),
    "a broken signature": lambda prover: prover.proof()[:-8] + "AAAAAAAA",
    "no signature": lambda prover: prover.proof().rpartition(".")[0] + ".",
    "alg none": lambda prover: encoded(b'{"typ":"dpop+jwt","alg":"none","jwk":{}}') + "." + prover.proof().split(".")[1] + ".",
    "JSON": lambda prover: as_json(prover.proof(), general=False),
    "two in one header": lambda prover: f"{prover.proof()}, {prover.proof()}",
    "nothing": lambda _prover: "",
    "longer than anybody reads": lambda prover: prover.proof(more="x" * 9000),
}


async def test_a_bad_proof_of_possession_brings_no_tokens(town: Town) -> None:
    tax, prover = await town.service(), Prover(town)
    async with town.browser() as browser:
        code = await town.code(browser, tax.question())
        for how, bad in PROOFS.items():
            headers = {**tax.basic(), "DPoP": bad(prover)}
            answer = await browser.post("/token", data=tax.redemption(code), headers=headers)
            await refused(town, answer, error="invalid_dpop_proof", how=how)
        good = await browser.post("/token", data=tax.redemption(code), headers={**tax.basic(), **prover.header()})
    assert good.status_code == 200, "the code was not spent"


async def test_two_headers_are_one_too_many(town: Town) -> None:
    tax, prover = await town.service(), Prover(town)
    async with town.browser() as browser:
        code = await town.code(browser, tax.question())
        headers = [*tax.basic().items(), ("DPoP", prover.proof()), ("dpop", Prover(town).proof())]
        answer = await browser.post("/token", data=tax.redemption(code), headers=headers)
    assert "one DPoP header" in await refused(town, answer, error="invalid_dpop_proof")


async def test_a_proof_counts_once_everywhere_and_of_many_at_once_one(town: Town) -> None:
    tax, prover = await town.service(), Prover(town)
    async with town.browser() as browser:
        token = await prover.token(browser, tax)
        headers = prover.header("/userinfo", token=token)
        answers = await asyncio.gather(*(browser.get("/userinfo", headers=headers) for _ in range(MANY)))
        assert sorted(answer.status_code for answer in answers) == [200, *([401] * (MANY - 1))]
        prover.nonce = answers[0].headers["DPoP-Nonce"]
        named = prover.header("/userinfo", token=token, jti="once")
        assert (await browser.get("/userinfo", headers=named)).status_code == 200
        town.clock.advance(seconds=(2 * SLICE).total_seconds() - 1 - town.clock.now().timestamp() % SLICE.total_seconds())
        assert (await browser.get("/userinfo", headers=named)).status_code == 401, "a nonce revives no proof"


async def test_a_stolen_token_is_worth_nothing_to_whoever_has_another_key(town: Town) -> None:
    tax, prover, thief = await town.service(), Prover(town), Prover(town)
    async with town.browser() as browser:
        token = await prover.token(browser, tax)
        other = (await town.tokens(browser, tax))["access_token"]
        attempts = [
            thief.header("/userinfo", token=token),
            {**prover.header("/userinfo", token=other), "Authorization": f"DPoP {token}"},
            prover.header("/userinfo", token=token, ath=None),
            prover.header("/userinfo", token=token, ath=hash_of(token)[:-1]),
            {"Authorization": f"DPoP {token}", "DPoP": prover.proof("/userinfo", method="POST", token=token)},
            {"Authorization": f"DPoP {token}", "DPoP": prover.proof("/token", method="GET", token=token)},
            {"Authorization": f"Bearer {token}"},
            {"Authorization": f"Bearer {token}", "DPoP": prover.proof("/userinfo", method="GET", token=token)},
            {"Authorization": f"DPoP {token}"},
            {"Authorization": f"DPoP {token}", "DPoP": ""},
        ]
        for headers in attempts:
            answer = await browser.get("/userinfo", headers=headers)
            assert answer.status_code == 401, headers
            assert "sub" not in answer.text
        assert (await prover.userinfo(browser, token)).status_code == 200


async def test_forged_and_old_nonces_are_answered_with_a_new_one(town: Town) -> None:
    tax, prover = await town.service(), Prover(town)
    now = town.clock.now()
    forged = ["", "x", "ő", "A" * 22, nonce_at(b"o" * 32, now), nonce_at(town.world.nonce_key, now - 2 * SLICE)]
    async with town.browser() as browser:
        code = await town.code(browser, tax.question())
        for nonce in forged:
            prover.nonce = nonce
            headers = {**tax.basic(), **prover.header()}
            answer = await browser.post("/token", data=tax.redemption(code), headers=headers)
            await refused(town, answer, error="use_dpop_nonce")
            assert answer.headers["DPoP-Nonce"] == nonce_at(town.world.nonce_key, now)

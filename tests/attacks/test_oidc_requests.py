"""Attacks on what a service asks: the victim is signed in, so whatever slips through would earn a code at once.

Nothing is issued after a refusal, and nothing is fetched from an address that nobody registered.
"""

import json
from urllib.parse import quote, urlencode

import pytest

from tests.attacks.oidc_victim import earned, kept, signed_in
from tests.broker.oidc.signed_requests import request_object, signed
from tests.broker.town import VERIFIER, Town, answer_of

FORM = {"Content-Type": "application/x-www-form-urlencoded"}

ADDRESSES = [
    "",
    "https://evil.example/cb",
    "https://tax.example.test@evil.example/cb",
    "https://tax.example.test:x@evil.example/cb",
    "https://evil.example\\@tax.example.test/cb",
    "https://evil.example#@tax.example.test/cb",
    "https://user@tax.example.test/cb",
    "https://tax.example.test.evil.example/cb",
    "https://tax.example.test%2eevil.example/cb",
    "https://tax.example.test./cb",
    "https://TAX.example.test/cb",
    "HTTPS://tax.example.test/cb",
    "http://tax.example.test/cb",
    "//tax.example.test/cb",
    "/cb",
    "https://tax.example.test:443/cb",
    "https://tax.example.test:8443/cb",
    "https://tax.example.test/CB",
    "https://tax.example.test/cb/",
    "https://tax.example.test//cb",
    "https://tax.example.test/./cb",
    "https://tax.example.test/cb/../open-redirect",
    "https://tax.example.test/%63b",
    "https://tax.example.test/cb%2f..%2fopen-redirect",
    "https://tax.example.test/cb;x",
    "https://tax.example.test/cb?next=https://evil.example",
    "https://tax.example.test/cb#",
    "https://tax.example.test/cb#https://evil.example",
    "https://tax.example.test/cb https://evil.example/cb",
    " https://tax.example.test/cb",
    "https://tax.example.test/cb\t",
    "https://t\u0430x.example.test/cb",
    "javascript:alert(1)//https://tax.example.test/cb",
    "data:text/html,https://tax.example.test/cb",
]


async def test_the_victims_session_would_answer_at_once(town: Town) -> None:
    async with town.browser() as browser:
        tax = await signed_in(town, browser)
        assert earned(await browser.get("/authorize", params=tax.question()))
        assert earned(
            await browser.get("/authorize", params={"client_id": tax.client_id, "request": request_object(town, tax)})
        )


@pytest.mark.parametrize("address", ADDRESSES)
async def test_no_trick_with_the_redirect_address_earns_anything(town: Town, address: str) -> None:
    async with town.browser() as browser:
        tax = await signed_in(town, browser)
        before = await kept(town)
        bare = {"client_id": tax.client_id}
        objected = request_object(town, tax, redirect_uri=address)
        for beside in (
            tax.question(redirect_uri=address),
            {**bare, "request": objected},
            {**tax.question(), "request": objected},
        ):
            answer = await browser.get("/authorize", params=beside)
            assert (answer.status_code, answer.headers.get("Location"), earned(answer)) == (400, None, False)
        for form in (tax.question(redirect_uri=address), {"request": objected}):
            pushed = await browser.post("/par", data=form, headers=tax.basic())
            assert (pushed.status_code, pushed.json()["error"]) == (400, "invalid_request")
        assert await kept(town) == before


@pytest.mark.parametrize(
    "name", ["client_id", "redirect_uri", "state", "response_type", "code_challenge", "nonce", "scope", "prompt"]
)
async def test_a_parameter_twice_earns_nothing_in_either_order_and_place(town: Town, name: str) -> None:
    async with town.browser() as browser:
        tax = await signed_in(town, browser)
        before = await kept(town)
        good, evil = tax.question(prompt="none"), "https://evil.example/cb"
        written = [*good.items(), (name, evil)]
        for pairs in (written, [(name, evil), *good.items()]):
            query = urlencode(pairs)
            disguised = query.replace(f"{name}=", "".join(f"%{ord(sign):02x}" for sign in name) + "=", 1)
            for encoded in (query, disguised):
                answers = [
                    await browser.get(f"/authorize?{encoded}"),
                    await browser.post("/authorize", content=encoded, headers=FORM),
                    await browser.post("/par", content=encoded, headers={**FORM, **tax.basic()}),
                ]
                assert [(answer.status_code, earned(answer)) for answer in answers] == [(400, False)] * 3
        for there, here in (({name: evil}, good), (good, {name: evil})):
            split = await browser.post("/authorize", params=there, data=here)
            assert (split.status_code, split.headers.get("Location")) == (400, None)
        once = json.dumps({"iss": tax.client_id, "aud": town.world.issuer, "exp": 2**31, **good})
        for doubled in (once[:-1] + f', "{name}": "{evil}"}}', f'{{"{name}": "{evil}", ' + once[1:]):
            answer = await browser.get("/authorize", params={"client_id": tax.client_id, "request": signed(doubled)})
            assert (answer.status_code, earned(answer)) == (400, False)
        assert await kept(town) == before


@pytest.mark.parametrize(
    "asked", ["token", "id_token", "code token", "code id_token", "code id_token token", "none", "Code", "code code"]
)
async def test_no_other_response_type_earns_anything_wherever_it_stands(town: Town, asked: str) -> None:
    async with town.browser() as browser:
        tax = await signed_in(town, browser)
        before = await kept(town)
        objected, good = request_object(town, tax, response_type=asked), request_object(town, tax)
        for beside in (
            tax.question(response_type=asked),
            {**tax.question(), "request": objected},
            {**tax.question(response_type=asked), "request": good},
        ):
            answer = await browser.get("/authorize", params=beside)
            assert answer_of(answer)["error"] in {"unsupported_response_type", "invalid_request"}
            assert not earned(answer)
            assert "#" not in answer.headers["Location"]
        assert await kept(town) == before


@pytest.mark.parametrize(
    "changes",
    [
        {"code_challenge": None, "code_challenge_method": None},
        {"code_challenge": None},
        {"code_challenge": ""},
        {"code_challenge_method": None},
        {"code_challenge_method": ""},
        {"code_challenge_method": "plain"},
        {"code_challenge_method": "s256"},
        {"code_challenge": VERIFIER, "code_challenge_method": "plain"},
    ],
    ids=str,
)
async def test_a_request_without_a_good_challenge_earns_no_code(town: Town, changes: dict[str, str | None]) -> None:
    async with town.browser() as browser:
        tax = await signed_in(town, browser)
        before = await kept(town)
        objected = {"client_id": tax.client_id, "request": request_object(town, tax, **changes)}
        for asked in (tax.question(**changes), objected):
            answer = await browser.get("/authorize", params=asked)
            assert not earned(answer)
        assert await kept(town) == before


@pytest.mark.parametrize("verifier", [None, "", VERIFIER[:42], "w" * 43, VERIFIER + " "])
@pytest.mark.parametrize("profile", ["basic", "oauth21"])
async def test_a_challenged_code_earns_nothing_without_its_verifier(town: Town, profile: str, verifier: str | None) -> None:
    tax = await town.service(client_profile=profile)
    async with town.browser() as browser:
        code = await town.code(browser, tax.question())
        form = tax.redemption(code, code_verifier=verifier)
        refused = await browser.post("/token", data=form, headers=tax.basic())
    assert refused.status_code == 400
    assert "access_token" not in refused.json()


async def test_a_code_that_nobody_challenged_is_not_earned_with_a_verifier(town: Town) -> None:
    tax = await town.service(client_profile="basic")
    async with town.browser() as browser:
        code = await town.code(browser, tax.question(code_challenge=None, code_challenge_method=None))
        refused = await browser.post("/token", data=tax.redemption(code), headers=tax.basic())
    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_grant")


async def test_a_pushed_request_is_no_other_kind_of_secret(town: Town) -> None:
    async with town.browser() as browser:
        tax = await signed_in(town, browser)
        code = answer_of(await browser.get("/authorize", params=tax.question()))["code"]
        pushed = (await browser.post("/par", data=tax.question(), headers=tax.basic())).json()["request_uri"]
        name = pushed.rpartition(":")[2]
        assert (await browser.post("/token", data=tax.redemption(name), headers=tax.basic())).json()["error"] == "invalid_grant"
        for wrong in (code, "pr_" + code[3:], name.upper(), name + "=", quote(name) + "%00", "", "../" + name):
            uri = f"urn:ietf:params:oauth:request_uri:{wrong}"
            answer = await browser.get("/authorize", params={"client_id": tax.client_id, "request_uri": uri})
            assert (answer.status_code, answer.headers.get("Location")) == (400, None)
        assert earned(await browser.get("/authorize", params={"client_id": tax.client_id, "request_uri": pushed}))

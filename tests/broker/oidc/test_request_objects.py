"""Requests as signed tokens, by value and at registered addresses (RFC 9101, OpenID Connect Core section 6)."""

import json
from hashlib import sha256

import pytest

from tests.broker.oidc.signed_requests import KEY, OTHER, Hand, request_object, signed, signing_service
from tests.broker.proofs import Prover
from tests.broker.town import ISSUER, ServiceAtHand, Town, answer_of, claims_of
from ugyfelkapu.broker.domain.secret import text_of
from ugyfelkapu.broker.ports import FetchFault

ADDRESS = "https://tax.example.test/request.jwt"


def brought(service: ServiceAtHand, **parameters: str) -> dict[str, str]:
    """What the browser brings beside the object: as little as RFC 9101 section 5 asks."""
    return {"client_id": service.client_id, "redirect_uri": service.redirect_uri, **parameters}


async def asked(town: Town, service: ServiceAtHand, **parameters: str) -> dict[str, str]:
    """The answer of the authorization endpoint to a browser without a session."""
    async with town.browser() as browser:
        return answer_of(await town.sign_in(browser, brought(service, **parameters)))


@pytest.mark.parametrize("profile", ["basic", "oauth21"])
async def test_a_signed_request_is_answered(town: Town, profile: str) -> None:
    tax = await signing_service(town, client_profile=profile)
    told = await asked(town, tax, request=request_object(town, tax, state="signed", max_age=600, claims={"id_token": {}}))
    assert told["state"] == "signed"
    assert told["code"]


async def test_what_stands_beside_a_signed_request_is_not_read(town: Town) -> None:
    tax = await signing_service(town)
    signed_request = request_object(town, tax, state=None, nonce="signed")
    async with town.browser() as browser:
        beside = brought(tax, request=signed_request, state="beside", nonce="beside", scope="openid identity")
        told = answer_of(await town.sign_in(browser, beside))
        redeemed = await browser.post("/token", data=tax.redemption(told["code"]), headers=tax.basic())
    assert "state" not in told
    assert claims_of(redeemed.json()["id_token"])["nonce"] == "signed"


async def test_in_profile_basic_what_stands_beside_fills_gaps_and_changes_nothing(town: Town) -> None:
    tax = await signing_service(town, client_profile="basic")
    signed_request = request_object(town, tax, state=None, nonce="signed")
    async with town.browser() as browser:
        beside = {**tax.question(nonce="beside", state="beside"), "request": signed_request}
        told = answer_of(await town.sign_in(browser, beside))
        redeemed = await browser.post("/token", data=tax.redemption(told["code"]), headers=tax.basic())
    assert told["state"] == "beside"
    assert claims_of(redeemed.json()["id_token"])["nonce"] == "signed"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"iss": "somebody"}, "iss"),
        ({"iss": None}, "iss"),
        ({"client_id": None}, "client_id"),
        ({"client_id": "somebody"}, "client_id"),
        ({"aud": "https://other.example"}, "aud"),
        ({"aud": None}, "aud"),
        ({"aud": [ISSUER + "/"]}, "aud"),
        ({"exp": None}, "exp"),
        ({"exp": 0}, "expired"),
        ({"exp": "soon"}, "exp"),
        ({"exp": True}, "exp"),
        ({"exp": 2**39}, "exp"),
        ({"exp": 1e300}, "exp"),
        ({"nbf": 2**39}, "not in force"),
        ({"iat": 2**39}, "not in force"),
        ({"jti": ""}, "jti"),
        ({"jti": 7}, "jti"),
        ({"request": "e30.e30.e30"}, "neither request nor request_uri"),
        ({"request_uri": ADDRESS}, "neither request nor request_uri"),
        ({"state": ["a", "b"]}, "strings"),
        ({"state": "\x00"}, "strings"),
        ({"max_age": 1.5}, "strings"),
        ({"prompt": True}, "strings"),
    ],
    ids=str,
)
async def test_a_request_object_that_breaks_a_rule_is_refused_and_said_why(
    town: Town, changes: dict[str, object], said: str
) -> None:
    tax = await signing_service(town)
    told = await asked(town, tax, request=request_object(town, tax, **changes))
    assert told["error"] == "invalid_request_object"
    assert said in told["error_description"]


async def test_a_client_assertion_is_no_request(town: Town) -> None:
    tax = await signing_service(town)
    told = await asked(town, tax, request=request_object(town, tax, sub=tax.client_id))
    assert told["error"] == "invalid_request_object"


@pytest.mark.parametrize("header", [{"typ": "at+jwt"}, {"typ": "dpop+jwt"}, {"typ": "logout+jwt"}], ids=str)
async def test_another_kind_of_token_is_no_request(town: Town, header: dict[str, object]) -> None:
    tax = await signing_service(town)
    told = await asked(town, tax, request=request_object(town, tax, Hand(header=header)))
    assert told["error"] == "invalid_request_object"
    assert "typ" in told["error_description"]


async def test_the_signature_is_the_clients_and_of_the_algorithm_it_registered(town: Town) -> None:
    tax = await signing_service(town, request_object_signing_alg="PS256")
    council = await signing_service(town)
    assert "allowed" in (await asked(town, tax, request=request_object(town, tax)))["error_description"]
    forged = await asked(town, council, request=request_object(town, council, Hand(key=OTHER)))
    assert forged["error"] == "invalid_request_object"
    keyless = await town.service()
    assert (await asked(town, keyless, request=request_object(town, keyless)))["error"] == "invalid_request_object"


async def test_a_member_twice_is_refused(town: Town) -> None:
    tax = await signing_service(town)
    once = json.dumps({"iss": tax.client_id, "aud": ISSUER, **tax.question()})
    for twice in (
        once[:-1] + ', "state": "other"}',
        '{"state": "other", ' + once[1:],
        once.replace("{", '{"claims": {"a": 1, "a": 2},'),
    ):
        told = await asked(town, tax, request=signed(twice))
        assert "twice" in told["error_description"]


async def test_the_response_type_is_the_same_in_both_places(town: Town) -> None:
    for profile in ("basic", "oauth21"):
        tax = await signing_service(town, client_profile=profile)
        for outer, inner, error in (("code", "token", "invalid_request"), ("token", "code", "invalid_request")):
            told = await asked(town, tax, response_type=outer, request=request_object(town, tax, response_type=inner))
            assert told["error"] == error
            assert "response_type" in told["error_description"]


async def test_an_object_that_names_itself_counts_once(town: Town) -> None:
    tax = await signing_service(town)
    named = request_object(town, tax, jti="one")
    assert "code" in await asked(town, tax, request=named)
    again = await asked(town, tax, request=named)
    assert again["error"] == "invalid_request_object"
    assert "jti" in again["error_description"]
    town.clock.advance(minutes=5)
    assert "expired" in (await asked(town, tax, request=named))["error_description"]


async def test_a_client_that_must_sign_is_heard_in_no_other_way(town: Town) -> None:
    tax = await signing_service(town, require_signed_request_object=True, client_profile="basic")
    async with town.browser() as browser:
        told = answer_of(await browser.get("/authorize", params=tax.question()))
        assert (told["error"], "signed" in told["error_description"]) == ("invalid_request", True)
        plain = await browser.post("/par", data=tax.question(), headers=tax.basic())
        assert plain.json()["error"] == "invalid_request"
        short = {**tax.question(), "request": request_object(town, tax, redirect_uri=None)}
        assert (await browser.get("/authorize", params=short)).status_code == 400  # beside counts nothing, not even for gaps
    assert "code" in await asked(town, tax, request=request_object(town, tax))


async def test_a_signed_request_may_be_pushed_and_what_stands_beside_is_not_read(town: Town) -> None:
    tax = await signing_service(town, client_profile="basic")
    async with town.browser() as browser:
        form = {**tax.question(state="beside"), "request": request_object(town, tax, state="signed", jti="p")}
        answer = await browser.post("/par", data=form, headers=tax.basic())
        assert answer.status_code == 201, answer.text
        pushed = {"client_id": tax.client_id, "request_uri": answer.json()["request_uri"]}
        assert answer_of(await town.sign_in(browser, pushed))["state"] == "signed"
        again = await browser.post("/par", data=form, headers=tax.basic())
        assert (again.status_code, again.json()["error"]) == (400, "invalid_request_object")


async def test_a_request_is_fetched_from_where_it_was_registered(town: Town) -> None:
    tax = await signing_service(town, request_uris=[ADDRESS])
    town.outside.put(ADDRESS, request_object(town, tax, state="there", jti="static").encode(), "application/jwt")
    for _ in range(2):  # it stands there to be used again
        assert (await asked(town, tax, request_uri=ADDRESS))["state"] == "there"
    assert town.outside.asked == [ADDRESS, ADDRESS]


async def test_nothing_is_fetched_from_anywhere_else(town: Town) -> None:
    tax = await signing_service(town, request_uris=[ADDRESS])
    for address in (
        f"{ADDRESS}/",
        f"{ADDRESS}?x",
        "https://evil.example/r",
        "http://127.0.0.1/r",
        "file:///etc/passwd",
        "urn:x",
    ):
        told = await asked(town, tax, request_uri=address)
        assert told["error"] == "invalid_request_uri"
    both = await asked(town, tax, request_uri=ADDRESS, request=request_object(town, tax))
    assert both["error"] == "invalid_request"
    assert town.outside.asked == []


async def test_the_fragment_names_the_document(town: Town) -> None:
    tax = await signing_service(town, request_uris=[ADDRESS])
    document = request_object(town, tax).encode()
    town.outside.put(ADDRESS, document, "application/jwt")
    digest = text_of(sha256(document).digest())
    assert "code" in await asked(town, tax, request_uri=f"{ADDRESS}#{digest}")
    other = await asked(town, tax, request_uri=f"{ADDRESS}#{'A' * 43}")
    assert (other["error"], "digest" in other["error_description"]) == ("invalid_request_uri", True)
    assert len(town.outside.asked) == 3  # the second time once more, in case what was remembered is old


async def test_a_document_that_cannot_be_had_is_said_so(town: Town) -> None:
    tax = await signing_service(town, request_uris=[ADDRESS])
    town.outside.documents[ADDRESS] = FetchFault.TOO_LONG
    told = await asked(town, tax, request_uri=ADDRESS)
    assert (told["error"], "too_long" in told["error_description"]) == ("invalid_request_uri", True)


async def test_keys_may_stand_at_an_address(town: Town) -> None:
    keys = "https://tax.example.test/jwks.json"
    tax = await town.service(jwks_uri=keys)
    town.outside.put(keys, json.dumps({"keys": [KEY.as_dict(private=False)]}).encode())
    assert "code" in await asked(town, tax, request=request_object(town, tax))


@pytest.mark.parametrize(
    ("changes", "header"),
    [
        ({"nbf": None}, {}),
        ({"nbf": -3611}, {}),
        ({"exp": 3601}, {}),
        ({}, {"typ": "JWT"}),
        ({}, {"typ": None}),
    ],
    ids=str,
)
async def test_profile_fapi2_wants_short_lives_and_the_exact_type(
    town: Town, changes: dict[str, int | None], header: dict[str, object]
) -> None:
    tax = await signing_service(town, client_profile="fapi2", token_endpoint_auth_method="private_key_jwt")
    now = int(town.clock.now().timestamp())
    shifted = {name: None if span is None else now + span for name, span in changes.items()}
    form = {
        "client_id": tax.client_id,
        **proof(town, tax),
        "request": request_object(town, tax, Hand(header=header), **shifted),
    }
    good = {"client_id": tax.client_id, **proof(town, tax), "request": request_object(town, tax)}
    async with town.browser() as browser:
        refused = await browser.post("/par", data=form)
        assert (await browser.post("/par", data=good)).status_code == 201
    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_request_object")


async def test_a_proof_that_has_to_be_sent_again_does_not_use_the_request_up(town: Town) -> None:
    tax = await signing_service(town, client_profile="fapi2", token_endpoint_auth_method="private_key_jwt")
    prover, named = Prover(town=town), request_object(town, tax, jti="one")
    async with town.browser() as browser:
        first = await browser.post("/par", data={**proof(town, tax), "request": named}, headers=prover.header("/par"))
        assert first.json()["error"] == "use_dpop_nonce"
        prover.nonce = first.headers["DPoP-Nonce"]
        again = await browser.post("/par", data={**proof(town, tax), "request": named}, headers=prover.header("/par"))
    assert again.status_code == 201, again.text


def proof(town: Town, service: ServiceAtHand) -> dict[str, str]:
    now = int(town.clock.now().timestamp())
    claims = {
        "iss": service.client_id,
        "sub": service.client_id,
        "aud": ISSUER,
        "exp": now + 60,
        "jti": text_of(town.world.entropy.bytes(9)),
    }
    return {
        "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        "client_assertion": signed(json.dumps(claims), Hand(header={"typ": "JWT"})),
    }

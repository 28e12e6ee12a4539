"""Reverse identification: yes or no, to whoever may ask, about somebody signed on there, a few times (`domain.md R14`)."""

import json

import httpx
import pytest

from tests.broker.gate import IDENTITY
from tests.broker.oidc.test_client_authentication import KEY, assertion
from tests.broker.town import ISSUER, ServiceAtHand, Town, claims_of, follow
from ugyfelkapu.broker.actions.follow_standing_changes import follow_standing_changes
from ugyfelkapu.broker.actions.identify_in_reverse import FREE_WRONG_OF_PERSON
from ugyfelkapu.broker.oidc.proof.client_authentication import ASSERTION_TYPE
from ugyfelkapu.identification import StandingEvent

PATH = "/reverse-identification"
NAME = {"family_name": "Kovács-Szűcs", "given_name": "Ágota Ilona"}
HELD: dict[str, object] = {
    "current_name": NAME,
    "birth_name": NAME,
    "mothers_birth_name": {"family_name": "Őry", "given_name": "Erzsébet"},
    "birth_place": IDENTITY.birth_place,
    "birth_date": IDENTITY.birth_date.isoformat(),
}
WRONG: dict[str, object] = HELD | {"birth_date": "1950-01-01"}


async def signed_on(town: Town, browser: httpx.AsyncClient, service: ServiceAtHand) -> str:
    """The `sub` of somebody signed on there."""
    tokens = await town.tokens(browser, service)
    return str(claims_of(tokens["id_token"])["sub"])


async def asks(
    browser: httpx.AsyncClient, service: ServiceAtHand, sub: str, held: dict[str, object] | None = None
) -> httpx.Response:
    """The service asks, as its own server would."""
    return await browser.post(PATH, json={"sub": sub, **(HELD if held is None else held)}, headers=service.basic())


async def test_a_service_is_told_yes_or_no_and_nothing_else(town: Town) -> None:
    council = await town.council()
    async with town.browser() as browser:
        sub = await signed_on(town, browser, council)
        answers = [await asks(browser, council, sub, held) for held in (HELD, WRONG)]
    assert [(answer.status_code, answer.json()) for answer in answers] == [(200, {"match": True}), (200, {"match": False})]
    assert answers[0].headers["Cache-Control"] == "no-store"


async def test_the_gate_is_not_told_who_asks(town: Town) -> None:
    council = await town.council()
    async with town.browser() as browser:
        await asks(browser, council, await signed_on(town, browser, council))
    (claimed,) = town.gate.compared
    assert council.client_id not in repr(claimed)
    assert "sub" not in repr(claimed)


async def test_both_answers_are_in_the_journal_and_before_the_person_without_the_data(town: Town) -> None:
    council = await town.council()
    async with town.browser() as browser:
        sub = await signed_on(town, browser, council)
        for held in (HELD, WRONG):
            await asks(browser, council, sub, held)
        page = (await follow(browser, await browser.get("/services/used"))).text
    rows = await town.world.database.reader.all("SELECT * FROM journal WHERE activity = 'reverse_identification'")
    assert {row.text("outcome") for row in rows} == {"match", "no_match"}
    assert {row.text("legal_basis") for row in rows} == {"Mötv. 8. § (1)"}
    assert not [row for row in rows if "Hódmező" in json.dumps([str(row.columns["technical"]), row.text("reason")])]
    assert "egyeznek-e a szervezet által ismert személyi adatok" in page


async def test_nobody_and_nobody_signed_on_are_answered_alike(town: Town) -> None:
    council, tax = await town.council(), await town.service(legal_basis="Art. 1. §")
    async with town.browser() as browser:
        elsewhere = await signed_on(town, browser, tax)
        answers = [await asks(browser, council, sub) for sub in ("nobody", elsewhere)]
    assert {(answer.status_code, answer.json()["error"]) for answer in answers} == {(400, "not_signed_on")}
    assert answers[0].content == answers[1].content
    assert not town.gate.compared


async def test_a_session_that_ended_is_none(town: Town) -> None:
    council = await town.council()
    async with town.browser() as browser:
        sub = await signed_on(town, browser, council)
        town.gate.tell(StandingEvent.GATE_SUSPENDED)
        await follow_standing_changes(town.world)
        assert (await asks(browser, council, sub)).json()["error"] == "not_signed_on"


async def test_a_session_that_only_the_gate_knows_to_be_over_is_none(town: Town) -> None:
    council = await town.council()
    async with town.browser() as browser:
        sub = await signed_on(town, browser, council)
        town.gate.live.clear()
        assert (await asks(browser, council, sub)).json()["error"] == "not_signed_on"
    assert not await town.world.database.reader.all("SELECT session_id FROM broker_session")


async def test_the_last_moment_of_a_session_counts_and_the_next_does_not(town: Town) -> None:
    council = await town.council()
    async with town.browser() as browser:
        sub = await signed_on(town, browser, council)
        town.clock.advance(minutes=20, microseconds=-1)
        assert (await asks(browser, council, sub)).json() == {"match": True}
        town.clock.advance(microseconds=1)
        assert (await asks(browser, council, sub)).json()["error"] == "not_signed_on"


async def test_wrong_data_cost_tries_and_right_ones_do_not(town: Town) -> None:
    council = await town.council()
    async with town.browser() as browser:
        sub = await signed_on(town, browser, council)
        for _ in range(3 * FREE_WRONG_OF_PERSON):
            assert (await asks(browser, council, sub)).json() == {"match": True}
        statuses = [(await asks(browser, council, sub, WRONG)).status_code for _ in range(FREE_WRONG_OF_PERSON + 2)]
        late = await asks(browser, council, sub)
    assert statuses == [200] * (FREE_WRONG_OF_PERSON + 1) + [429]
    assert late.status_code == 429
    assert 1 <= int(late.headers["Retry-After"]) <= 3600
    assert "match" not in late.json()


async def test_one_services_wrong_tries_do_not_shut_out_another(town: Town) -> None:
    council, tax = await town.council(), await town.service(legal_basis="Art. 1. §")
    async with town.browser() as browser:
        sub, tax_sub = await signed_on(town, browser, council), await signed_on(town, browser, tax)
        for _ in range(FREE_WRONG_OF_PERSON + 2):
            await asks(browser, council, sub, WRONG)
        assert (await asks(browser, tax, tax_sub)).json() == {"match": True}


async def test_a_service_without_a_legal_basis_is_told_nothing(town: Town) -> None:
    tax = await town.service()
    async with town.browser() as browser:
        refused = await asks(browser, tax, await signed_on(town, browser, tax))
    assert (refused.status_code, refused.json()["error"]) == (400, "unauthorized_client")
    assert not town.gate.compared


async def test_a_signed_assertion_proves_a_service_here_too(town: Town) -> None:
    service = await town.service(
        token_endpoint_auth_method="private_key_jwt", jwks={"keys": [KEY.as_dict(private=False)]}, legal_basis="Art. 1. §"
    )
    async with town.browser() as browser:
        code = await town.code(browser, service.question())
        proof = {"client_assertion_type": ASSERTION_TYPE, "client_assertion": assertion(town, service)}
        tokens = (await browser.post("/token", data=service.redemption(code, **proof))).json()
        sub = claims_of(tokens["id_token"])["sub"]
        again = await browser.post(PATH, json={"sub": sub, **HELD, **proof})
        fresh = proof | {"client_assertion": assertion(town, service, changes={"jti": "twice"})}
        answer = await browser.post(PATH, json={"sub": sub, **HELD, **fresh})
    assert again.status_code == 401
    assert answer.json() == {"match": True}


async def test_without_a_proof_there_is_no_answer(town: Town) -> None:
    council, other = await town.council(), await town.service(legal_basis="Art. 1. §")
    async with town.browser() as browser:
        sub = await signed_on(town, browser, council)
        plain = await browser.post(PATH, json={"sub": sub, **HELD})
        named = await browser.post(PATH, json={"sub": sub, "client_id": council.client_id, **HELD})
        stolen = await browser.post(PATH, json={"sub": sub, "client_id": council.client_id, **HELD}, headers=other.basic())
        secret = await browser.post(PATH, json={"sub": sub, "client_secret": "cs_x", **HELD}, headers=council.basic())
    assert [answer.status_code for answer in (plain, named, stolen, secret)] == [401, 401, 401, 400]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{",
        b'{"sub": "a"}',
        json.dumps({"sub": "a", **HELD, "citizenship": "HUN"}).encode(),
        json.dumps({"sub": "a", **HELD, "birth_date": "1948-02-30"}).encode(),
        json.dumps({"sub": "a", **HELD, "birth_place": None}).encode(),
        json.dumps({"sub": "a", **HELD, "birth_place": "x" * 201}).encode(),
        json.dumps({"sub": "", **HELD}).encode(),
        json.dumps({"sub": "x" * 101, **HELD}).encode(),
        b"[" * 60_000,
        b'{"sub": "' + b"x" * 70_000 + b'"}',
        b'{"sub": "\xff"}',
    ],
)
async def test_only_the_whole_question_in_json_is_read(town: Town, body: bytes) -> None:
    council = await town.council()
    async with town.browser() as browser:
        headers = {"Content-Type": "application/json", **council.basic()}
        refused = await browser.post(PATH, content=body, headers=headers)
    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_request")


async def test_another_kind_of_content_is_refused_and_discovery_says_where_to_ask(town: Town) -> None:
    council = await town.council()
    async with town.browser() as browser:
        form = await browser.post(PATH, data={"sub": "a"}, headers=council.basic())
        discovery = (await browser.get("/.well-known/openid-configuration")).json()
    assert form.status_code == 400
    assert discovery["reverse_identification_endpoint"] == f"{ISSUER}{PATH}"

"""A level a service asks for is honoured or refused, never silently lowered (OpenID Connect Core 3.1.2.1, 5.5.1.1)."""

import json

import pytest

from tests.broker.town import Town, answer_of, claims_of, follow, press
from ugyfelkapu.identification import AssuranceLevel, IdentificationId, Identified, Refusal, Ticket

LOW, SUBSTANTIAL, HIGH = (f"http://eidas.europa.eu/LoA/{level}" for level in ("low", "substantial", "high"))
UNMET = "unmet_authentication_requirements"


def claims(acr: object) -> str:
    """The `claims` parameter that asks for an acr in the ID token."""
    return json.dumps({"id_token": {"acr": acr}})


def levels_asked(town: Town) -> list[str]:
    return [question.level.value for question in town.gate.questions.values()]


async def test_a_higher_level_is_asked_of_the_gate_in_the_running_session(town: Town) -> None:
    tax = await town.service()
    async with town.browser() as browser:
        await town.code(browser, tax.question())
        town.gate.level = AssuranceLevel.SUBSTANTIAL
        tokens = await town.tokens(browser, tax, acr_values=f"urn:unknown {SUBSTANTIAL}")
    assert levels_asked(town) == ["low", "substantial"]
    assert claims_of(tokens["id_token"])["acr"] == SUBSTANTIAL


@pytest.mark.parametrize(
    "asked",
    [
        {"acr_values": SUBSTANTIAL},
        {"acr_values": f"urn:unknown {HIGH} {SUBSTANTIAL}"},
        {"claims": claims({"essential": True, "values": [SUBSTANTIAL, "urn:unknown"]})},
        {"claims": claims({"essential": True, "value": HIGH}), "acr_values": LOW},
        {"claims": claims({"values": [SUBSTANTIAL]})},
    ],
    ids=str,
)
async def test_a_known_level_nobody_reaches_is_refused_and_never_lowered(town: Town, asked: dict[str, str]) -> None:
    tax = await town.service()
    async with town.browser() as browser:
        answer = answer_of(await town.sign_in(browser, tax.question(**asked)))
        assert (answer["error"], answer["state"]) == (UNMET, "state-1")
        assert "code" not in answer
        assert "low" not in levels_asked(town)
        assert "code" in answer_of(await town.sign_in(browser, tax.question()))


async def test_a_refused_request_is_answered_once(town: Town) -> None:
    tax = await town.service()
    async with town.browser() as browser:
        page = await follow(browser, await browser.get("/authorize", params=tax.question(acr_values=HIGH)))
        assert answer_of(await press(browser, page))["error"] == UNMET
        assert (await browser.get(f"{page.url.path}/resume")).status_code == 400


@pytest.mark.parametrize("asked", [f"{SUBSTANTIAL} {LOW}", f"{HIGH} {SUBSTANTIAL} {LOW}"])
async def test_a_service_that_will_have_a_lower_level_too_gets_what_is_reached(town: Town, asked: str) -> None:
    tax = await town.service()
    async with town.browser() as browser:
        tokens = await town.tokens(browser, tax, acr_values=asked)
        assert claims_of(tokens["id_token"])["acr"] == LOW
        assert len(levels_asked(town)) == 2
        town.gate.level = AssuranceLevel.SUBSTANTIAL
        better = await town.tokens(browser, tax, acr_values=SUBSTANTIAL)
    assert claims_of(better["id_token"])["acr"] == SUBSTANTIAL


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"acr_values": "urn:unknown 0 http://eidas.europa.eu/LoA/LOW"},
        {"claims": claims({"values": ["urn:unknown"]})},
        {"claims": claims(None)},
        {"claims": claims({"essential": True})},
        {"claims": '{"userinfo": {"email": {"essential": true}}, "id_token": {"auth_time": null}}'},
    ],
    ids=str,
)
async def test_what_is_unknown_in_a_voluntary_wish_is_passed_over(town: Town, asked: dict[str, str]) -> None:
    tax = await town.service()
    async with town.browser() as browser:
        tokens = await town.tokens(browser, tax, **asked)
    assert claims_of(tokens["id_token"])["acr"] == LOW
    assert levels_asked(town) == ["low"]


async def test_an_essential_acr_without_a_value_we_know_is_refused_at_once(town: Town) -> None:
    tax = await town.service()
    asked = tax.question(claims=claims({"essential": True, "values": ["urn:unknown", "phr"]}))
    async with town.browser() as browser:
        assert answer_of(await browser.get("/authorize", params=asked))["error"] == UNMET


async def test_an_essential_acr_is_answered_by_one_of_its_own_values(town: Town) -> None:
    tax = await town.service()
    town.gate.level = AssuranceLevel.SUBSTANTIAL
    async with town.browser() as browser:
        exact = await town.tokens(browser, tax, claims=claims({"essential": True, "value": LOW}))
        assert claims_of(exact["id_token"])["acr"] == LOW
        wish = await town.tokens(browser, tax, acr_values=LOW)
    assert claims_of(wish["id_token"])["acr"] == SUBSTANTIAL


@pytest.mark.parametrize(("asked", "error"), [(SUBSTANTIAL, "login_required"), (f"{SUBSTANTIAL} {LOW}", None), (LOW, None)])
async def test_a_silent_request_is_answered_from_the_least_level_it_will_have(
    town: Town, asked: str, error: str | None
) -> None:
    tax = await town.service()
    async with town.browser() as browser:
        await town.code(browser, tax.question())
        answer = answer_of(await browser.get("/authorize", params=tax.question(prompt="none", acr_values=asked)))
    assert answer.get("error") == error


@pytest.mark.parametrize(
    "broken",
    [
        "",
        "null",
        "[]",
        "{",
        '"acr"',
        "[" * 4000,
        '{"id_token": {}, "id_token": {}}',
        '{"id_token": {"acr": null, "acr": {"essential": true}}}',
        '{"id_token": []}',
        '{"id_token": "acr"}',
        '{"id_token": {"acr": NaN}}',
        '{"id_token": {"acr": true}}',
        '{"id_token": {"acr": {"essential": "true"}}}',
        '{"id_token": {"acr": {"essential": 1}}}',
        '{"id_token": {"acr": {"values": "x"}}}',
        '{"id_token": {"acr": {"values": []}}}',
        '{"id_token": {"acr": {"values": [1]}}}',
        '{"id_token": {"acr": {"value": null}}}',
        '{"id_token": {"acr": {"value": "x", "values": ["x"]}}}',
        '{"id_token": {"acr": {"max_age": 1}}}',
        json.dumps({"id_token": {"acr": {"values": ["x"] * 21}}}),
        '{"id_token": {}}' + " " * 4096,
    ],
)
async def test_a_claims_parameter_that_is_not_exactly_understood_is_refused(town: Town, broken: str) -> None:
    tax = await town.service()
    async with town.browser() as browser:
        answer = await browser.get("/authorize", params=tax.question(claims=broken))
    if broken:
        assert answer_of(answer)["error"] == "invalid_request"
    else:
        assert "/authorize/" in answer.headers["Location"]  # RFC 6749 section 3.1: an empty one counts as left out


async def test_a_browser_that_says_the_level_is_out_of_reach_ends_only_its_own_request(town: Town) -> None:
    tax = await town.service()
    async with town.browser() as browser:
        await town.code(browser, tax.question())
        page = await follow(browser, await browser.get("/authorize", params=tax.question(acr_values=SUBSTANTIAL)))
        await browser.get(f"{page.url.path}/return?refused=level_not_reached")
        answer = await browser.get(f"{page.url.path}/resume")
        assert answer.headers["Location"] == page.url.path  # nothing was asked yet, so nothing can be out of reach
        town.gate.level = AssuranceLevel.SUBSTANTIAL
        page = await browser.get(page.url.path)
        assert "code" in answer_of(await press(browser, page))


async def test_a_gate_that_answers_below_the_question_is_not_believed(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    tax = await town.service()
    async with town.browser() as browser:
        page = await follow(browser, await browser.get("/authorize", params=tax.question(acr_values=SUBSTANTIAL)))
        town.gate.level = AssuranceLevel.SUBSTANTIAL
        redeem = town.gate.redeem

        async def redeem_lower(identification_id: IdentificationId, ticket: Ticket) -> Identified | Refusal:
            town.gate.level = AssuranceLevel.LOW
            return await redeem(identification_id, ticket)

        monkeypatch.setattr(town.gate, "redeem", redeem_lower)
        assert answer_of(await press(browser, page))["error"] == UNMET
    assert not await town.world.database.reader.all("SELECT session_id FROM broker_session")


async def test_a_gate_that_reaches_no_level_at_all_is_not_asked_in_a_circle(town: Town) -> None:
    tax = await town.service()
    town.gate.refuses = Refusal.LEVEL_NOT_REACHED
    async with town.browser() as browser:
        page = await town.sign_in(browser, tax.question())
        assert 'data-page="choose-method"' in page.text
        answer = answer_of(await town.sign_in(browser, tax.question(acr_values=f"{SUBSTANTIAL} {LOW}")))
    assert answer["error"] == UNMET
    assert levels_asked(town) == ["low", "substantial", "low"]

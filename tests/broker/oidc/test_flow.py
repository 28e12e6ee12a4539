"""A sign-on from the service's link to its tokens (OpenID Connect Core section 3.1)."""

import httpx
import pytest
from joserfc.jwk import KeySet
from joserfc.jws import deserialize_compact

from tests.broker.town import ISSUER, Town, answer_of, claims_of, follow, press
from ugyfelkapu.identification import AssuranceLevel, Refusal


async def test_a_person_signs_in_once_and_reaches_two_bodies_that_know_two_codes(town: Town) -> None:
    tax, council = await town.service(), await town.council()
    async with town.browser() as browser:
        first = claims_of((await town.tokens(browser, tax))["id_token"])
        assert len(town.gate.questions) == 1
        second = claims_of((await town.tokens(browser, council))["id_token"])
        again = claims_of((await town.tokens(browser, tax))["id_token"])
    assert len(town.gate.questions) == 1
    assert first["sub"] != second["sub"]
    assert first["sid"] != second["sid"]
    assert (first["sub"], first["sid"]) == (again["sub"], again["sid"])


async def test_the_gate_is_never_told_which_service_asks(town: Town) -> None:
    tax = await town.service()
    async with town.browser() as browser:
        await town.code(browser, tax.question())
    (question,) = town.gate.questions.values()
    assert tax.client_id not in repr(question)
    assert "tax.example.test" not in repr(question)


async def test_the_page_names_the_service_and_its_body_before_anything_is_typed(town: Town) -> None:
    tax = await town.service(organisation_name="Nemzeti Adó- és Vámhivatal")
    async with town.browser() as browser:
        page = await follow(browser, await browser.get("/authorize", params=tax.question(ui_locales="xx hu-HU en")))
    assert 'data-page="choose-method"' in page.text
    assert "Adószámla" in page.text
    assert "Nemzeti Adó- és Vámhivatal" in page.text


async def test_an_id_token_says_who_how_surely_and_when(town: Town) -> None:
    tax = await town.service()
    town.gate.level = AssuranceLevel.SUBSTANTIAL
    async with town.browser() as browser:
        tokens = await town.tokens(browser, tax)
        keys = KeySet.import_key_set((await browser.get("/jwks")).json())
    token = deserialize_compact(tokens["id_token"], keys, ["ES256"])
    claims = claims_of(tokens["id_token"])
    now = int(town.clock.now().timestamp())
    assert token.headers()["typ"] == "JWT"
    assert claims["iss"] == ISSUER
    assert claims["aud"] == tax.client_id
    assert (claims["iat"], claims["auth_time"], claims["exp"]) == (now, now, now + 300)
    assert claims["nonce"] == "nonce-1"
    assert claims["acr"] == "http://eidas.europa.eu/LoA/substantial"
    assert claims["amr"] == ["pwd", "otp", "mfa"]
    assert claims["family_name"] == "Kovács-Szűcsné"


async def test_a_service_that_registered_rs256_gets_it(town: Town) -> None:
    tax = await town.service(id_token_signed_response_alg="RS256")
    async with town.browser() as browser:
        tokens = await town.tokens(browser, tax)
        keys = KeySet.import_key_set((await browser.get("/jwks")).json())
    assert deserialize_compact(tokens["id_token"], keys, ["RS256"]).headers()["alg"] == "RS256"


async def test_the_answer_names_its_issuer_and_echoes_the_state(town: Town) -> None:
    tax = await town.service()
    async with town.browser() as browser:
        answer = answer_of(await town.sign_in(browser, tax.question(state="a b&c=ő")))
    assert answer["iss"] == ISSUER
    assert answer["state"] == "a b&c=ő"


async def test_only_the_name_and_mail_asked_for_go_out(town: Town) -> None:
    tax = await town.service()
    async with town.browser() as browser:
        bare = await town.tokens(browser, tax, scope="openid")
        told = (await town.userinfo(browser, bare["access_token"])).json()
        assert set(told) == {"sub"}
        assert "name" not in claims_of(bare["id_token"])
        full = await town.tokens(browser, tax)
        told = (await town.userinfo(browser, full["access_token"])).json()
    assert told["name"] == "Kovács-Szűcsné Ágota Ilona"
    assert told["email"] == "person-1@example.test"
    assert "birthdate" not in told


async def test_identity_data_go_out_only_after_a_page_with_the_very_values(town: Town) -> None:
    council = await town.council()
    async with town.browser() as browser:
        page = await town.sign_in(browser, council.question(scope="openid profile identity"))
        assert 'data-page="consent"' in page.text
        assert "Őry Erzsébet" in page.text
        assert "1948. március 15." in page.text
        done = await press(browser, page, decision="allow")
        code = answer_of(done)["code"]
        answer = await browser.post("/token", data=council.redemption(code), headers=council.basic())
        told = (await town.userinfo(browser, answer.json()["access_token"])).json()
        again = answer_of(await town.sign_in(browser, council.question(scope="openid profile identity")))
    assert told["place_of_birth"] == {"locality": "Hódmezővásárhely"}
    assert told["mothers_birth_name"] == "Őry Erzsébet"
    assert told["birthdate"] == "1948-03-15"
    assert told["nationalities"] == ["HUN"]
    assert "birthdate" not in claims_of(answer.json()["id_token"])
    assert "code" in again  # the set did not change, so nobody is asked a second time


async def test_another_set_of_data_is_asked_about_again(town: Town) -> None:
    council = await town.council()
    async with town.browser() as browser:
        page = await town.sign_in(browser, council.question(scope="openid identity"))
        await press(browser, page, decision="allow")
        page = await town.sign_in(browser, council.question(scope="openid identity email"))
    assert 'data-page="consent"' in page.text


async def test_who_does_not_consent_goes_back_with_nothing(town: Town) -> None:
    council = await town.council()
    async with town.browser() as browser:
        page = await town.sign_in(browser, council.question(scope="openid identity"))
        answer = answer_of(await press(browser, page, decision="deny"))
    assert answer["error"] == "access_denied"
    assert "code" not in answer


async def test_a_person_may_turn_back_before_signing_in(town: Town) -> None:
    tax = await town.service()
    async with town.browser() as browser:
        page = await follow(browser, await browser.get("/authorize", params=tax.question()))
        answer = answer_of(await press(browser, page, form=1))
    assert answer["error"] == "access_denied"
    assert answer["state"] == "state-1"


async def test_cancelling_at_the_gate_leads_back_to_the_choice(town: Town) -> None:
    tax = await town.service()
    town.gate.refuses = Refusal.CANCELLED
    async with town.browser() as browser:
        page = await town.sign_in(browser, tax.question())
        assert 'data-page="choose-method"' in page.text
        assert "megszakította" in page.text
        town.gate.refuses = None
        assert "code" in answer_of(await press(browser, page))


async def test_another_browser_cannot_go_on_with_a_flow(town: Town) -> None:
    tax = await town.service()
    async with town.browser() as mine, town.browser() as other:
        started = await mine.get("/authorize", params=tax.question())
        page = await other.get(started.headers["Location"])
    assert page.status_code == 400
    assert 'data-page="refused"' in page.text


async def test_an_answered_request_is_answered_once(town: Town) -> None:
    tax = await town.service()
    async with town.browser() as browser:
        started = await browser.get("/authorize", params=tax.question())
        await press(browser, await follow(browser, started))
        again = await browser.get(f"{started.headers['Location']}/resume")
    assert again.status_code == 400
    assert "már megtörtént" in again.text


async def test_a_waiting_request_is_good_for_an_hour_and_not_after(town: Town) -> None:
    tax = await town.service()
    async with town.browser() as browser:
        started = await browser.get("/authorize", params=tax.question())
        town.clock.advance(minutes=59, seconds=59)
        assert (await browser.get(started.headers["Location"])).status_code == 200
        town.clock.advance(seconds=1)
        assert (await browser.get(started.headers["Location"])).status_code == 400


@pytest.mark.parametrize("language", ["hu", "en", "de"])
async def test_the_pages_speak_the_language_the_service_would_like(town: Town, language: str) -> None:
    tax = await town.service()
    async with town.browser() as browser:
        page = await follow(browser, await browser.get("/authorize", params=tax.question(ui_locales=language)))
    assert f'<html lang="{language}"' in page.text


async def test_a_second_click_goes_on_with_the_first_question(town: Town) -> None:
    tax = await town.service()
    async with town.browser() as browser:
        page = await follow(browser, await browser.get("/authorize", params=tax.question()))
        path = str(page.url.path)
        token = page.text.partition('name="csrf_token" value="')[2].partition('"')[0]
        first = await browser.post(path, data={"csrf_token": token})
        second = await browser.post(path, data={"csrf_token": token})
    assert first.headers["Location"] == second.headers["Location"]


async def test_a_question_that_is_over_at_the_gate_is_no_dead_end(town: Town) -> None:
    tax = await town.service()
    async with town.browser() as browser:
        page = await follow(browser, await browser.get("/authorize", params=tax.question()))
        await browser.post(page.url.path, data={"csrf_token": csrf_token_of(page)})
        town.gate.questions.clear()
        again = await browser.get(page.url.path)
        assert "code" in answer_of(await press(browser, again))


async def test_the_way_back_of_a_replaced_question_leaves_the_new_one_alone(town: Town) -> None:
    tax = await town.service()
    async with town.browser() as browser:
        page = await follow(browser, await browser.get("/authorize", params=tax.question()))
        first = await browser.post(page.url.path, data={"csrf_token": csrf_token_of(page)})
        again = await browser.get(page.url.path)
        question = again.text.partition('name="question" value="')[2].partition('"')[0]
        second = await browser.post(page.url.path, data={"csrf_token": csrf_token_of(again), "question": question})
        assert first.headers["Location"] != second.headers["Location"]
        late = await follow(browser, await browser.get(first.headers["Location"]))
        assert 'data-page="choose-method"' in late.text
        assert "code" in answer_of(await follow(browser, await browser.get(second.headers["Location"])))


def csrf_token_of(page: httpx.Response) -> str:
    return page.text.partition('name="csrf_token" value="')[2].partition('"')[0]

"""Signing in over plain HTTP: what the pages are called, where they lead, what they never tell."""

from urllib.parse import parse_qs, urlsplit

import pytest
from pyotp import TOTP

from tests.gate.owner_world import OTHER_PASSWORD, PASSWORD, Owner
from tests.gate.web.signin.browser import Browser, page_of, said
from ugyfelkapu.gate.actions.sessions.identify import GateIdentification
from ugyfelkapu.identification import Asked, AssuranceLevel, IdentificationRequest, Identified, Ticket

BROKER = "https://broker.example/authorize/abc/return"
SIGN_IN = "/sign-in"


async def asked(owner: Owner, level: AssuranceLevel = AssuranceLevel.LOW) -> Asked:
    request = IdentificationRequest(level=level, not_before=None, language="en", return_url=BROKER)
    return await GateIdentification(owner.world).ask(request)


def path_of(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}"


async def test_a_sign_in_leads_to_the_own_page_and_out_again(owner: Owner, browser: Browser) -> None:
    answer = await browser.sends(SIGN_IN, username=owner.username, password=PASSWORD)
    assert answer.headers["location"] == "/own"
    own = await browser.follows(answer)
    assert page_of(own) == "own"
    assert "Kovács-Szabó Éva Anna" in own.text
    token = own.text.split('name="csrf_token" value="')[1].split('"')[0]
    out = await browser.client.post("/sign-out", data={"csrf_token": token})
    assert page_of(await browser.follows(out)) == "sign-in"
    assert page_of(await browser.opens("/own")) == "sign-in"


async def test_unknown_name_and_wrong_password_get_the_same_page(owner: Owner, browser: Browser) -> None:
    wrong = await browser.sends(SIGN_IN, username=owner.username, password="nem ez a jelszó")
    unknown = await browser.sends(SIGN_IN, username="nincsilyen1", password="nem ez a jelszó")
    assert wrong.status_code == unknown.status_code == 200
    assert said(wrong).replace(owner.username, "") == said(unknown).replace("nincsilyen1", "")
    assert 'role="alert"' in wrong.text


async def test_too_many_tries_are_told_to_wait_in_words_and_in_the_header(owner: Owner, browser: Browser) -> None:
    for _ in range(6):
        await browser.sends(SIGN_IN, username=owner.username, password="nem ez a jelszó")
    answer = await browser.sends(SIGN_IN, username=owner.username, password=PASSWORD)
    assert answer.status_code == 429
    assert answer.headers["retry-after"] == "2"
    assert "Várjon 2 másodpercet" in answer.text
    owner.clock.advance(seconds=2)
    assert (await browser.sends(SIGN_IN, username=owner.username, password=PASSWORD)).status_code == 303


async def test_an_empty_form_names_both_fields_and_counts_no_try(owner: Owner, browser: Browser) -> None:
    for _ in range(10):
        await browser.sends(SIGN_IN, username="", password="")
    answer = await browser.sends(SIGN_IN, username="", password="")
    assert 'href="#username"' in answer.text
    assert 'href="#password"' in answer.text
    assert (await browser.sends(SIGN_IN, username=owner.username, password=PASSWORD)).status_code == 303


async def test_a_form_that_is_not_ours_is_refused(owner: Owner, browser: Browser) -> None:
    fields = {"username": owner.username, "password": PASSWORD}
    assert (await browser.client.post(SIGN_IN, data=fields)).status_code == 403
    await browser.opens(SIGN_IN)
    assert (await browser.client.post(SIGN_IN, data={"csrf_token": "x", **fields})).status_code == 403


@pytest.mark.parametrize("field", ["username", "password"])
async def test_whatever_is_typed_gets_a_page(owner: Owner, browser: Browser, field: str) -> None:
    for text in ("x" * 5000, "'; DROP TABLE gate; --", "<script>alert(1)</script>", "𓀀" * 300, " "):
        fields = {"username": owner.username, "password": PASSWORD} | {field: text}
        answer = await browser.sends(SIGN_IN, **fields)
        assert answer.status_code in {200, 429}
        assert "<script>alert" not in answer.text


async def test_a_question_is_answered_with_a_ticket_at_the_brokers_own_address(owner: Owner, browser: Browser) -> None:
    question = await asked(owner)
    page = await browser.opens(path_of(question.url))
    assert 'lang="en"' in page.text
    assert "form-action 'self' https://broker.example" in page.headers["content-security-policy"]
    answer = await browser.sends(path_of(question.url), username=owner.username, password=PASSWORD)
    url = answer.headers["location"]
    assert url.startswith(f"{BROKER}?ticket=gt_")
    ticket = Ticket(parse_qs(urlsplit(url).query)["ticket"][0])
    assert isinstance(await GateIdentification(owner.world).redeem(question.identification_id, ticket), Identified)


async def test_a_live_session_answers_the_next_question_without_a_page(owner: Owner, browser: Browser) -> None:
    await browser.sends(SIGN_IN, username=owner.username, password=PASSWORD)
    answer = await browser.client.get(path_of((await asked(owner)).url))
    assert answer.status_code == 303
    assert answer.headers["location"].startswith(f"{BROKER}?ticket=gt_")


async def test_turning_back_leads_to_the_broker_with_the_refusal(owner: Owner, browser: Browser) -> None:
    question = await asked(owner)
    page = await browser.opens(path_of(question.url))
    token = page.text.split('name="csrf_token" value="')[1].split('"')[0]
    fields = {"csrf_token": token, "identification": question.identification_id}
    answer = await browser.client.post("/sign-in/cancel", data=fields)
    assert answer.headers["location"] == f"{BROKER}?refused=cancelled"
    again = await browser.opens(path_of(question.url))
    assert (again.status_code, page_of(again)) == (410, "sign-in-over")


async def test_the_language_switch_keeps_the_question(owner: Owner, browser: Browser) -> None:
    question = await asked(owner)
    page = await browser.opens(path_of(question.url))
    assert f"identification={question.identification_id}&amp;lang=hu" in page.text


async def test_a_second_factor_has_a_page_of_its_own(owner: Owner, browser: Browser) -> None:
    generator = TOTP(await owner.enrols())
    assert page_of(await browser.opens("/sign-in/second-factor")) == "sign-in"
    step = await browser.sends(SIGN_IN, username=owner.username, password=PASSWORD)
    assert page_of(await browser.follows(step)) == "second-factor"
    wrong = await browser.sends("/sign-in/second-factor", code="000000")
    assert page_of(wrong) == "second-factor"
    assert 'role="alert"' in wrong.text
    answer = await browser.sends("/sign-in/second-factor", code=generator.at(owner.clock.now()))
    assert page_of(await browser.follows(answer)) == "own"


async def test_an_expired_password_opens_only_its_own_change(owner: Owner, browser: Browser) -> None:
    owner.clock.advance(days=730)
    step = await browser.sends(SIGN_IN, username=owner.username, password=PASSWORD)
    assert page_of(await browser.follows(step)) == "password-expired"
    assert page_of(await browser.opens("/own")) == "sign-in"
    same = await browser.sends("/password-expired", new_password=PASSWORD, new_password_again=PASSWORD)
    assert page_of(same) == "password-expired"
    answer = await browser.sends("/password-expired", new_password=OTHER_PASSWORD, new_password_again=OTHER_PASSWORD)
    assert page_of(await browser.follows(answer)) == "own"


async def test_an_ending_password_is_told_before_going_on_to_the_service(owner: Owner, browser: Browser) -> None:
    owner.clock.advance(days=725)
    question = await asked(owner)
    step = await browser.sends(path_of(question.url), username=owner.username, password=PASSWORD)
    page = await browser.follows(step)
    assert page_of(page) == "password-ending"
    assert "5 days" in page.text
    onward = await browser.client.get(f"/sign-in?identification={question.identification_id}")
    assert onward.headers["location"].startswith(f"{BROKER}?ticket=gt_")


async def test_cookies_are_for_the_server_alone_and_change_at_each_sign_in(owner: Owner, browser: Browser) -> None:
    first = await browser.sends(SIGN_IN, username=owner.username, password=PASSWORD)
    for cookie in first.headers.get_list("set-cookie"):
        assert "HttpOnly" in cookie
        assert "SameSite=lax" in cookie
    secret = browser.client.cookies["gate_session"]
    browser.client.cookies.delete("gate_session")
    await browser.sends(SIGN_IN, username=owner.username, password=PASSWORD)
    assert browser.client.cookies["gate_session"] != secret

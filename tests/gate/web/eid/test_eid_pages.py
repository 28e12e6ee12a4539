"""The pages of registration with an eID card, each without a script (`domain.md R2`, `pages.md`)."""

from dataclasses import replace
from datetime import date

import httpx
import pytest

from tests.gate.card_world import CODE, ListedCards
from tests.gate.counter_world import Counter, a_person
from tests.gate.web.eid.conftest import browser_at
from tests.gate.web.eid.proxied import CARD, CARD_HOST, PROXY, SECRET, SHOW, shows
from tests.gate.web.signin.browser import Browser, page_of, said
from ugyfelkapu.gate.domain.eid import CertificateFault
from ugyfelkapu.gate.web.eid.card import REASONS
from ugyfelkapu.gate.web.eid.entrance import card_entrance
from ugyfelkapu.gate.web.eid.room import EidRoom

EID = "/register/eid"
WISH = {"username": "kartyaskati", "email": "kati@example.hu"}


async def proves(browser: Browser, *, number: str = CARD, code: str = CODE) -> httpx.Response:
    """Number and code are sent."""
    return await browser.sends(f"{EID}/code", document_number=number, code=code)


async def begins(browser: Browser) -> str:
    """The address on the card's host where an application of this browser leads."""
    answer = await browser.sends(f"{EID}/with-card")
    assert answer.status_code == 303
    return answer.headers["location"]


async def test_both_ways_are_offered_where_a_proxy_asks_for_cards(browser: Browser, room: EidRoom) -> None:
    page = await browser.opens(EID)
    assert f"{EID}/with-card" in page.text
    async with browser_at(replace(room, entrance=None), PROXY) as client:
        page = await client.get(EID)
        assert f"{EID}/with-card" not in page.text
        assert f"{EID}/code" in page.text
        assert (await client.get(SHOW, headers={"X-Card-Proxy-Secret": SECRET})).status_code == 404


async def test_a_code_leads_to_a_gate(browser: Browser, counter: Counter) -> None:
    page = await browser.follows(await proves(browser))
    assert page_of(page) == "register-eid-details"
    assert "Kovács-Szabó Éva Anna" in page.text
    done = await browser.follows(await browser.sends(f"{EID}/details", **WISH))
    assert page_of(done) == "register-eid-done"
    assert len(await counter.rows("gate")) == 1
    assert page_of(await browser.opens(f"{EID}/details")) == "register-eid-gone"


async def test_there_is_no_secret_in_the_browser_before_the_proof(browser: Browser) -> None:
    await browser.opens(f"{EID}/code")
    await proves(browser, code="0000000000")
    assert "eid_application" not in browser.client.cookies
    await proves(browser)
    assert "eid_application" in browser.client.cookies


async def test_a_wrong_code_and_an_unknown_card_get_the_same_page(browser: Browser) -> None:
    wrong = await proves(browser, code="0000000000")
    unknown = await proves(browser, number="999999XY", code="0000000000")
    assert page_of(wrong) == "register-eid-code"
    assert 'role="alert"' in wrong.text
    assert said(wrong).replace(f'value="{CARD}"', "") == said(unknown).replace('value="999999XY"', "")
    assert "0000000000" not in wrong.text


async def test_what_is_missing_is_said_at_its_field(browser: Browser, cards: ListedCards) -> None:
    page = await proves(browser, number="", code="")
    assert 'href="#document_number"' in page.text
    assert 'href="#code"' in page.text
    assert not cards.proofs


async def test_too_many_guesses_have_to_wait(browser: Browser) -> None:
    for number in range(6):
        await proves(browser, code=f"{number:010}")
    page = await proves(browser)
    assert page.status_code == 429
    assert int(page.headers["retry-after"]) > 0


async def test_a_silent_register_is_said_plainly(browser: Browser, cards: ListedCards) -> None:
    cards.is_silent = True
    page = await proves(browser)
    assert page.status_code == 503
    assert 'role="alert"' in page.text


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        ({"username": "ab"}, "username"),
        ({"username": "aaaa"}, "username"),
        ({"email": "kati"}, "email"),
        ({"certificate_number": "HK-1"}, "certificate_number"),
    ],
)
async def test_a_wish_that_cannot_be_is_told_at_its_field(
    browser: Browser, counter: Counter, wish: dict[str, str], field: str
) -> None:
    await proves(browser)
    page = await browser.sends(f"{EID}/details", **(WISH | wish))
    assert page_of(page) == "register-eid-details"
    assert f'href="#{field}"' in page.text
    assert not await counter.rows("gate")


async def test_a_taken_name_comes_with_free_ones(browser: Browser, counter: Counter) -> None:
    await counter.registers_person(a_person("Más", number="555555CC", born=date(1970, 1, 1)), "kartyaskati")
    await proves(browser)
    page = await browser.sends(f"{EID}/details", **WISH)
    assert "foglalt" in page.text
    assert "kovacsszabo" in page.text.lower()


@pytest.mark.parametrize("case", ["has_gate", "deceased", "document_expired"])
async def test_a_refusal_says_why(browser: Browser, counter: Counter, cards: ListedCards, case: str) -> None:
    person = a_person(number=CARD)
    if case == "has_gate":
        await counter.registers_person(person)
    elif case == "deceased":
        cards.know(replace(person, deceased=True))
    else:
        cards.know(replace(person, document_valid_until=date(2020, 1, 1)))
    await proves(browser)
    page = await browser.sends(f"{EID}/details", **WISH)
    assert page_of(page) == "register-eid-refused"
    words = {"has_gate": "már van ügyfélkapuja", "deceased": "elhunyt", "document_expired": "lejárt"}
    assert words[case] in page.text
    assert not cards.used_by


async def test_a_submission_from_elsewhere_is_refused(browser: Browser) -> None:
    await browser.opens(f"{EID}/code")
    answer = await browser.client.post(f"{EID}/code", data={"csrf_token": "x", "document_number": CARD, "code": CODE})
    assert answer.status_code == 403


async def test_a_card_leads_to_a_gate_of_high_level(browser: Browser, proxy: httpx.AsyncClient, counter: Counter) -> None:
    address = await begins(browser)
    assert address.startswith(f"{CARD_HOST}{SHOW}?application=")
    back = (await shows(proxy, address, CARD)).headers["location"]
    assert back.startswith("http://localhost:8000/register/eid/arrived?ticket=")
    page = await browser.opens(back.removeprefix("http://localhost:8000"))
    assert page_of(page) == "register-eid-details"
    await browser.follows(await browser.sends(f"{EID}/details", **WISH))
    (gate,) = await counter.rows("gate")
    assert (gate.text("registered_level"), gate.text("registered_way")) == ("high", "eid_card")
    assert not await counter.rows("card_application")


async def test_the_page_lets_its_form_lead_to_the_cards_host(browser: Browser) -> None:
    policy = (await browser.opens(f"{EID}/with-card")).headers["content-security-policy"]
    assert CARD_HOST in policy


async def test_a_ticket_is_good_once_and_in_the_browser_that_began(
    browser: Browser, proxy: httpx.AsyncClient, room: EidRoom
) -> None:
    back = (await shows(proxy, await begins(browser), CARD)).headers["location"].removeprefix("http://localhost:8000")
    async with browser_at(room, "203.0.113.9") as client:
        thief = Browser(client=client)
        await thief.opens(f"{EID}/code")
        assert page_of(await thief.opens(back)) == "register-eid-card-refused"
        assert page_of(await thief.opens(f"{EID}/details")) == "register-eid-gone"
    assert page_of(await browser.opens(back)) == "register-eid-details"
    assert page_of(await browser.opens(back)) == "register-eid-card-refused"


async def test_whoever_sends_somebody_else_to_show_a_card_gets_nothing(browser: Browser, proxy: httpx.AsyncClient) -> None:
    await shows(proxy, await begins(browser), CARD)
    assert page_of(await browser.opens(f"{EID}/details")) == "register-eid-gone"


async def test_no_card_is_taken_for_nothing_or_too_late(browser: Browser, proxy: httpx.AsyncClient, counter: Counter) -> None:
    address = await begins(browser)
    for late in (f"{SHOW}?application=unknown", SHOW):
        assert (await shows(proxy, late, CARD)).headers["location"].endswith("reason=nothing_waits")
    counter.clock.advance(minutes=30)
    assert (await shows(proxy, address, CARD)).headers["location"].endswith("reason=nothing_waits")


@pytest.mark.parametrize("fault", list(CertificateFault))
async def test_each_fault_of_a_certificate_has_its_sentence_and_its_entry(
    browser: Browser, proxy: httpx.AsyncClient, counter: Counter, fault: CertificateFault
) -> None:
    answer = await shows(proxy, await begins(browser), fault.value)
    page = await browser.opens(answer.headers["location"].removeprefix("http://localhost:8000"))
    assert page_of(page) == "register-eid-card-refused"
    assert 'role="alert"' in page.text
    assert ("apply_online", fault.value) in await counter.journal()


async def test_no_certificate_an_unknown_card_and_a_silent_register_are_said(
    browser: Browser, proxy: httpx.AsyncClient, cards: ListedCards
) -> None:
    address = await begins(browser)
    assert (await shows(proxy, address, None)).headers["location"].endswith("reason=no_card")
    assert (await shows(proxy, address, "999999XY")).headers["location"].endswith("reason=not_registered")
    cards.is_silent = True
    assert (await shows(proxy, address, CARD)).headers["location"].endswith("reason=unavailable")


async def test_every_reason_has_a_page_and_no_other(browser: Browser) -> None:
    for reason in REASONS:
        assert page_of(await browser.opens(f"{EID}/card-refused?reason={reason}")) == "register-eid-card-refused"
    assert (await browser.client.get(f"{EID}/card-refused?reason=x")).status_code == 404


Pairs = list[tuple[str, str]]
CERTIFICATE, KEY = ("X-Card-Certificate", CARD), ("X-Card-Proxy-Secret", SECRET)
FORGED: dict[str, Pairs] = {
    "no_secret": [CERTIFICATE],
    "wrong_secret": [CERTIFICATE, ("X-Card-Proxy-Secret", "t" * 32)],
    "repeated": [CERTIFICATE, CERTIFICATE, KEY],
    "malformed": [("X-Card-Certificate", "%ff%fe"), KEY],
}


@pytest.mark.parametrize("reason", FORGED)
async def test_a_forged_header_is_refused_and_journalled(
    browser: Browser, proxy: httpx.AsyncClient, counter: Counter, reason: str
) -> None:
    address = (await begins(browser)).removeprefix(CARD_HOST)
    answer = await proxy.get(address, headers=FORGED[reason])
    assert answer.status_code == 403
    (entry,) = [row for row in await counter.rows("journal") if row.text("activity") == "forged_certificate"]
    assert f'"{reason}"' in entry.text("technical")
    (row,) = await counter.rows("card_application")
    assert row.text("standing") == "begun"


async def test_two_secrets_are_as_good_as_none(browser: Browser, proxy: httpx.AsyncClient) -> None:
    address = (await begins(browser)).removeprefix(CARD_HOST)
    assert (await proxy.get(address, headers=[CERTIFICATE, KEY, KEY])).status_code == 403


async def test_the_secret_from_another_address_is_refused_and_journalled(
    browser: Browser, stranger: httpx.AsyncClient, counter: Counter
) -> None:
    address = (await begins(browser)).removeprefix(CARD_HOST)
    for name in ("X-Forwarded-For", "X-Real-IP"):
        answer = await stranger.get(address, headers=[CERTIFICATE, KEY, (name, PROXY)])
        assert answer.status_code == 403
    assert "other_peer" in "".join(row.text("technical") for row in await counter.rows("journal"))


async def test_the_header_means_nothing_anywhere_else(browser: Browser, proxy: httpx.AsyncClient, counter: Counter) -> None:
    await begins(browser)
    for path in (EID, f"{EID}/details", f"{EID}/with-card", f"{EID}/done", f"{EID}/arrived"):
        await proxy.get(path, headers=[CERTIFICATE, KEY])
    (row,) = await counter.rows("card_application")
    assert row.text("standing") == "begun"


async def test_forgeries_do_not_fill_the_journal(stranger: httpx.AsyncClient, counter: Counter) -> None:
    for _ in range(200):
        await stranger.get(SHOW, headers=[CERTIFICATE])
    assert len([1 for activity, _ in await counter.journal() if activity == "forged_certificate"]) <= 130


async def test_an_ordinary_visit_of_the_cards_address_leads_to_the_beginning(browser: Browser) -> None:
    answer = await browser.client.get(SHOW)
    assert answer.headers["location"] == "http://localhost:8000/register/eid"


def test_a_short_secret_is_none() -> None:
    with pytest.raises(ValueError, match="fewer than 32"):
        card_entrance(CARD_HOST, proxies=PROXY, secret="s" * 31)

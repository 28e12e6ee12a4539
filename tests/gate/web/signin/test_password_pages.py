"""Activation, forgotten password and the own page over plain HTTP."""

from collections.abc import Callable

from pyotp import TOTP

from tests.gate.counter_world import Counter
from tests.gate.owner_world import EMAIL, OTHER_PASSWORD, PASSWORD, USERNAME, Owner, a_registered_owner
from tests.gate.web.signin.browser import Browser, page_of, said
from ugyfelkapu.gate.actions.passwords.request_password_reset import answer_password_wish

SIGN_IN = "/sign-in"
NEW = {"new_password": OTHER_PASSWORD, "new_password_again": OTHER_PASSWORD}


async def test_activation_leads_to_the_first_sign_in(counter: Counter, browser: Browser) -> None:
    owner = await a_registered_owner(counter)
    code = await owner.code()
    short = {"new_password": "rövid", "new_password_again": "rövid"}
    weak = await browser.sends("/activate", username=USERNAME, code=code, **short)
    assert page_of(weak) == "activate"
    assert 'href="#new_password"' in weak.text
    assert code in weak.text  # what was typed comes again, but for the passwords
    assert "rövid" not in weak.text
    done = await browser.sends("/activate", username=USERNAME, code=code, **NEW)
    page = await browser.follows(done)
    assert page_of(page) == "sign-in"
    assert "használatra kész" in page.text
    before = len(await owner.mails())
    answer = await browser.sends(SIGN_IN, username=USERNAME, password=OTHER_PASSWORD)
    assert page_of(await browser.follows(answer)) == "own"
    assert len(await owner.mails()) == before  # the browser that activated is no stranger


async def test_activating_looks_the_same_for_known_and_unknown_names(owner: Owner, browser: Browser) -> None:
    known = await browser.sends("/activate", username=owner.username, code="A-1111-2222-3333", **NEW)
    unknown = await browser.sends("/activate", username="nincsilyen1", code="A-1111-2222-3333", **NEW)
    assert known.status_code == unknown.status_code
    assert said(known).replace(owner.username, "") == said(unknown).replace("nincsilyen1", "")


async def test_a_forgotten_password_is_replaced_with_the_mailed_code(owner: Owner, browser: Browser) -> None:
    sent = await browser.sends("/forgotten-password", username=USERNAME, email=EMAIL)
    assert page_of(await browser.follows(sent)) == "code-sent"
    assert await answer_password_wish(owner.world)
    done = await browser.sends("/reset-password", username=USERNAME, code=await owner.code(), **NEW)
    assert page_of(await browser.follows(done)) == "sign-in"
    answer = await browser.sends(SIGN_IN, username=USERNAME, password=OTHER_PASSWORD)
    assert page_of(await browser.follows(answer)) == "own"


async def test_asking_for_a_code_looks_the_same_whoever_asks(owner: Owner, browser: Browser) -> None:
    before = len(await owner.mails())
    answers = [
        await browser.sends("/forgotten-password", username=username, email=email)
        for username, email in ((USERNAME, EMAIL), (USERNAME, "masik@example.hu"), ("nincsilyen1", EMAIL))
    ]
    assert len({(answer.status_code, answer.headers["location"]) for answer in answers}) == 1
    assert len(await owner.mails()) == before  # nothing is sent while the page is made
    assert [await answer_password_wish(owner.world) for _ in range(4)] == [True, True, True, False]
    assert len(await owner.mails()) == before + 1


async def test_a_reset_goes_through_the_second_factor(owner: Owner, browser: Browser) -> None:
    generator = TOTP(await owner.enrols())
    await owner.forgets()
    step = await browser.sends("/reset-password", username=USERNAME, code=await owner.code(), **NEW)
    assert page_of(await browser.follows(step)) == "second-factor"
    done = await browser.sends("/sign-in/second-factor", code=generator.at(owner.clock.now()))
    page = await browser.follows(done)
    assert page_of(page) == "sign-in"
    assert "Új jelszava érvényes" in page.text


async def test_the_own_page_warns_in_the_last_thirty_days(owner: Owner, browser: Browser) -> None:
    owner.clock.advance(days=719)
    await browser.sends(SIGN_IN, username=USERNAME, password=PASSWORD)
    page = await browser.opens("/own")
    assert "Jelszava 11 napon belül lejár" in page.text


async def test_the_password_is_changed_on_the_own_page(owner: Owner, browser: Browser) -> None:
    await browser.sends(SIGN_IN, username=USERNAME, password=PASSWORD)
    wrong = await browser.sends("/own/password", password="nem ez az", **NEW)
    assert page_of(wrong) == "change-password"
    assert 'href="#password"' in wrong.text
    done = await browser.sends("/own/password", password=PASSWORD, validity_days="90", **NEW)
    page = await browser.follows(done)
    assert page_of(page) == "own"
    assert "Még 90 nap" in page.text
    assert (await owner.subjects()).count("Megváltozott a jelszava") == 1


async def test_own_pages_are_for_whoever_is_signed_in(owner: Owner, browser: Browser) -> None:
    for path in ("/own", "/own/password", "/password-ending"):
        assert page_of(await browser.opens(path)) == "sign-in"
    await browser.sends(SIGN_IN, username=USERNAME, password=PASSWORD)
    owner.clock.advance(minutes=20)
    page = await browser.opens("/own")
    assert "Lejárt a bejelentkezése" in page.text


async def test_one_browsers_half_done_sign_in_is_no_others(owner: Owner, another: Callable[[], Browser]) -> None:
    await owner.enrols()
    mine, other = another(), another()
    await mine.sends(SIGN_IN, username=USERNAME, password=PASSWORD)
    assert page_of(await mine.opens("/sign-in/second-factor")) == "second-factor"
    assert page_of(await other.opens("/sign-in/second-factor")) == "sign-in"


async def test_an_empty_activation_names_what_is_missing_and_counts_no_try(owner: Owner, browser: Browser) -> None:
    for _ in range(10):
        answer = await browser.sends("/activate", username=owner.username, code="", new_password="", new_password_again="")
        assert answer.status_code == 200
        assert "Adja meg a kódot." in answer.text
        assert "Adja meg az új jelszavát." in answer.text


async def test_a_password_manager_finds_the_page_that_changes_the_password(owner: Owner, browser: Browser) -> None:
    led = await browser.client.get("/.well-known/change-password")
    assert (led.status_code, led.headers["location"]) == (303, "/own/password")
    assert page_of(await browser.follows(led)) == "sign-in"
    await browser.sends(SIGN_IN, username=owner.username, password=owner.password)
    assert page_of(await browser.opens("/.well-known/change-password")) == "change-password"
    missing = await browser.client.get("/.well-known/resource-that-should-not-exist-whose-status-code-should-not-be-200")
    assert missing.status_code == 404

"""Ending one's gate: confirmed by mail, taken back in time, done by the worker (`domain.md R12`)."""

from tests.gate.mailed import code_in_mail
from tests.gate.owner_world import EMAIL, PASSWORD, USERNAME, Owner
from tests.gate.standing_world import broken, suspends, told
from tests.gate.web.signin.browser import Browser, page_of
from ugyfelkapu.gate.actions.standing.end_due_gates import end_due_gates
from ugyfelkapu.gate.domain.policy import STANDING

FORM = {"username": USERNAME, "password": PASSWORD}
DAYS = STANDING.termination_change_of_mind_days


async def confirms(owner: Owner, browser: Browser) -> None:
    """From the wish to the time to change one's mind."""
    await browser.sends("/sign-in", **FORM)
    owner.clock.advance(seconds=1)
    await browser.sends("/own/end")
    await browser.sends("/own/end/code", code=await code_in_mail(owner, EMAIL, "X"))


async def test_an_end_is_confirmed_by_mail_and_comes_when_the_time_is_over(owner: Owner, browser: Browser) -> None:
    await browser.sends("/sign-in", **FORM)
    assert page_of(await browser.opens("/own/end")) == "own-end"
    owner.clock.advance(seconds=1)
    assert page_of(await browser.follows(await browser.sends("/own/end"))) == "own-end-code"
    assert 'role="alert"' in (await browser.sends("/own/end/code", code="X-0000-0000-0000")).text
    done = await browser.sends("/own/end/code", code=await code_in_mail(owner, EMAIL, "X"))
    assert page_of(await browser.follows(done)) == "own-end-coming"
    assert "/own/end/take-back" in (await browser.opens("/own")).text
    owner.clock.advance(days=DAYS, microseconds=-1)
    assert await end_due_gates(owner.world) == 0
    owner.clock.advance(microseconds=1)
    assert await end_due_gates(owner.world) == 1
    assert (await told(owner))[-1] == "gate_ended"
    assert page_of(await browser.opens("/own")) == "sign-in"
    assert not await broken(owner.counter)


async def test_one_button_takes_it_back(owner: Owner, browser: Browser) -> None:
    await confirms(owner, browser)
    owner.clock.advance(seconds=1)
    token = await browser.opens("/own/end")
    assert page_of(token) == "own-end-coming"
    kept = await browser.client.post("/own/end/take-back", data={"csrf_token": _token(token.text)})
    assert page_of(await browser.follows(kept)) == "own-end-kept"
    owner.clock.advance(days=DAYS + 1)
    assert await end_due_gates(owner.world) == 0
    assert (await owner.subjects())[-1] == "Ügyfélkapuja megmarad"


async def test_a_suspension_takes_the_wish_back(owner: Owner, browser: Browser) -> None:
    await confirms(owner, browser)
    await suspends(owner)
    owner.clock.advance(days=DAYS + 1)
    assert await end_due_gates(owner.world) == 0
    assert not await broken(owner.counter)


async def test_an_older_session_is_asked_again_before_an_end(owner: Owner, browser: Browser) -> None:
    await browser.sends("/sign-in", **FORM)
    owner.clock.advance(minutes=10)
    assert page_of(await browser.opens("/own/end")) == "sign-in"


async def test_a_code_is_good_for_a_day(owner: Owner, browser: Browser) -> None:
    await browser.sends("/sign-in", **FORM)
    await browser.sends("/own/end")
    code = await code_in_mail(owner, EMAIL, "X")
    owner.clock.advance(hours=24)
    await browser.sends("/sign-in", **FORM)
    assert page_of(await browser.opens("/own/end/code")) == "own-end"
    page = await browser.opens("/own/end")
    answer = await browser.client.post("/own/end/code", data={"csrf_token": _token(page.text), "code": code})
    assert 'role="alert"' in answer.text


def _token(text: str) -> str:
    return text.partition('name="csrf_token" value="')[2].partition('"')[0]

"""Signing out at a service's wish (OpenID Connect RP-Initiated Logout 1.0)."""

import pytest

from tests.broker.town import Town, answer_of, press

OUT = "https://tax.example.test/out"


async def test_a_hint_of_the_live_session_ends_it_at_once_here_and_at_the_gate(town: Town) -> None:
    tax = await town.service(post_logout_redirect_uris=[OUT])
    async with town.browser() as browser:
        tokens = await town.tokens(browser, tax)
        assert len(town.gate.live) == 1
        town.clock.advance(minutes=6)  # an expired hint still tells who asks
        asked = {"id_token_hint": tokens["id_token"], "post_logout_redirect_uri": OUT, "state": "s 1"}
        answer = await browser.get("/end-session", params=asked)
        assert answer.headers["Location"] == f"{OUT}?state=s+1"
        assert not town.gate.live
        silent = await browser.get("/authorize", params=tax.question(prompt="none"))
    assert answer_of(silent)["error"] == "login_required"


async def test_without_a_hint_the_person_is_asked_first(town: Town) -> None:
    tax = await town.service(post_logout_redirect_uris=[OUT])
    async with town.browser() as browser:
        await town.code(browser, tax.question())
        asked = {"client_id": tax.client_id, "post_logout_redirect_uri": OUT, "state": "s1"}
        page = await browser.get("/end-session", params=asked)
        assert 'data-page="sign-out"' in page.text
        assert "Adószámla" in page.text
        assert len(town.gate.live) == 1
        done = await press(browser, page)
        assert 'data-page="continue"' in done.text
        assert done.headers["Refresh"].endswith(f"{OUT}?state=s1")
    assert not town.gate.live


async def test_the_hint_of_another_session_ends_nothing_unasked(town: Town) -> None:
    tax = await town.service()
    async with town.browser() as mine, town.browser() as other:
        foreign = (await town.tokens(other, tax))["id_token"]
        await town.code(mine, tax.question())
        page = await mine.get("/end-session", params={"id_token_hint": foreign})
    assert 'data-page="sign-out"' in page.text
    assert len(town.gate.live) == 2


async def test_without_parameters_the_person_confirms_and_stays_with_us(town: Town) -> None:
    tax = await town.service()
    async with town.browser() as browser:
        await town.code(browser, tax.question())
        done = await press(browser, await browser.get("/end-session"))
    assert 'data-page="signed-out"' in done.text
    assert not town.gate.live


async def test_nobody_signed_in_is_no_error(town: Town) -> None:
    async with town.browser() as browser:
        answer = await browser.get("/end-session")
    assert answer.headers["Location"] == "/signed-out"


async def test_a_post_goes_on_as_an_address_so_that_cookies_come_along(town: Town) -> None:
    tax = await town.service(post_logout_redirect_uris=[OUT])
    async with town.browser() as browser:
        tokens = await town.tokens(browser, tax)
        answer = await browser.post("/end-session", data={"id_token_hint": tokens["id_token"]})
        assert answer.status_code == 303
        assert len(town.gate.live) == 1
        await browser.get(answer.headers["Location"])
    assert not town.gate.live


@pytest.mark.parametrize(
    "changes",
    [
        {"post_logout_redirect_uri": f"{OUT}/"},
        {"post_logout_redirect_uri": "https://evil.example/"},
        {"client_id": "nobody"},
        {"client_id": None},
    ],
    ids=str,
)
async def test_an_address_nobody_registered_is_never_followed(town: Town, changes: dict[str, str | None]) -> None:
    tax = await town.service(post_logout_redirect_uris=[OUT])
    asked = {"client_id": tax.client_id, "post_logout_redirect_uri": OUT, **changes}
    async with town.browser() as browser:
        await town.code(browser, tax.question())
        answer = await browser.get("/end-session", params={name: value for name, value in asked.items() if value})
    assert answer.status_code == 400
    assert 'data-page="refused"' in answer.text
    assert len(town.gate.live) == 1


async def test_a_hint_and_a_client_that_disagree_are_refused(town: Town) -> None:
    tax, council = await town.service(), await town.council()
    async with town.browser() as browser:
        tokens = await town.tokens(browser, tax)
        asked = {"id_token_hint": tokens["id_token"], "client_id": council.client_id}
        answer = await browser.get("/end-session", params=asked)
    assert answer.status_code == 400


@pytest.mark.parametrize("hint", ["x", "e30.e30.e30", "a" * 9000, "ő.ő.ő"])
async def test_a_broken_hint_counts_as_none(town: Town, hint: str) -> None:
    async with town.browser() as browser:
        assert (await browser.get("/end-session", params={"id_token_hint": hint})).status_code == 303

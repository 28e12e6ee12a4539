"""Plan `oidcc-formpost-basic-certification-test-plan`: the modules of the basic plan, answered by a form."""

import pytest

from tests.broker.oidc.test_response_modes import form_of
from tests.broker.town import Town
from tests.conformance.plain_client import ANSWERED, asked, plain_client


@pytest.mark.parametrize("module", ANSWERED)
async def test_what_a_request_may_hold_or_lack_is_answered_by_a_form_too(town: Town, module: str) -> None:
    client = await plain_client(town)
    question = asked(client, response_mode="form_post", **ANSWERED[module])
    async with town.browser() as browser:
        await town.code(browser, asked(client))
        target, told = form_of(await browser.get("/authorize", params=question))
        form = client.redemption(told["code"], code_verifier=None)
        answer = await browser.post("/token", data=form, headers=client.basic())
    assert (target, answer.status_code) == (client.redirect_uri, 200)
    assert told.get("state") == question.get("state")


async def test_oidcc_prompt_none_not_logged_in(town: Town) -> None:
    client = await plain_client(town)
    async with town.browser() as browser:
        answer = await browser.get("/authorize", params=asked(client, response_mode="form_post", prompt="none"))
    target, told = form_of(answer)
    assert target == client.redirect_uri
    assert (told["error"], told["state"]) == ("login_required", "state-1")
    assert "code" not in told


async def test_oidcc_response_type_missing(town: Town) -> None:
    client = await plain_client(town)
    async with town.browser() as browser:
        answer = await browser.get("/authorize", params=asked(client, response_mode="form_post", response_type=None))
    assert form_of(answer)[1]["error"] == "invalid_request"

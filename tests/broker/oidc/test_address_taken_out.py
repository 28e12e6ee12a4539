"""A redirect address that was taken out of a registration gets no code, not even for a request that was waiting."""

from dataclasses import replace

from tests.broker.town import Town, follow, press


async def test_a_waiting_request_is_answered_at_no_address_that_was_taken_out(town: Town) -> None:
    tax = await town.service(redirect_uris=["https://tax.example.test/old", "https://tax.example.test/new"])
    async with town.browser() as browser:
        asked = tax.question(redirect_uri="https://tax.example.test/old")
        page = await follow(browser, await browser.get("/authorize", params=asked))
        await town.rewrite(replace(tax.registered.party, redirect_uris=("https://tax.example.test/new",)))
        page = await press(browser, page)
    assert page.status_code == 400
    assert "code=" not in page.text
    assert 'data-page="refused"' in page.text
    assert not await town.world.database.reader.all("SELECT * FROM code")

"""Plan `oidcc-frontchannel-rp-initiated-logout-certification-test-plan`: what no other test proves."""

from tests.broker.oidc.test_registration import GOOD, register
from tests.broker.town import Town

SAID = {"frontchannel_logout_uri": "https://tax.example.test/front", "frontchannel_logout_session_required": True}


async def test_discovery_tells_of_it(town: Town) -> None:
    async with town.browser() as browser:
        told = (await browser.get("/.well-known/openid-configuration")).json()
    assert told["frontchannel_logout_supported"] is True
    assert told["frontchannel_logout_session_supported"] is True


async def test_what_a_service_registers_is_kept(town: Town) -> None:
    kept = (await register(town, {**GOOD, **SAID})).json()
    assert {name: kept[name] for name in SAID} == SAID

"""Two gates of one person through both wings: one connection code, and the end of one leaves the other (`domain.md R11`)."""

import httpx

from tests.attacks.whole_site import WholeSite
from tests.broker.town import claims_of
from tests.gate.owner_world import EMAIL, Owner
from tests.gate.several_gates import a_second_gate
from tests.gate.standing_world import ends
from ugyfelkapu.broker.actions.follow_standing_changes import follow_standing_changes

SECOND_EMAIL = "eva.masik@example.hu"


async def tokens(site: WholeSite, browser: httpx.AsyncClient, owner: Owner) -> dict[str, str]:
    """Sign on at the service and let its server redeem the code."""
    code = (await site.sign_on(browser, owner))["code"]
    async with site.service_server() as server:
        answer = await server.post("/token", data=site.service.redemption(code), headers=site.service.basic())
    assert answer.status_code == 200, answer.text
    told: dict[str, str] = answer.json()
    return told


async def seen(site: WholeSite, told: dict[str, str]) -> httpx.Response:
    """What the service is told of a person now."""
    async with site.service_server() as server:
        return await server.get("/userinfo", headers={"Authorization": f"Bearer {told['access_token']}"})


async def test_a_service_knows_one_person_whichever_gate_was_used(site: WholeSite, owner: Owner) -> None:
    second = await a_second_gate(owner, email=SECOND_EMAIL)
    async with site.browser() as one, site.browser(address="198.51.100.9") as other:
        by_first, by_second = await tokens(site, one, owner), await tokens(site, other, second)
    assert claims_of(by_first["id_token"])["sub"] == claims_of(by_second["id_token"])["sub"]
    assert [(await seen(site, each)).json()["email"] for each in (by_first, by_second)] == [EMAIL, SECOND_EMAIL]
    assert len(await site.broker.database.reader.all("SELECT * FROM connection_code")) == 1


async def test_the_end_of_a_gate_ends_what_hangs_on_it_and_leaves_the_other(site: WholeSite, owner: Owner) -> None:
    second = await a_second_gate(owner, email=SECOND_EMAIL)
    async with site.browser() as one, site.browser(address="198.51.100.9") as other:
        by_first, by_second = await tokens(site, one, owner), await tokens(site, other, second)
        await ends(second)
        await follow_standing_changes(site.broker)
        assert (await seen(site, by_second)).status_code == 401
        assert (await seen(site, by_first)).json()["email"] == EMAIL
        silent = site.service.question(prompt="none")
        assert "code=" in (await one.get("/authorize", params=silent)).headers["location"]
        assert "error=login_required" in (await other.get("/authorize", params=silent)).headers["location"]

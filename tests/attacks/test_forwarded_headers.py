"""What a stranger writes into a request's head names neither an address nor a site (`docs/security.md`, rules 2, 5 and 6)."""

import httpx
import pytest

from tests.attacks.whole_site import ADDRESS, WholeSite, token_of
from tests.gate.owner_world import EMAIL, OTHER_PASSWORD, Owner
from ugyfelkapu.gate.actions.passwords.request_password_reset import answer_password_wish
from ugyfelkapu.gate.actions.sessions.tries import FREE_TRIES_KNOWN_DEVICE

STRANGE = "evil.example"
HEADS: dict[str, dict[str, str]] = {
    "host": {"Host": STRANGE},
    "forwarded host": {"X-Forwarded-Host": STRANGE, "X-Forwarded-Proto": "http", "X-Forwarded-Prefix": "/x"},
    "forwarded": {"Forwarded": f"for=198.51.100.77;host={STRANGE};proto=http"},
    "original url": {"X-Original-URL": "/own", "X-Rewrite-URL": "/counter"},
}


@pytest.mark.parametrize("what", HEADS)
async def test_no_head_leads_a_person_or_a_mail_elsewhere(site: WholeSite, owner: Owner, what: str) -> None:
    async with site.browser() as client:
        token = await token_of(client, "/forgotten-password")
        form = {"csrf_token": token, "username": owner.username, "email": EMAIL}
        answer = await client.post("/forgotten-password", data=form, headers=HEADS[what])
        page = await client.get("/sign-in", headers=HEADS[what])
    while await answer_password_wish(owner.world):
        pass
    mail = (await owner.mails())[0]
    told = (*answer.headers.values(), answer.text, page.text, mail.text("text_body"), mail.text("html_body"))
    assert not [text for text in told if STRANGE in text]
    assert ADDRESS.removeprefix("https://") in mail.text("text_body")


async def test_a_forwarded_address_gives_nobody_a_new_budget(site: WholeSite, owner: Owner) -> None:
    async with site.browser(address="203.0.113.9") as attacker:
        token = await token_of(attacker, "/sign-in")
        answers = [await _guess(attacker, token, owner, number) for number in range(12)]
    assert answers[-1].status_code == 429
    addresses = {row.text("technical") for row in await site.counter.rows("journal") if row.text("activity") == "sign_in"}
    assert all("203.0.113.9" in text and "198.51.100" not in text for text in addresses), addresses


async def test_a_password_has_one_budget_wherever_it_is_asked_for(site: WholeSite, owner: Owner) -> None:
    async with site.browser() as client:
        await site.sign_in(client, owner)
        token = await token_of(client, "/own/password")
        change = {"csrf_token": token, "new_password": OTHER_PASSWORD, "new_password_again": OTHER_PASSWORD}
        form = {"csrf_token": token, "username": owner.username, "password": "a guess"}
        statuses = []
        for _ in range(FREE_TRIES_KNOWN_DEVICE // 2 + 1):
            statuses.append((await client.post("/own/password", data=change | {"password": "a guess"})).status_code)
            statuses.append((await client.post("/sign-in", data=form)).status_code)
    assert statuses[:FREE_TRIES_KNOWN_DEVICE] == [200] * FREE_TRIES_KNOWN_DEVICE
    assert statuses[-1] == 429


async def _guess(client: httpx.AsyncClient, token: str, owner: Owner, number: int) -> httpx.Response:
    """Each from another address, if one believes it."""
    heads = {
        "X-Forwarded-For": f"198.51.100.{number}",
        "X-Real-IP": f"198.51.100.{number}",
        "Forwarded": f"for=198.51.100.{number}",
    }
    form = {"csrf_token": token, "username": owner.username, "password": f"guess {number}"}
    return await client.post("/sign-in", data=form, headers=heads)

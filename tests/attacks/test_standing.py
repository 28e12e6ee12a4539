"""Attacks on suspension, change of address and the end of a gate (`security.md` 1, 3, 4, 7)."""

import asyncio
from urllib.parse import urlsplit

import httpx
import pytest

from tests.attacks.whole_site import WholeSite, is_told, token_of
from tests.gate.mailed import code_in_mail, link_in_mail
from tests.gate.owner_world import EMAIL, OTHER_PASSWORD, Owner, a_registered_owner, an_owner
from tests.gate.standing_world import broken, ends, suspends
from ugyfelkapu.broker.actions.follow_standing_changes import follow_standing_changes

MANY = 20
NEW_EMAIL = "uj@example.hu"


async def signed_in(site: WholeSite, client: httpx.AsyncClient, owner: Owner) -> str:
    """Signed in with a browser; the token of its forms."""
    site.clock.advance(seconds=1)
    await site.sign_in(client, owner)
    return await token_of(client, "/own")


async def secret_in(owner: Owner, path: str) -> str:
    """The secret in the newest link to a page."""
    return (await link_in_mail(owner, EMAIL, path)).partition("code=")[2]


async def asked_for_email(site: WholeSite, client: httpx.AsyncClient, owner: Owner) -> str:
    """A new address waits for its code; the token."""
    token = await signed_in(site, client, owner)
    site.clock.advance(seconds=1)
    await client.post("/own/email", data={"csrf_token": token, "email": NEW_EMAIL})
    return token


async def asked_for_end(site: WholeSite, client: httpx.AsyncClient, owner: Owner) -> str:
    """An end waits for its code; the token."""
    token = await signed_in(site, client, owner)
    site.clock.advance(seconds=1)
    await client.post("/own/end", data={"csrf_token": token})
    return token


async def done(site: WholeSite, activity: str) -> int:
    """How often it happened."""
    return (await site.counter.journal()).count((activity, "done"))


async def test_of_many_freezings_with_one_link_one_counts(crowded_site: WholeSite) -> None:
    owner = await an_owner(crowded_site.counter)
    code = await secret_in(owner, "/not-me")
    async with crowded_site.browser() as client:
        form = {"csrf_token": await token_of(client, "/sign-in"), "code": code}
        answers = await asyncio.gather(*(client.post("/not-me", data=form) for _ in range(MANY)))
    where = [answer.headers["Location"] for answer in answers]
    assert where.count("/suspended") == 1
    assert await done(crowded_site, "suspend_gate") == 1
    assert not await broken(crowded_site.counter)


async def test_of_many_freezings_with_different_links_one_counts(crowded_site: WholeSite) -> None:
    owner = await an_owner(crowded_site.counter)
    for _ in range(4):
        await owner.forgets()
        owner.clock.advance(hours=1)
    texts = [mail.text("text_body") for mail in await owner.mails()]
    codes = [text.partition("/not-me?code=")[2].split()[0] for text in texts if "/not-me" in text]
    assert len(set(codes)) >= 4
    async with crowded_site.browser() as client:
        token = await token_of(client, "/sign-in")
        forms = [{"csrf_token": token, "code": codes[number % len(codes)]} for number in range(MANY)]
        answers = await asyncio.gather(*(client.post("/not-me", data=form) for form in forms))
    assert [answer.headers.get("Location") for answer in answers].count("/suspended") == 1
    assert await done(crowded_site, "suspend_gate") == 1


async def test_of_many_confirmations_of_an_address_one_counts(crowded_site: WholeSite) -> None:
    owner = await an_owner(crowded_site.counter)
    async with crowded_site.browser() as client:
        token = await asked_for_email(crowded_site, client, owner)
        form = {"csrf_token": token, "code": await code_in_mail(owner, NEW_EMAIL, "C")}
        await asyncio.gather(*(client.post("/own/email/code", data=form) for _ in range(MANY)))
    assert await done(crowded_site, "change_email") == 1
    assert not await broken(crowded_site.counter)


async def test_of_many_undoings_one_counts(crowded_site: WholeSite) -> None:
    owner = await an_owner(crowded_site.counter)
    async with crowded_site.browser() as client:
        token = await asked_for_email(crowded_site, client, owner)
        crowded_site.clock.advance(seconds=1)
        form = {"csrf_token": token, "code": await code_in_mail(owner, NEW_EMAIL, "C")}
        await client.post("/own/email/code", data=form)
        undo = {"csrf_token": token, "code": await secret_in(owner, "/undo-email")}
        answers = await asyncio.gather(*(client.post("/undo-email", data=undo) for _ in range(MANY)))
    assert sum(urlsplit(answer.headers["Location"]).path == "/not-me" for answer in answers) == 1
    assert await done(crowded_site, "undo_change_of_email") == 1
    assert (await crowded_site.counter.rows("gate"))[0].text("email") == EMAIL


async def test_of_many_confirmations_of_an_end_one_counts(crowded_site: WholeSite) -> None:
    owner = await an_owner(crowded_site.counter)
    async with crowded_site.browser() as client:
        token = await asked_for_end(crowded_site, client, owner)
        form = {"csrf_token": token, "code": await code_in_mail(owner, EMAIL, "X")}
        await asyncio.gather(*(client.post("/own/end/code", data=form) for _ in range(MANY)))
    assert await done(crowded_site, "confirm_end_of_gate") == 1


async def test_no_session_outlives_a_suspension_that_comes_beside_sign_ins(crowded_site: WholeSite) -> None:
    owner = await an_owner(crowded_site.counter)
    await asyncio.gather(*(owner.tries() for _ in range(5)), suspends(owner), *(owner.tries() for _ in range(5)))
    assert not await broken(crowded_site.counter)


async def test_no_session_outlives_an_end_that_comes_beside_sign_ins(crowded_site: WholeSite) -> None:
    owner = await an_owner(crowded_site.counter)
    await asyncio.gather(*(owner.tries() for _ in range(5)), ends(owner), *(owner.tries() for _ in range(5)))
    assert not await broken(crowded_site.counter)


async def test_looking_changes_nothing(site: WholeSite, owner: Owner) -> None:
    async with site.browser() as client:
        await asked_for_email(site, client, owner)
        freeze, undo = await secret_in(owner, "/not-me"), await secret_in(owner, "/undo-email")
        before = await site.state()
        for path in (f"/not-me?code={freeze}", f"/undo-email?code={undo}", "/own/end", "/own/email", "/own/suspend"):
            for _ in range(3):
                assert (await client.get(path)).status_code == 200, path
            assert (await client.head(path)).status_code in {200, 405}
        for path in ("/own/end/take-back",):
            assert (await client.get(path)).status_code in {404, 405}
        assert await site.state() == before


async def test_a_code_of_another_kind_or_another_gate_does_nothing(site: WholeSite, owner: Owner) -> None:
    other = await an_owner(site.counter, "masikember", number="654321BA")
    async with site.browser() as client, site.browser() as elsewhere:
        await asked_for_email(site, elsewhere, other)
        foreign = await code_in_mail(other, NEW_EMAIL, "C")
        await asked_for_end(site, elsewhere, other)
        foreign_end = await code_in_mail(other, EMAIL, "X")
        token = await asked_for_end(site, client, owner)
        own_end = await code_in_mail(owner, EMAIL, "X")
        freeze, undo = await secret_in(owner, "/not-me"), await secret_in(other, "/undo-email")
        before = await site.state()
        for path, code in (
            ("/own/email/code", foreign),
            ("/own/email/code", own_end.replace("X-", "C-")),
            ("/own/end/code", foreign_end),
            ("/undo-email", freeze),
            ("/undo-email", freeze.replace("N_", "U_")),
            ("/not-me", undo),
            ("/not-me", undo.replace("U_", "N_")),
        ):
            answer = await client.post(path, data={"csrf_token": token, "code": code})
            assert answer.status_code in {200, 303}, path
            assert await site.state() == before, path


@pytest.mark.parametrize(
    "code", ["", "N_", "U_" + "A" * 43, "N_" + "A" * 43, "N" * 60_000, "N_\u0000x", "N_árvíz", "' OR 1=1 --"]
)
async def test_forged_and_oversized_codes_do_nothing(site: WholeSite, owner: Owner, code: str) -> None:
    async with site.browser() as client:
        token = await asked_for_email(site, client, owner)
        before = await site.state()
        for path in ("/not-me", "/undo-email", "/own/email/code", "/own/end/code"):
            answer = await client.post(path, data={"csrf_token": token, "code": code})
            assert answer.status_code < 500, path
        assert await site.state() == before


async def test_another_sites_form_changes_nothing(site: WholeSite, owner: Owner) -> None:
    async with site.browser() as client, site.browser() as attacker:
        await asked_for_email(site, client, owner)
        foreign = await token_of(attacker, "/sign-in")
        freeze, undo = await secret_in(owner, "/not-me"), await secret_in(owner, "/undo-email")
        before = await site.state()
        for path, fields in (
            ("/not-me", {"code": freeze}),
            ("/undo-email", {"code": undo}),
            ("/own/email", {"email": "tolvaj@example.hu"}),
            ("/own/email/code", {"code": await code_in_mail(owner, NEW_EMAIL, "C")}),
            ("/own/end", {}),
            ("/own/end/code", {"code": "X-0000-0000-0000"}),
            ("/own/end/take-back", {}),
            ("/own/suspend", {"cause": "stranger", "since": "unknown"}),
            ("/lift-suspension", {}),
            ("/lift-suspension/password", {"new_password": OTHER_PASSWORD}),
        ):
            for token in ("", foreign):
                assert (await client.post(path, data={"csrf_token": token, **fields})).status_code == 403, path
        assert await site.state() == before


async def test_a_suspended_gate_is_shut_at_every_entrance(site: WholeSite, owner: Owner) -> None:
    async with site.browser() as client, site.browser() as fresh, site.service_server() as server:
        code = (await site.sign_on(client, owner))["code"]
        token_answer = await server.post("/token", data=site.service.redemption(code), headers=site.service.basic())
        bearer = {"Authorization": f"Bearer {token_answer.json()['access_token']}"}
        assert (await server.get("/userinfo", headers=bearer)).status_code == 200
        await owner.forgets()
        reset_code = await owner.code()
        await suspends(owner)
        await _worker(site)
        assert (await server.get("/userinfo", headers=bearer)).status_code == 401
        assert (await client.get("/own")).headers["Location"].startswith("/sign-in")
        silent = await client.get("/authorize", params=site.service.question(prompt="none"))
        assert "login_required" in silent.headers["Location"]
        again = await site.sign_in(fresh, owner)
        assert again.headers["Location"] == "/lift-suspension"
        assert "__Host-gate_session" not in fresh.cookies
        token = await token_of(fresh, "/activate")
        reset = {"username": owner.username, "code": reset_code, "csrf_token": token}
        new = {"new_password": OTHER_PASSWORD, "new_password_again": OTHER_PASSWORD}
        assert is_told(await fresh.post("/reset-password", data=reset | new))
        assert is_told(await fresh.post("/activate", data=reset | new))
        mails = len(await owner.mails())
        await owner.forgets()
        assert len(await owner.mails()) == mails


async def test_an_ended_gate_leaves_no_token_session_or_consent_behind(site: WholeSite, owner: Owner) -> None:
    async with site.browser() as client, site.service_server() as server:
        code = (await site.sign_on(client, owner))["code"]
        answer = await server.post("/token", data=site.service.redemption(code), headers=site.service.basic())
        bearer = {"Authorization": f"Bearer {answer.json()['access_token']}"}
        await ends(owner)
        await _worker(site)
        assert (await server.get("/userinfo", headers=bearer)).status_code == 401
        for table in ("broker_session", "consent"):
            assert not await site.broker.database.reader.all(f"SELECT * FROM {table}"), table  # noqa: S608 - this test's names
        wrong = await site.sign_in(client, owner)
        assert is_told(wrong)


async def test_a_gate_that_is_not_active_is_suspended_by_nobody(site: WholeSite) -> None:
    waiting = await a_registered_owner(site.counter)
    assert not await suspends(waiting)
    assert await waiting.code()


async def _worker(site: WholeSite) -> None:
    while await follow_standing_changes(site.broker):
        pass

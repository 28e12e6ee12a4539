"""Names that cannot be found out, codes that cannot be guessed, proofs that work once (`security.md` 3, 6, 7)."""

import re
from collections.abc import Callable

import httpx
import pytest

from tests.attacks.whole_site import WholeSite, token_of
from tests.gate.owner_world import OTHER_PASSWORD, PASSWORD, Owner, a_registered_owner

TRACE = re.compile(r'value="[^"]*"|\?v=\w+')
"""What a form shows of what was typed, and its token."""

FORMS: dict[str, Callable[[str], dict[str, str]]] = {
    "/sign-in": lambda name: {"username": name, "password": "not the password at all"},
    "/activate": lambda name: _code_form(name, "A-AAAA-AAAA-AAAA"),
    "/reset-password": lambda name: _code_form(name, "R-AAAA-AAAA-AAAA"),
    "/forgotten-password": lambda name: {"username": name, "email": "nobody@example.hu"},
    "/counter/sign-in": lambda name: {"username": name, "password": "not the password at all"},
}


def _code_form(username: str, code: str, password: str = OTHER_PASSWORD) -> dict[str, str]:
    return {"username": username, "code": code, "new_password": password, "new_password_again": password}


@pytest.mark.parametrize("path", FORMS)
async def test_a_known_name_is_answered_as_an_unknown_one(site: WholeSite, owner: Owner, path: str) -> None:
    known = site.counter.clerk.username if path.startswith("/counter") else owner.username
    for _ in range(7):  # beyond the free tries, where the waits begin
        answers = [await _sent(site, path, name) for name in (known, "nincsilyen1")]
        assert answers[0] == answers[1]


async def test_a_registered_but_not_activated_name_is_answered_as_an_unknown_one(site: WholeSite) -> None:
    waiting = await a_registered_owner(site.counter)
    for path in ("/sign-in", "/activate", "/reset-password"):
        assert await _sent(site, path, waiting.username) == await _sent(site, path, "nincsilyen1")


async def test_guessing_a_code_is_slowed_down_long_before_it_could_succeed(site: WholeSite) -> None:
    waiting = await a_registered_owner(site.counter)
    async with site.browser() as client:
        token = await token_of(client, "/activate")
        statuses = []
        for number in range(30):
            form = _code_form(waiting.username, f"A-AAAA-AAAA-{number:04d}") | {"csrf_token": token}
            statuses.append((await client.post("/activate", data=form)).status_code)
    assert statuses.count(200) <= 6
    assert statuses[-1] == 429


async def test_guessing_from_elsewhere_does_not_keep_the_owner_from_signing_in(site: WholeSite, owner: Owner) -> None:
    async with site.browser() as client:
        await site.sign_in(client, owner)
        async with site.browser(address="203.0.113.9") as attacker:
            token = await token_of(attacker, "/sign-in")
            guesses = [{"csrf_token": token, "username": owner.username, "password": f"guess {number}"} for number in range(40)]
            answers = [await attacker.post("/sign-in", data=guess) for guess in guesses]
            assert answers[-1].status_code == 429
        assert (await site.sign_in(client, owner)).headers.get("Location") == "/own"


async def test_an_activation_code_works_once(site: WholeSite) -> None:
    waiting = await a_registered_owner(site.counter)
    code = await waiting.code()
    async with site.browser() as client:
        form = _code_form(waiting.username, code, PASSWORD) | {"csrf_token": await token_of(client, "/activate")}
        assert (await client.post("/activate", data=form)).status_code == 303
        before = await site.state()
        again = await client.post(
            "/activate", data=form | {"new_password": OTHER_PASSWORD, "new_password_again": OTHER_PASSWORD}
        )
        assert again.status_code == 200
        assert 'role="alert"' in again.text
        assert await site.state() == before


async def test_one_kind_of_code_never_passes_for_another(site: WholeSite, owner: Owner) -> None:
    waiting = await a_registered_owner(site.counter, "varga1975", number="654321BA")
    code = await waiting.code()
    before = await site.state()
    async with site.browser() as client:
        token = await token_of(client, "/reset-password")
        for form in (_code_form(waiting.username, code), _code_form(waiting.username, f"R{code[1:]}")):
            assert (await client.post("/reset-password", data=form | {"csrf_token": token})).status_code == 200
        other = _code_form(owner.username, code) | {"csrf_token": token}
        assert (await client.post("/activate", data=other)).status_code == 200
    assert await site.state() == before


async def test_a_ticket_and_a_code_of_the_protocol_work_once(site: WholeSite, owner: Owner) -> None:
    async with site.browser() as client, site.service_server() as server:
        answer = await site.sign_on(client, owner)
        first = await _redeems(site, server, answer["code"])
        assert first.status_code == 200
        bearer = {"Authorization": f"Bearer {first.json()['access_token']}"}
        assert (await server.get("/userinfo", headers=bearer)).status_code == 200
        assert (await _redeems(site, server, answer["code"])).status_code == 400
        assert (await server.get("/userinfo", headers=bearer)).status_code == 401


async def test_a_secret_of_one_kind_opens_nothing_of_another(site: WholeSite, owner: Owner) -> None:
    names = ("gate_session", "broker_session", "clerk_session", "device", "pending_sign_in")
    async with site.browser() as client:
        await site.sign_clerk_in(client)
        answer = await site.sign_on(client, owner)
        secrets = {cookie.name: str(cookie.value) for cookie in client.cookies.jar} | {"code": answer["code"]}
    for source, secret in secrets.items():
        async with site.browser() as thief:
            for name in names:
                if source != f"__Host-{name}":
                    thief.cookies.set(f"__Host-{name}", secret)
            assert (await thief.get("/own")).status_code == 303, source
            assert (await thief.get("/counter")).status_code == 303, source
            assert (await thief.get("/authorize", params=site.service.question(prompt="none"))).headers["Location"].find(
                "code="
            ) < 0
            bearer = {"Authorization": f"Bearer {secret}"}
            assert (await thief.get("/userinfo", headers=bearer)).status_code == 401, source
            assert (await thief.post("/register", json={}, headers=bearer)).status_code == 401, source


async def _redeems(site: WholeSite, server: httpx.AsyncClient, code: str) -> httpx.Response:
    return await server.post("/token", data=site.service.redemption(code), headers=site.service.basic())


async def _sent(site: WholeSite, path: str, name: str) -> tuple[int, str, list[str]]:
    """Status, page without traces, names of the cookies set."""
    async with site.browser() as client:
        form = FORMS[path](name) | {"csrf_token": await token_of(client, path)}
        answer = await client.post(path, data=form)
        cookies = sorted(header.partition("=")[0] for header in answer.headers.get_list("Set-Cookie"))
        return answer.status_code, TRACE.sub("", answer.text).replace(name, ""), cookies

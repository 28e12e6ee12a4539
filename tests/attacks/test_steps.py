"""Steps that are skipped, sessions that are planted, addresses that lead away (`security.md` 1, 2, 11)."""

from urllib.parse import urlsplit

import httpx
import pytest

from tests.attacks.whole_site import ADDRESS, CALLBACK, WholeSite, token_of
from tests.gate.counter_world import a_person, an_appointment
from tests.gate.owner_world import OTHER_PASSWORD, Owner
from ugyfelkapu.gate.store.receipts import since

FAR = (
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example/",
    "https:evil.example",
    "javascript:alert(1)",
    "\thttps://evil.example",
)
PARAMETERS = (
    *("redirect_uri", "return_url", "return_to", "next", "url", "continue", "target", "RelayState", "identification", "lang"),
    *("notice", "ticket", "refused", "post_logout_redirect_uri", "client_id", "state", "request_uri", "id_token_hint", "iss"),
)
SESSION_COOKIES = ("__Host-gate_session", "__Host-broker_session", "__Host-clerk_session", "__Host-pending_sign_in")
STEPS = (
    "/sign-in/second-factor",
    "/password-expired",
    "/own",
    "/own/password",
    *("/own/data", "/own/devices", "/own/history", "/own/look-ups", "/own/copy", "/own/copy/copy.json", "/own/copy/copy.pdf"),
    "/counter",
    "/counter/register",
    "/counter/cases/x",
)


@pytest.mark.parametrize("path", STEPS)
async def test_a_step_nobody_led_to_leads_back_to_the_start(site: WholeSite, path: str) -> None:
    async with site.browser() as client:
        token = await token_of(client, "/sign-in")
        asked = await client.get(path)
        sent = await client.post(path, data={"csrf_token": token, "code": "123456", "new_password": OTHER_PASSWORD})
    assert asked.status_code == 303
    assert urlsplit(asked.headers["Location"]).path in {"/sign-in", "/counter/sign-in"}
    assert sent.status_code in {303, 405}


async def test_a_password_alone_opens_nothing_where_a_second_factor_is_due(site: WholeSite, owner: Owner) -> None:
    await owner.enrols()
    async with site.browser() as client:
        begun = await site.sign_in(client, owner)
        assert begun.headers["Location"] == "/sign-in/second-factor"
        assert "__Host-gate_session" not in client.cookies
        token = await token_of(client, "/sign-in/second-factor")
        for code in ("", "000000", " ", "null"):
            assert (await client.post("/sign-in/second-factor", data={"csrf_token": token, "code": code})).status_code != 303
        for path in ("/own", "/own/password", "/password-expired"):
            answer = await client.get(path)
            assert answer.headers["Location"].startswith("/sign-in"), path


async def test_a_clerks_password_alone_opens_no_counter(site: WholeSite) -> None:
    secrets = site.counter.secrets
    async with site.browser() as client:
        token = await token_of(client, "/counter/sign-in")
        form = {"csrf_token": token, "username": secrets.clerk.username, "password": secrets.password}
        assert (await client.post("/counter/sign-in", data=form)).headers["Location"] == "/counter/second-factor"
        assert (await client.get("/counter")).headers["Location"] == "/counter/sign-in"
        assert (await client.get("/counter/register")).headers["Location"] == "/counter/sign-in"


async def test_a_colleagues_case_and_receipt_are_unknown_to_a_clerk(site: WholeSite) -> None:
    colleague = await an_appointment(site.counter.world, "masik")
    done = await site.counter.registers_person(a_person())
    case = await site.counter.opens(a_person("Varga", number="654321BA", born=a_person().identity.birth_date.replace(day=1)))
    receipts = await since(site.counter.world.database.reader, colleague.clerk.clerk_id, site.clock.now(), many=5)
    assert not receipts
    before = await site.state()
    async with site.browser() as client:
        other = site.counter.secrets
        object.__setattr__(site.counter, "secrets", colleague)
        await site.sign_clerk_in(client)
        object.__setattr__(site.counter, "secrets", other)
        signed_in = await site.state()
        assert signed_in != before
        token = await token_of(client, "/counter/register")
        for path in (
            f"/counter/cases/{case}",
            f"/counter/receipts/{done.receipt}",
            f"/counter/receipts/{done.receipt}/receipt.pdf",
        ):
            assert (await client.get(path)).status_code == 404, path
        for specimen in ("portrait", "signature"):
            assert (await client.get(f"/counter/cases/{case}/{specimen}")).status_code == 404
        form = {"csrf_token": token, "data_match": "yes", "face_match": "yes", "username": "masiknev1", "email": "a@b.example"}
        assert (await client.post(f"/counter/cases/{case}", data=form)).status_code == 404
        await client.post(f"/counter/cases/{case}/refuse", data={"csrf_token": token, "reason": "face_differs"})
        assert await site.state() == signed_in


async def test_a_planted_session_is_not_the_one_a_person_gets(site: WholeSite, owner: Owner) -> None:
    planted = {
        "__Host-gate_session": "gs_" + "a" * 43,
        "__Host-broker_session": "bs_" + "a" * 43,
        "__Host-pending_sign_in": "ps_" + "a" * 43,
    }
    async with site.browser() as client:
        for name, value in planted.items():
            client.cookies.set(name, value, domain="id.example.test", path="/")
        await site.sign_on(client, owner)
        kept = {cookie.name: cookie.value for cookie in client.cookies.jar}
    assert kept["__Host-gate_session"] != planted["__Host-gate_session"]
    assert kept["__Host-broker_session"] != planted["__Host-broker_session"]


async def test_the_session_changes_its_secret_at_every_sign_in(site: WholeSite, owner: Owner) -> None:
    seen = set()
    async with site.browser() as client:
        for _ in range(3):
            await site.sign_in(client, owner)
            seen.add(_cookie(client, "__Host-gate_session"))
        async with site.browser() as thief:
            thief.cookies.set("__Host-gate_session", min(seen - {_cookie(client, "__Host-gate_session")}))
            assert (await thief.get("/own")).status_code == 303
    assert len(seen) == 3


async def test_the_clerks_session_changes_its_secret_at_the_second_factor(site: WholeSite) -> None:
    secrets = site.counter.secrets
    async with site.browser() as client:
        token = await token_of(client, "/counter/sign-in")
        form = {"csrf_token": token, "username": secrets.clerk.username, "password": secrets.password}
        await client.post("/counter/sign-in", data=form)
        half = _cookie(client, "__Host-clerk_session")
        site.clock.advance(seconds=30)
        await site.sign_clerk_in(client)
        assert _cookie(client, "__Host-clerk_session") != half
    async with site.browser() as thief:
        thief.cookies.set("__Host-clerk_session", half)
        assert (await thief.get("/counter")).headers["Location"] == "/counter/sign-in"


async def test_nobody_is_signed_in_by_another_sites_form(site: WholeSite, owner: Owner) -> None:
    async with site.browser() as attacker, site.browser() as victim:
        foreign = await token_of(attacker, "/sign-in")
        form = {"username": owner.username, "password": owner.password}
        await victim.get("/sign-in")
        for token, headers in (
            (foreign, {}),
            ("", {}),
            (await token_of(victim, "/sign-in"), {"Origin": "https://evil.example"}),
        ):
            answer = await victim.post("/sign-in", data=form | {"csrf_token": token}, headers=headers)
            assert answer.status_code == 403
        own = await token_of(victim, "/sign-in")
        crossed = await victim.post("/sign-in", data=form | {"csrf_token": own}, headers={"Sec-Fetch-Site": "cross-site"})
        assert crossed.status_code == 403
        assert not [cookie.name for cookie in victim.cookies.jar if cookie.name in SESSION_COOKIES]


async def test_an_attackers_ticket_signs_nobody_else_in(site: WholeSite, owner: Owner) -> None:
    async with site.browser() as attacker, site.browser() as victim:
        path = await site.begin_sign_on(attacker)
        asked = await attacker.post(path, data={"csrf_token": await token_of(attacker, path)})
        sign_in = asked.headers["Location"]
        form = {"csrf_token": await token_of(attacker, sign_in), "username": owner.username, "password": owner.password}
        back = (await attacker.post(sign_in, data=form)).headers["Location"]
        assert "ticket=" in back
        answer = await victim.get(back)
        assert (answer.status_code, "__Host-broker_session" in str(answer.headers)) == (400, False)
        own = await site.begin_sign_on(victim)
        swapped = await victim.get(f"{own}/return?{urlsplit(back).query}")
        assert "__Host-broker_session" not in str(swapped.headers)


async def test_no_parameter_leads_to_a_strangers_address(site: WholeSite, owner: Owner) -> None:
    async with site.browser() as client:
        await site.sign_on(client, owner)
        paths = [route.path for route in site.routes if "GET" in (route.methods or set()) and "{" not in route.path]
        for path in paths:
            for far in FAR:
                _require_near(await client.get(path, params=dict.fromkeys(PARAMETERS, far)), path)
        for far in FAR:
            _require_near(await client.get("/authorize", params=site.service.question(redirect_uri=far)), "redirect_uri")
            for parameter in PARAMETERS:
                question = site.service.question() | ({parameter: far} if parameter != "redirect_uri" else {})
                _require_near(await client.get("/authorize", params=question), parameter)


async def test_a_lookalike_of_a_registered_address_is_refused(site: WholeSite) -> None:
    lookalikes = ("?x=1", "#f", "/", "/../cb", "%2f", "@evil.example", ".evil.example", ":8443", "\n")
    async with site.browser() as client:
        for tail in lookalikes:
            answer = await client.get("/authorize", params=site.service.question(redirect_uri=f"{CALLBACK}{tail}"))
            assert answer.status_code == 400, tail


def _require_near(answer: httpx.Response, what: str) -> None:
    assert answer.status_code < 500, what
    for header in ("Location", "Refresh"):
        target = answer.headers.get(header, "").partition("url=")[2] if header == "Refresh" else answer.headers.get(header, "")
        near = {"", urlsplit(ADDRESS).netloc, urlsplit(CALLBACK).netloc}
        assert urlsplit(target).netloc in near, f"{what}: {target}"
        assert not target.startswith(("//", "/\\", "javascript:")), f"{what}: {target}"


def _cookie(client: httpx.AsyncClient, name: str) -> str:
    found = [cookie.value for cookie in client.cookies.jar if cookie.name == name]
    assert len(found) == 1, found
    return str(found[0])

"""Grants under attack: nothing is issued after a refusal, and what was stolen ends what it belongs to (`security.md`)."""

from asyncio import gather
from collections.abc import Mapping

import httpx
import pytest

from tests.broker.conftest import migrated_packages, pages, town
from tests.broker.oidc.devices import Device, helps, typed
from tests.broker.oidc.machines import ACCESS_TOKEN, EXCHANGE, MACHINE, backend, exchanged, introspected, machine_token, revoked
from tests.broker.oidc.refreshing import GRANTS, refreshed, renewal, renewing
from tests.broker.proofs import Prover
from tests.broker.town import REDIRECT, ServiceAtHand, Town
from ugyfelkapu.broker.actions.check_invariants import check_invariants
from ugyfelkapu.broker.domain.authorization import DEVICE
from ugyfelkapu.foundation.invariants import Weight

__all__ = ["migrated_packages", "pages", "town"]
"""The fixtures of the broker's own tests."""

MANY = 20
INACTIVE = {"active": False}
ELSEWHERE = "https://council.example.test/cb"
EVERY_GRANT = [*GRANTS, "client_credentials", DEVICE, EXCHANGE]
TOKENS = {"access_token", "id_token", "refresh_token"}


def issued(answers: list[httpx.Response]) -> set[str]:
    """Every token that some answer holds."""
    return {token for answer in answers for name, token in answer.json().items() if name in TOKENS}


async def families(town: Town) -> int:
    rows = await town.world.database.reader.all("SELECT family_id FROM family WHERE ended_at IS NULL")
    return len(rows)


async def require_whole(town: Town) -> None:
    found = await check_invariants(town.world)
    assert not [finding for finding in found if finding.weight is Weight.BROKEN], found


async def secrets_of(town: Town, browser: httpx.AsyncClient, service: ServiceAtHand) -> Mapping[str, str]:
    """One good secret of each kind that a service of the town holds, none used."""
    tokens = await town.tokens(browser, service)
    code = await town.code(browser, service.question())
    codes = (await browser.post("/device-authorization", data={"scope": "openid"}, headers=service.basic())).json()
    return {
        "code": code,
        "device_code": codes["device_code"],
        "user_code": codes["user_code"],
        "client_secret": service.registered.client_secret or "",
        "session": browser.cookies["__Host-broker_session"],
        **{name: tokens[name] for name in TOKENS},
    }


async def test_a_secret_of_one_kind_is_never_taken_for_another(town: Town) -> None:
    service = await town.service(grant_types=EVERY_GRANT)
    places: dict[str, dict[str, str]] = {
        "code": {"grant_type": "authorization_code", "redirect_uri": REDIRECT, "code_verifier": "v" * 43},
        "refresh_token": {"grant_type": "refresh_token"},
        "device_code": {"grant_type": DEVICE},
        "subject_token": {"grant_type": EXCHANGE, "subject_token_type": ACCESS_TOKEN},
    }
    async with town.browser() as browser:
        secrets = await secrets_of(town, browser, service)
        before = await families(town)
        wrong = [
            await browser.post("/token", data={**form, place: secret}, headers=service.basic())
            for place, form in places.items()
            for kind, secret in secrets.items()
            if kind != place and (kind, place) != ("access_token", "subject_token")
        ]
        opened = [
            await town.userinfo(browser, secret) for kind, secret in secrets.items() if kind not in ("access_token", "session")
        ]
        assert {answer.status_code for answer in wrong} == {400}
        assert {answer.json()["error"] for answer in wrong} == {"invalid_grant", "invalid_request"}
        assert issued(wrong) == set()
        assert {answer.status_code for answer in opened} == {401}
        assert await families(town) == before
        good = await refreshed(browser, service, secrets["refresh_token"])
    assert good.status_code == 200, "what was tried in the wrong place is not spent"


async def test_a_refresh_token_is_its_own_service_s_alone(town: Town) -> None:
    tax, council = await renewing(town), await renewing(town, redirect_uris=[ELSEWHERE])
    async with town.browser() as browser:
        tokens = await town.tokens(browser, tax)
        stolen = await refreshed(browser, council, tokens["refresh_token"])
        nobody = await browser.post("/token", data=renewal(tokens["refresh_token"], client_id=tax.client_id))
        good = await refreshed(browser, tax, tokens["refresh_token"])
    assert (stolen.json()["error"], nobody.json()["error"]) == ("invalid_grant", "invalid_client")
    assert issued([stolen, nobody]) == set()
    assert good.status_code == 200


async def test_thief_and_owner_cannot_both_go_on(town: Town) -> None:
    tax = await renewing(town)
    async with town.browser() as browser:
        stolen = (await town.tokens(browser, tax))["refresh_token"]
        owners, thiefs = (await gather(refreshed(browser, tax, stolen), refreshed(browser, tax, stolen)))[:2]
        assert owners.json()["refresh_token"] == thiefs.json()["refresh_token"]
        third = (await refreshed(browser, tax, owners.json()["refresh_token"])).json()["refresh_token"]
        town.clock.advance(seconds=10)
        late = await refreshed(browser, tax, thiefs.json()["refresh_token"])
        after = await refreshed(browser, tax, third)
    assert late.json()["error"] == after.json()["error"] == "invalid_grant"
    assert await families(town) == 0


async def test_twenty_old_tokens_at_once_end_a_family_and_bring_nothing(town: Town) -> None:
    tax = await renewing(town)
    async with town.browser() as browser:
        first = (await town.tokens(browser, tax))["refresh_token"]
        second = (await refreshed(browser, tax, first)).json()["refresh_token"]
        town.clock.advance(seconds=10)
        answers = await gather(*(refreshed(browser, tax, token) for token in [first] * MANY))
        assert issued(answers) == set()
        assert (await refreshed(browser, tax, second)).json()["error"] == "invalid_grant"
    assert await families(town) == 0
    await require_whole(town)


async def test_codes_and_refreshes_of_one_sign_on_in_a_crowd_leave_at_most_one_way_on(town: Town) -> None:
    tax = await renewing(town)
    async with town.browser() as browser:
        code = await town.code(browser, tax.question())
        tries = [browser.post("/token", data=tax.redemption(code), headers=tax.basic()) for _ in range(MANY)]
        won = [answer.json() for answer in await gather(*tries) if answer.status_code == 200]
        assert len(won) == 1
        answers = await gather(*(refreshed(browser, tax, won[0]["refresh_token"]) for _ in range(MANY)))
        assert issued(answers) == set(), "the code's replay has ended the family"
    await require_whole(town)


@pytest.mark.parametrize("scope", ["openid profile email identity", "identity", "openid email", "openid  unknown", "OPENID"])
async def test_no_refresh_raises_the_scope_even_to_what_the_service_may_have(town: Town, scope: str) -> None:
    tax = await renewing(town, legal_basis="Mötv. 8. § (1)")
    async with town.browser() as browser:
        token = (await town.tokens(browser, tax, scope="openid profile"))["refresh_token"]
        raised = await refreshed(browser, tax, token, scope=scope)
        narrow = (await refreshed(browser, tax, token, scope="openid")).json()
        back = await refreshed(browser, tax, narrow["refresh_token"], scope=scope)
    assert raised.json()["error"] == back.json()["error"] == "invalid_scope"
    assert issued([raised, back]) == set()


async def test_a_public_app_s_refresh_token_is_worth_nothing_without_its_key(town: Town) -> None:
    app = await town.service(token_endpoint_auth_method="none", grant_types=GRANTS)
    owner, thief = Prover(town), Prover(town)
    async with town.browser() as browser:
        code = await town.code(browser, app.question())
        form = {**app.redemption(code), "client_id": app.client_id}
        token = (await browser.post("/token", data=form, headers=owner.header())).json()["refresh_token"]
        again = renewal(token, client_id=app.client_id)
        stolen = [await browser.post("/token", data=again, headers=headers) for headers in (None, thief.header())]
        good = await browser.post("/token", data=again, headers=owner.header())
    assert [answer.json()["error"] for answer in stolen] == ["invalid_grant"] * 2
    assert issued(stolen) == set()
    assert good.status_code == 200, good.text


async def test_nobody_introspects_or_revokes_another_service_s_tokens(town: Town) -> None:
    tax, council = await renewing(town), await town.service(redirect_uris=[ELSEWHERE], grant_types=MACHINE)
    async with town.browser() as browser:
        tokens = await town.tokens(browser, tax)
        own = (await machine_token(browser, council)).json()["access_token"]
        bearer = {"Authorization": f"Bearer {own}"}
        for kind in ("access_token", "refresh_token"):
            assert await introspected(browser, council, tokens[kind]) == INACTIVE
            assert (await browser.post("/introspect", data={"token": tokens[kind]}, headers=bearer)).json() == INACTIVE
            assert (await revoked(browser, council, tokens[kind])).json()["error"] == "invalid_grant"
            assert (await browser.post("/revoke", data={"token": tokens[kind]}, headers=bearer)).status_code == 401
            assert (await browser.post("/introspect", data={"token": tokens[kind]})).status_code == 401
            assert (await browser.post("/revoke", data={"token": tokens[kind]})).status_code == 401
        assert (await town.userinfo(browser, tokens["access_token"])).status_code == 200
        assert (await refreshed(browser, tax, tokens["refresh_token"])).status_code == 200


async def test_a_machine_s_token_is_nobody_s_and_opens_nothing_of_people(town: Town) -> None:
    tax = await town.service(grant_types=EVERY_GRANT)
    async with town.browser() as browser:
        await town.tokens(browser, tax)
        own = (await machine_token(browser, tax)).json()["access_token"]
        assert (await town.userinfo(browser, own)).status_code == 403
        assert (await exchanged(browser, tax, own)).json()["error"] == "invalid_request"
        assert (await refreshed(browser, tax, own)).json()["error"] == "invalid_grant"


async def test_a_device_code_is_its_own_service_s_alone_and_cannot_be_a_code(town: Town) -> None:
    async with town.browser() as tv, town.browser() as phone:
        device = await Device.of(town, tv)
        other = await town.service(grant_types=Device.GRANTS, redirect_uris=[ELSEWHERE])
        await helps(phone, device)
        stolen = await device.polls(tv, by=other)
        as_code = await tv.post(
            "/token", data=device.service.redemption(device.codes["device_code"]), headers=device.service.basic()
        )
        assert stolen.json()["error"] == as_code.json()["error"] == "invalid_grant"
        assert issued([stolen, as_code]) == set()
        assert (await device.polls(tv)).status_code == 200


async def test_the_code_behind_a_device_s_answer_leaves_nowhere(town: Town) -> None:
    async with town.browser() as tv, town.browser() as phone:
        device = await Device.of(town, tv)
        page = await helps(phone, device)
        assert "ac_" not in page.text + str(page.url) + str(page.headers)
        assert "result=approved" in str(page.url)


async def test_nobody_skips_the_word_that_they_began_it(town: Town) -> None:
    async with town.browser() as tv, town.browser() as phone:
        device = await Device.of(town, tv)
        code = device.codes["user_code"]
        await phone.get("/device", params={"user_code": code, "decision": "yes"})
        forged = await phone.post("/device", data={"user_code": code, "decision": "yes"})
        empty = await typed(phone, "")
        assert forged.status_code == 403
        assert 'data-page="device"' in empty.text
        assert await device.error(tv) == "authorization_pending"
    assert not await town.world.database.reader.all("SELECT pending_id FROM pending_request")


async def test_no_exchange_between_bodies_raises_or_frees_anything(town: Town) -> None:
    tax, back = await town.service(), await backend(town)
    council = await town.service(grant_types=["authorization_code", EXCHANGE], redirect_uris=[ELSEWHERE])
    async with town.browser() as browser:
        prover = Prover(town)
        code = await town.code(browser, tax.question(scope="openid"))
        headers = {**tax.basic(), **prover.header()}
        bound = (await browser.post("/token", data=tax.redemption(code), headers=headers)).json()["access_token"]
        plain = (await town.tokens(browser, tax, scope="openid"))["access_token"]
        refused = [
            await exchanged(browser, council, plain),
            await exchanged(browser, tax, plain),
            await exchanged(browser, back, plain, scope="openid email"),
            await exchanged(browser, back, bound),
        ]
        once = (await exchanged(browser, back, plain)).json()["access_token"]
        refused.append(await exchanged(browser, back, once))
        errors = [answer.json()["error"] for answer in refused]
        assert (await town.userinfo(browser, once)).json().keys() == {"sub"}
        assert (await revoked(browser, tax, once)).json()["error"] == "invalid_grant"
    assert errors == ["invalid_request", "unauthorized_client", "invalid_scope", "invalid_request", "invalid_request"]
    assert issued(refused) == set()

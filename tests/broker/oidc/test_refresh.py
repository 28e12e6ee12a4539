"""Refresh tokens at the moments where they turn: used, used again, too late, ended with what they hang on (decision 0027)."""

from asyncio import gather

import pytest

from tests.broker.oidc.refreshing import refreshed, renewal, renewing
from tests.broker.people import MANDATARY, SCOPE, People, choices
from tests.broker.proofs import Prover
from tests.broker.town import Town, answer_of, claims_of, press
from ugyfelkapu.broker.actions.check_invariants import check_invariants
from ugyfelkapu.broker.actions.follow_standing_changes import follow_standing_changes
from ugyfelkapu.broker.actions.purge_expired import purge_expired
from ugyfelkapu.broker.domain.keys.proof_nonce import nonce_at
from ugyfelkapu.foundation.invariants import Weight
from ugyfelkapu.identification import AssuranceLevel, StandingEvent

AGAIN = ("iss", "sub", "aud", "auth_time", "acr", "amr", "sid", "name", "email")


async def journalled(town: Town) -> list[tuple[str, str]]:
    rows = await town.world.database.reader.all(
        "SELECT outcome, subject FROM journal WHERE activity = 'refresh_tokens' ORDER BY at"
    )
    return [(row.text("outcome"), row.text("subject")) for row in rows]


async def broken(town: Town) -> list[str]:
    return [finding.rule for finding in await check_invariants(town.world) if finding.weight is Weight.BROKEN]


async def keeps_session(town: Town, minutes: int) -> None:
    """Time passes in which the person uses other services, and the gate is heard."""
    town.clock.advance(minutes=minutes)
    async with town.world.database.transaction() as tx:
        await tx.execute("UPDATE broker_session SET last_used_at = :now", now=town.clock.now())
    await follow_standing_changes(town.world)


async def test_a_service_without_the_grant_gets_no_refresh_token(town: Town) -> None:
    tax = await town.service()
    async with town.browser() as browser:
        tokens = await town.tokens(browser, tax, scope="openid offline_access")
        answer = await refreshed(browser, tax, "rf_" + "a" * 43)
    assert "refresh_token" not in tokens
    assert tokens["scope"] == "openid"
    assert answer.json()["error"] == "unauthorized_client"
    assert not await town.world.database.reader.all("SELECT digest FROM refresh_token")


async def test_each_token_brings_new_ones_about_the_same_sign_on(town: Town) -> None:
    town.gate.level = AssuranceLevel.SUBSTANTIAL
    tax = await renewing(town)
    async with town.browser() as browser:
        first = await town.tokens(browser, tax)
        await keeps_session(town, 6)
        assert (await town.userinfo(browser, first["access_token"])).status_code == 401
        answer = await refreshed(browser, tax, first["refresh_token"])
        second = answer.json()
        told = await town.userinfo(browser, second["access_token"])
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert second["refresh_token"] not in (first["refresh_token"], "")
    assert told.json()["sub"] == claims_of(first["id_token"])["sub"]
    before, after = claims_of(first["id_token"]), claims_of(second["id_token"])
    assert {name: after[name] for name in AGAIN} == {name: before[name] for name in AGAIN}
    assert "nonce" not in after
    assert claims_of(first["access_token"])["jti"] != claims_of(second["access_token"])["jti"]


async def test_who_signs_in_again_meanwhile_does_not_change_what_a_renewed_token_tells(town: Town) -> None:
    tax = await renewing(town)
    async with town.browser() as browser:
        first = await town.tokens(browser, tax)
        town.clock.advance(minutes=1)
        town.gate.level = AssuranceLevel.SUBSTANTIAL
        await town.tokens(browser, tax, prompt="login")
        second = (await refreshed(browser, tax, first["refresh_token"])).json()
    before, after = claims_of(first["id_token"]), claims_of(second["id_token"])
    assert [after[name] for name in ("auth_time", "acr", "amr")] == [before[name] for name in ("auth_time", "acr", "amr")]


async def test_the_honest_retry_gets_the_same_successor(town: Town) -> None:
    tax = await renewing(town)
    async with town.browser() as browser:
        token = (await town.tokens(browser, tax))["refresh_token"]
        first = (await refreshed(browser, tax, token)).json()
        town.clock.advance(seconds=9, microseconds=999_999)
        again = (await refreshed(browser, tax, token)).json()
        assert again["refresh_token"] == first["refresh_token"]
        assert (await refreshed(browser, tax, again["refresh_token"])).status_code == 200
    kept = await town.world.database.reader.all("SELECT digest FROM refresh_token")
    assert len(kept) == 3
    assert not await journalled(town)


async def test_a_used_token_that_comes_back_late_ends_the_family(town: Town) -> None:
    tax = await renewing(town)
    async with town.browser() as browser:
        token = (await town.tokens(browser, tax))["refresh_token"]
        next_ones = (await refreshed(browser, tax, token)).json()
        town.clock.advance(seconds=10)
        late = await refreshed(browser, tax, token)
        after = await refreshed(browser, tax, next_ones["refresh_token"])
        assert (await town.userinfo(browser, next_ones["access_token"])).status_code == 401
    assert late.json()["error"] == after.json()["error"] == "invalid_grant"
    assert await journalled(town) == [("replayed", "person-1")]


async def test_a_used_token_whose_successor_is_in_use_ends_the_family_at_once(town: Town) -> None:
    tax = await renewing(town)
    async with town.browser() as browser:
        token = (await town.tokens(browser, tax))["refresh_token"]
        second = (await refreshed(browser, tax, token)).json()["refresh_token"]
        third = (await refreshed(browser, tax, second)).json()["refresh_token"]
        assert (await refreshed(browser, tax, token)).json()["error"] == "invalid_grant"
        assert (await refreshed(browser, tax, third)).json()["error"] == "invalid_grant"
    assert await journalled(town) == [("replayed", "person-1")]


async def test_twenty_at_once_get_one_successor(town: Town) -> None:
    tax = await renewing(town)
    async with town.browser() as browser:
        token = (await town.tokens(browser, tax))["refresh_token"]
        answers = await gather(*(refreshed(browser, tax, token) for _ in range(20)))
        following = {answer.json()["refresh_token"] for answer in answers}
        assert len(following) == 1
        assert (await refreshed(browser, tax, following.pop())).status_code == 200
    kept = await town.world.database.reader.all("SELECT used_at FROM refresh_token WHERE used_at IS NULL")
    assert len(kept) == 1
    assert not await broken(town)


async def test_the_scope_may_be_narrowed_for_one_token_and_never_raised(town: Town) -> None:
    tax = await renewing(town)
    async with town.browser() as browser:
        token = (await town.tokens(browser, tax, scope="openid profile"))["refresh_token"]
        raised = await refreshed(browser, tax, token, scope="openid email")
        assert raised.json()["error"] == "invalid_scope"
        narrow = (await refreshed(browser, tax, token, scope="openid")).json()
        told = (await town.userinfo(browser, narrow["access_token"])).json()
        whole = (await refreshed(browser, tax, narrow["refresh_token"])).json()
    assert narrow["scope"] == "openid"
    assert set(told) == {"sub"}
    assert "name" not in claims_of(narrow["id_token"])
    assert whole["scope"] == "openid profile"


async def test_without_openid_there_is_no_id_token_and_no_userinfo(town: Town) -> None:
    tax = await renewing(town)
    async with town.browser() as browser:
        token = (await town.tokens(browser, tax))["refresh_token"]
        narrow = (await refreshed(browser, tax, token, scope="email")).json()
        told = await town.userinfo(browser, narrow["access_token"])
    assert "id_token" not in narrow
    assert told.status_code == 403
    assert 'error="insufficient_scope"' in told.headers["WWW-Authenticate"]


@pytest.mark.parametrize("event", [StandingEvent.SESSION_ENDED, StandingEvent.GATE_SUSPENDED, StandingEvent.GATE_ENDED])
async def test_what_ends_a_person_s_session_ends_its_refresh_tokens(town: Town, event: StandingEvent) -> None:
    tax = await renewing(town)
    async with town.browser() as browser:
        token = (await town.tokens(browser, tax))["refresh_token"]
        town.gate.tell(event)
        await follow_standing_changes(town.world)
        assert (await refreshed(browser, tax, token)).json()["error"] == "invalid_grant"


async def test_an_idle_session_renews_nothing_and_renewing_keeps_none_awake(town: Town) -> None:
    tax = await renewing(town)
    async with town.browser() as browser:
        token = (await town.tokens(browser, tax))["refresh_token"]
        for _ in range(3):
            town.clock.advance(minutes=6)
            await follow_standing_changes(town.world)
            token = (await refreshed(browser, tax, token)).json()["refresh_token"]
        town.clock.advance(minutes=2)
        await follow_standing_changes(town.world)
        assert (await refreshed(browser, tax, token)).json()["error"] == "invalid_grant"
    assert not town.gate.kept_alive


async def test_a_family_ends_twelve_hours_after_the_sign_in_whatever_happens(town: Town) -> None:
    tax = await renewing(town)
    async with town.browser() as browser:
        tokens = await town.tokens(browser, tax)
        await keeps_session(town, 12 * 60 - 1)
        await purge_expired(town.world)
        second = (await refreshed(browser, tax, tokens["refresh_token"])).json()["refresh_token"]
        assert not await broken(town)
        await keeps_session(town, 1)
        async with town.world.database.transaction() as tx:
            await tx.execute("UPDATE broker_session SET identified_at = :now", now=town.clock.now())
        assert (await refreshed(browser, tax, second)).json()["error"] == "invalid_grant"


async def test_the_code_s_replay_still_ends_what_is_renewed_hours_later(town: Town) -> None:
    tax = await renewing(town)
    async with town.browser() as browser:
        code = await town.code(browser, tax.question())
        tokens = (await browser.post("/token", data=tax.redemption(code), headers=tax.basic())).json()
        await keeps_session(town, 3 * 60)
        await purge_expired(town.world)
        await browser.post("/token", data=tax.redemption(code), headers=tax.basic())
        assert (await refreshed(browser, tax, tokens["refresh_token"])).json()["error"] == "invalid_grant"


async def test_while_the_gate_is_silent_a_token_waits_and_is_not_lost(town: Town) -> None:
    tax = await renewing(town)
    async with town.browser() as browser:
        token = (await town.tokens(browser, tax))["refresh_token"]
        town.clock.advance(minutes=3)
        silent = await refreshed(browser, tax, token)
        await follow_standing_changes(town.world)
        good = await refreshed(browser, tax, token)
    assert (silent.status_code, silent.json()["error"]) == (503, "temporarily_unavailable")
    assert good.status_code == 200


async def test_a_withdrawn_consent_ends_what_could_be_renewed(town: Town) -> None:
    council = await renewing(town, legal_basis="Mötv. 8. § (1)")
    async with town.browser() as browser:
        page = await town.sign_in(browser, council.question(scope="openid identity"))
        code = answer_of(await press(browser, page, decision="allow"))["code"]
        tokens = (await browser.post("/token", data=council.redemption(code), headers=council.basic())).json()
        await press(browser, await browser.get("/services/used"))
        assert (await refreshed(browser, council, tokens["refresh_token"])).json()["error"] == "invalid_grant"


async def test_a_withdrawn_mandate_ends_what_stands_on_it(town: Town) -> None:
    people = await People.of(town)
    tax = await renewing(town, scope=SCOPE)
    people = People(town=town, tax=tax)
    async with town.browser() as mine, town.browser() as theirs:
        await people.mandate(mine, theirs)
        page = await people.chooser(theirs)
        code = answer_of(await press(theirs, page, principal=choices(page)[1]))["code"]
        tokens = (await people.redeem(theirs, code)).json()
        renewed = (await refreshed(theirs, tax, tokens["refresh_token"])).json()
        assert claims_of(renewed["id_token"])["acting_for"] == claims_of(tokens["id_token"])["acting_for"]
        await people.withdraw(theirs, MANDATARY)
        assert (await refreshed(theirs, tax, renewed["refresh_token"])).json()["error"] == "invalid_grant"


async def test_a_fapi_service_keeps_its_refresh_token(town: Town) -> None:
    """FAPI 2.0 Security Profile section 5.3.2.1; the profile's other rules are set aside by changing it midway."""
    tax, prover = await renewing(town), Prover(town)
    async with town.browser() as browser:
        tokens = await town.tokens(browser, tax)
        async with town.world.database.transaction() as tx:
            await tx.execute("""UPDATE relying_party SET record = replace(record, '"oauth21"', '"fapi2"')""")
        for _ in range(2):
            town.clock.advance(seconds=11)
            prover.nonce = nonce_at(town.world.nonce_key, town.clock.now())
            proven = {**tax.basic(), **prover.header()}
            answer = await browser.post("/token", data=renewal(tokens["refresh_token"]), headers=proven)
            assert answer.status_code == 200
            assert "refresh_token" not in answer.json()


async def test_a_public_clients_refresh_token_is_worth_nothing_without_its_key(town: Town) -> None:
    """RFC 9449 section 5: nothing else ties it to the client."""
    app, prover = await renewing(town, token_endpoint_auth_method="none"), Prover(town)
    async with town.browser() as browser:
        form = app.redemption(await town.code(browser, app.question()), client_id=app.client_id)
        tokens = (await browser.post("/token", data=form, headers=prover.header())).json()
        form = renewal(tokens["refresh_token"], client_id=app.client_id)
        good = await browser.post("/token", data=form, headers=prover.header())
        assert good.json()["token_type"] == "DPoP"
        form = renewal(good.json()["refresh_token"], client_id=app.client_id)
        stolen = await browser.post("/token", data=form, headers=Prover(town).header())
        assert (stolen.status_code, stolen.json()["error"]) == (400, "invalid_grant")


async def test_refresh_tokens_go_with_their_family(town: Town) -> None:
    tax = await renewing(town)
    async with town.browser() as browser:
        token = (await town.tokens(browser, tax))["refresh_token"]
        await refreshed(browser, tax, token)
    town.clock.advance(minutes=20)
    await purge_expired(town.world)
    assert not await town.world.database.reader.all("SELECT digest FROM refresh_token")
    assert not await broken(town)

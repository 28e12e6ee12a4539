"""A body's second service acts on with what its first one was given, and with less of it (RFC 8693, decision 0027)."""

import pytest

from tests.broker.oidc.machines import ACCESS_TOKEN, backend, exchanged, introspected
from tests.broker.oidc.refreshing import refreshed, renewing
from tests.broker.people import GRANTOR, MANDATARY, People, choices, text_of
from tests.broker.town import Town, answer_of, claims_of, press


async def test_the_second_service_gets_less_of_the_same_for_no_longer(town: Town) -> None:
    tax = await town.service()
    back = await backend(town, scope="openid profile")
    async with town.browser() as browser:
        first = await town.tokens(browser, tax)
        town.clock.advance(minutes=2)
        answer = await exchanged(browser, back, first["access_token"])
        token = answer.json()["access_token"]
        told = (await town.userinfo(browser, token)).json()
        worth = await introspected(browser, back, token)
    old, new = claims_of(first["access_token"]), claims_of(token)
    assert (answer.json()["issued_token_type"], answer.json()["expires_in"]) == (ACCESS_TOKEN, 180)
    assert not {"id_token", "refresh_token"} & set(answer.json())
    assert (new["sub"], new["exp"], new["scope"]) == (old["sub"], old["exp"], "openid profile")
    assert new["client_id"] == back.client_id
    assert new["act"] == worth["act"] == {"sub": back.client_id, "act": {"sub": tax.client_id}}
    assert set(told) == {"sub", "name", "given_name", "family_name"}


async def test_it_acts_for_whom_the_first_one_did_until_the_mandate_ends(town: Town) -> None:
    people = await People.of(town)
    back = await backend(town)
    async with town.browser() as mine, town.browser() as theirs:
        await people.mandate(mine, theirs)
        page = await people.chooser(theirs)
        code = answer_of(await press(theirs, page, principal=choices(page)[1]))["code"]
        first = (await people.redeem(theirs, code)).json()
        token = (await exchanged(theirs, back, first["access_token"])).json()["access_token"]
        told = (await town.userinfo(theirs, token)).json()
        assert told["acting_for"] == claims_of(first["id_token"])["acting_for"]
        assert "Adóügyi háttér" in text_of(await people.visit(mine, GRANTOR, "/services/used"))
        await people.withdraw(theirs, MANDATARY)
        assert (await town.userinfo(theirs, token)).status_code == 401
        assert (await exchanged(theirs, back, first["access_token"])).json()["error"] == "invalid_request"


async def test_the_person_sees_that_the_second_service_learned_of_them(town: Town) -> None:
    tax, back = await town.service(), await backend(town, scope="openid profile")
    async with town.browser() as browser:
        await exchanged(browser, back, (await town.tokens(browser, tax))["access_token"])
    entry = await town.world.database.reader.one(
        "SELECT subject, data_set, actor, reason FROM journal WHERE actor = :actor", actor=back.client_id
    )
    assert (entry.text("subject"), entry.text("data_set")) == ("person-1", "connection_code family_name given_name")
    assert entry.text("reason") == "another service of the same body passed its token on"


async def test_an_exchanged_token_ends_with_the_sign_on_of_the_first(town: Town) -> None:
    tax, back = await renewing(town), await backend(town)
    async with town.browser() as browser:
        first = await town.tokens(browser, tax)
        token = (await exchanged(browser, back, first["access_token"])).json()["access_token"]
        await refreshed(browser, tax, first["refresh_token"])
        town.clock.advance(seconds=11)
        await refreshed(browser, tax, first["refresh_token"])
        assert (await town.userinfo(browser, token)).status_code == 401


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"subject_token": None}, "invalid_request"),
        ({"subject_token_type": None}, "invalid_request"),
        ({"subject_token_type": "urn:ietf:params:oauth:token-type:id_token"}, "invalid_request"),
        ({"requested_token_type": "urn:ietf:params:oauth:token-type:refresh_token"}, "invalid_request"),
        ({"actor_token": "x"}, "invalid_request"),
        ({"audience": "https://elsewhere.example.test"}, "invalid_target"),
        ({"resource": "https://elsewhere.example.test"}, "invalid_target"),
        ({"scope": "openid representation"}, "invalid_scope"),
        ({"scope": "identity"}, "invalid_scope"),
    ],
    ids=str,
)
async def test_a_malformed_exchange_is_told_what_is_wrong(town: Town, changes: dict[str, str | None], error: str) -> None:
    tax, back = await town.service(), await backend(town)
    async with town.browser() as browser:
        answer = await exchanged(browser, back, (await town.tokens(browser, tax))["access_token"], **changes)
    assert (answer.status_code, answer.json()["error"]) == (400, error)
    assert answer.json()["error_description"]


async def test_identity_data_are_never_passed_on(town: Town) -> None:
    basis: dict[str, object] = {"legal_basis": "Mötv. 8. § (1)"}
    council, back = await town.service(**basis), await backend(town, **basis)
    async with town.browser() as browser:
        page = await town.sign_in(browser, council.question(scope="openid identity"))
        code = answer_of(await press(browser, page, decision="allow"))["code"]
        first = (await browser.post("/token", data=council.redemption(code), headers=council.basic())).json()
        answer = await exchanged(browser, back, first["access_token"])
        told = (await town.userinfo(browser, answer.json()["access_token"])).json()
    assert answer.json()["scope"] == "openid"
    assert set(told) == {"sub"}


async def test_a_service_that_ended_reads_nothing_by_an_exchanged_token(town: Town) -> None:
    tax, back = await town.service(), await backend(town)
    async with town.browser() as browser:
        token = (await exchanged(browser, back, (await town.tokens(browser, tax))["access_token"])).json()["access_token"]
        await _ends(town, back.client_id)
        assert (await town.userinfo(browser, token)).status_code == 401


async def _ends(town: Town, client_id: str) -> None:
    async with town.world.database.transaction() as tx:
        await tx.execute(
            "UPDATE relying_party SET ended_at = :now WHERE client_id = :client_id", now=town.clock.now(), client_id=client_id
        )

"""On whose behalf: chosen by the person, told in a claim of its own, and over with its ground (`domain.md R13`)."""

from asyncio import gather

import httpx
import pytest

from tests.broker.people import GRANTOR, MANDATARY, SCOPE, People, choices, text_of
from tests.broker.town import Town, answer_of, claims_of, press
from ugyfelkapu.broker.actions.follow_standing_changes import follow_standing_changes
from ugyfelkapu.identification import NameUse, Representation, RepresentationId, StandingEvent

MANY = 20
MILL = Representation(
    representation_id=RepresentationId("representation-1"),
    short_name="MALOM",
    krid="123456789",
    name="Tiszai Malom Kft.",
    scope=("tax", "statistics"),
)
PERSONS = ("sub", "name", "family_name", "given_name", "email")


async def chosen(people: People, browser: httpx.AsyncClient, number: int = 1) -> httpx.Response:
    page = await people.chooser(browser)
    return await press(browser, page, principal=choices(page)[number])


async def tokens(people: People, browser: httpx.AsyncClient, number: int = 1) -> dict[str, str]:
    answer = await people.redeem(browser, answer_of(await chosen(people, browser, number))["code"])
    assert answer.status_code == 200, answer.text
    found: dict[str, str] = answer.json()
    return found


async def test_the_claim_stands_beside_the_persons_own_and_never_among_them(town: Town) -> None:
    people = await People.of(town)
    async with town.browser() as mine, town.browser() as theirs:
        grantors = claims_of((await town.tokens(mine, people.tax))["id_token"])["sub"]
        await people.mandate(mine, theirs)
        own, acting = await tokens(people, theirs, 0), await tokens(people, theirs)
        told = (await town.userinfo(theirs, acting["access_token"])).json()
        plain = (await town.userinfo(theirs, own["access_token"])).json()
    own_claims, claims = claims_of(own["id_token"]), claims_of(acting["id_token"])
    assert "acting_for" not in own_claims
    assert "acting_for" not in plain
    assert {name: claims[name] for name in PERSONS} == {name: own_claims[name] for name in PERSONS}
    assert claims["name"] == "Őry Béla"
    assert claims["acting_for"] == told["acting_for"]
    assert told["acting_for"] == {
        "kind": "person",
        "sub": grantors,
        "name": "Kovács-Szűcsné Ágota Ilona",
        "family_name": "Kovács-Szűcsné",
        "given_name": "Ágota Ilona",
    }
    assert claims["sub"] != grantors
    assert (GRANTOR, NameUse.RELEASE) in town.gate.name_uses


async def test_before_the_choice_nothing_goes_out_and_the_page_says_who_asks(town: Town) -> None:
    people = await People.of(town)
    async with town.browser() as mine, town.browser() as theirs:
        await people.mandate(mine, theirs)
        page = await people.chooser(theirs)
        assert 'data-page="behalf"' in page.text
        assert "Adószámla" in page.text
        assert "Kovács-Szűcsné Ágota Ilona" in page.text
        assert len(choices(page)) == 2
    assert not await town.world.database.reader.all("SELECT digest FROM code")


async def test_whoever_can_act_for_themselves_alone_is_not_asked(town: Town) -> None:
    people = await People.of(town)
    async with town.browser() as browser:
        page = await people.chooser(browser, GRANTOR)
    assert "code" in answer_of(page)


async def test_a_service_that_does_not_ask_is_told_nothing(town: Town) -> None:
    people = await People.of(town)
    async with town.browser() as mine, town.browser() as theirs:
        await people.mandate(mine, theirs)
        town.gate.subject = MANDATARY
        claims = claims_of((await town.tokens(theirs, people.tax))["id_token"])
    assert "acting_for" not in claims


async def test_a_mandate_is_good_only_at_its_services(town: Town) -> None:
    people = await People.of(town)
    other = await town.service(client_name="Más", redirect_uris=["https://other.example.test/cb"], scope=SCOPE)
    async with town.browser() as mine, town.browser() as theirs:
        await people.mandate(mine, theirs)
        (mandate,) = choices(await people.chooser(theirs))[1:]
        page = await town.sign_in(theirs, other.question(scope=SCOPE))
        assert "code" in answer_of(page)
        town.gate.represents = (MILL,)
        page = await town.sign_in(theirs, other.question(scope=SCOPE))
        swapped = await press(theirs, page, principal=mandate)
        assert "Ezt most nem választhatja" in swapped.text


async def test_another_persons_mandate_cannot_be_swapped_in(town: Town) -> None:
    people = await People.of(town)
    async with town.browser() as mine, town.browser() as theirs, town.browser() as strangers:
        await people.mandate(mine, theirs)
        (mandate,) = choices(await people.chooser(theirs))[1:]
        town.gate.represents = (MILL,)
        page = await people.chooser(strangers, "person-3")
        assert choices(page) == ["self", "organisation:representation-1"]
        for strange in (mandate, "person:", "self:x", "x", "", "organisation:x", mandate.replace("person", "organisation")):
            assert 'role="alert"' in (await press(strangers, page, principal=strange)).text
    assert not await town.world.database.reader.all("SELECT digest FROM code")


async def test_a_choice_of_one_person_is_not_taken_for_another(town: Town) -> None:
    people = await People.of(town)
    async with town.browser() as mine, town.browser() as theirs:
        await people.mandate(mine, theirs)
        page = await people.chooser(theirs)
        town.gate.subject = GRANTOR
        await town.code(theirs, people.tax.question(prompt="login"))
        again = await press(theirs, page, principal=choices(page)[1])
        assert "code" in answer_of(again)
        claims = claims_of((await people.redeem(theirs, answer_of(again)["code"])).json()["id_token"])
    assert "acting_for" not in claims
    assert claims["name"] == "Kovács-Szűcsné Ágota Ilona"


@pytest.mark.parametrize("who", [GRANTOR, MANDATARY])
async def test_withdrawn_is_over_at_once_for_code_token_userinfo_and_silence(town: Town, who: str) -> None:
    people = await People.of(town)
    async with town.browser() as mine, town.browser() as theirs:
        await people.mandate(mine, theirs)
        own, acting = await tokens(people, theirs, 0), await tokens(people, theirs)
        silent = await theirs.get("/authorize", params=people.tax.question(scope=SCOPE, prompt="none"))
        renewed = await people.redeem(theirs, answer_of(silent)["code"])
        assert claims_of(renewed.json()["id_token"])["acting_for"] == claims_of(acting["id_token"])["acting_for"]
        code = answer_of(await chosen(people, theirs))["code"]
        page = await people.chooser(theirs)
        await people.withdraw(mine if who == GRANTOR else theirs, who)
        town.gate.subject = MANDATARY
        assert (await town.userinfo(theirs, acting["access_token"])).status_code == 401
        assert (await town.userinfo(theirs, own["access_token"])).status_code == 200
        assert (await people.redeem(theirs, code)).json()["error"] == "invalid_grant"
        silent = await theirs.get("/authorize", params=people.tax.question(scope=SCOPE, prompt="none"))
        assert answer_of(silent)["error"] == "interaction_required"
        left = answer_of(await press(theirs, page, principal=choices(page)[1]))
        claims = claims_of((await people.redeem(theirs, left["code"])).json()["id_token"])
    assert "acting_for" not in claims, "nothing is left to choose"


async def test_a_mandate_is_good_in_its_last_second_and_not_after(town: Town) -> None:
    people = await People.of(town)
    async with town.browser() as mine, town.browser() as theirs:
        page = await people.accept(
            theirs, MANDATARY, await people.code(mine, valid_until_year="2026", valid_until_month="11", valid_until_day="22")
        )
        assert 'data-page="mandates"' in page.text
        town.clock.advance(hours=13, minutes=58)
        await follow_standing_changes(town.world)
        acting = await tokens(people, theirs)
        town.clock.advance(seconds=119)
        assert (await town.userinfo(theirs, acting["access_token"])).status_code == 200
        town.clock.advance(seconds=1)
        assert (await town.userinfo(theirs, acting["access_token"])).status_code == 401


async def test_silence_never_turns_into_acting_for_oneself(town: Town) -> None:
    people = await People.of(town)
    async with town.browser() as mine, town.browser() as theirs:
        await people.mandate(mine, theirs)
        await people.chooser(theirs)
        silent = await theirs.get("/authorize", params=people.tax.question(scope=SCOPE, prompt="none"))
    assert answer_of(silent)["error"] == "interaction_required"


async def test_a_principal_without_a_gate_in_use_is_not_told(town: Town) -> None:
    people = await People.of(town)
    async with town.browser() as mine, town.browser() as theirs:
        await people.mandate(mine, theirs)
        acting = await tokens(people, theirs)
        del town.gate.names[GRANTOR]
        assert (await town.userinfo(theirs, acting["access_token"])).status_code == 401
        assert "code" in answer_of(await people.chooser(theirs))


async def test_of_many_withdrawals_and_sign_ons_none_comes_after(town: Town) -> None:
    people = await People.of(town)
    async with town.browser() as mine, town.browser() as theirs:
        await people.mandate(mine, theirs)
        page, own = await people.visit(mine, GRANTOR), await people.chooser(theirs)
        pages = [await people.chooser(theirs) for _ in range(MANY)]
        choice = choices(own)[1]
        answers = await gather(
            *(press(theirs, each, principal=choice) for each in pages[: MANY // 2]),
            press(mine, page),
            *(press(theirs, each, principal=choice) for each in pages[MANY // 2 :]),
        )
        codes = [answer_of(answer)["code"] for answer in answers if "Refresh" in answer.headers]
        for code in codes:
            answer = await people.redeem(theirs, code)
            if answer.status_code == 200:
                assert "acting_for" not in claims_of(answer.json()["id_token"])
    assert codes


async def test_each_use_stands_on_both_sides(town: Town) -> None:
    people = await People.of(town)
    async with town.browser() as mine, town.browser() as theirs:
        await people.mandate(mine, theirs)
        await tokens(people, theirs)
        given, held = (
            await people.visit(mine, GRANTOR, "/services/used"),
            await people.visit(theirs, MANDATARY, "/services/used"),
        )
        copy = (await mine.get("/services/used/copy.json")).json()
    assert "Ön helyett járt el: Őry Béla" in text_of(given)
    assert "az ő nevében járt el: Kovács-Szűcsné Ágota Ilona" in text_of(held)
    assert copy["releases"][0]["acted_by"] == "Őry Béla"
    assert copy["services"][0]["data"] == ["connection_code", "family_name", "given_name"]


async def test_an_organisation_is_told_with_its_scope_and_ends_with_the_representation(town: Town) -> None:
    people = await People.of(town)
    town.gate.represents = (MILL,)
    async with town.browser() as browser:
        page = await people.chooser(browser, GRANTOR)
        assert "Tiszai Malom Kft." in page.text
        assert "Adóügyek, Statisztikai adatszolgáltatás" in text_of(page)
        code = answer_of(await press(browser, page, principal=choices(page)[1]))["code"]
        acting = (await people.redeem(browser, code)).json()
        claims = claims_of(acting["id_token"])
        assert claims["acting_for"] == {
            "kind": "organisation",
            "short_name": "MALOM",
            "krid": "123456789",
            "name": "Tiszai Malom Kft.",
            "scope": ["tax", "statistics"],
        }
        assert claims["name"] == "Kovács-Szűcsné Ágota Ilona"
        used = text_of(await people.visit(browser, GRANTOR, "/services/used"))
        assert "az ő nevében járt el: MALOM" in used
        own = await town.tokens(browser, people.tax)
        town.gate.represents = ()
        assert (await town.userinfo(browser, acting["access_token"])).status_code == 401
        silent = await browser.get("/authorize", params=people.tax.question(scope=SCOPE, prompt="none"))
        assert answer_of(silent)["error"] == "interaction_required"
        assert (await town.userinfo(browser, own["access_token"])).status_code == 200


async def test_the_end_of_a_representation_ends_its_tokens_and_leaves_the_session(town: Town) -> None:
    people = await People.of(town)
    town.gate.represents = (MILL,)
    async with town.browser() as browser:
        page = await people.chooser(browser, GRANTOR)
        code = answer_of(await press(browser, page, principal=choices(page)[1]))["code"]
        await people.redeem(browser, code)
        own = await town.tokens(browser, people.tax)
        town.gate.tell(StandingEvent.REPRESENTATION_ENDED)
        await follow_standing_changes(town.world)
        assert (await town.userinfo(browser, own["access_token"])).status_code == 200
    families = await town.world.database.reader.all("SELECT acting_kind FROM family WHERE ended_at IS NOT NULL")
    assert [row.text_or_none("acting_kind") for row in families] == ["organisation"]


async def test_a_service_asks_for_it_only_by_name(town: Town) -> None:
    usual = await town.service()
    async with town.browser() as browser:
        page = await town.sign_in(browser, usual.question(scope=SCOPE))
    assert "code" in answer_of(page)
    assert "representation" not in usual.registered.party.scopes

"""Mandates between people: offered by code and name, accepted once, seen and withdrawn by both."""

from asyncio import gather
from contextlib import AsyncExitStack
from datetime import UTC, datetime

import pytest

from tests.broker.people import GRANTOR, MANDATARY, NAMES, STRANGER, People, choices, text_of
from tests.broker.town import Town, follow, press
from ugyfelkapu.broker.actions.check_invariants import check_invariants
from ugyfelkapu.broker.actions.follow_standing_changes import follow_standing_changes
from ugyfelkapu.broker.actions.purge_expired import purge_expired
from ugyfelkapu.broker.actions.run_errands import run_errand
from ugyfelkapu.broker.domain.mandate import MOST_WRONG_NAMES
from ugyfelkapu.identification import MandateNews, NameUse, StandingEvent

MANY = 20


async def test_both_see_a_mandate_and_nobody_else_does(town: Town) -> None:
    people = await People.of(town)
    async with town.browser() as mine, town.browser() as theirs, town.browser() as strangers:
        await people.mandate(mine, theirs)
        given, held = text_of(await people.visit(mine, GRANTOR)), text_of(await people.visit(theirs, MANDATARY))
        nothing = text_of(await people.visit(strangers, STRANGER))
    assert "Őry Béla" in given
    assert "Kovács-Szűcsné Ágota Ilona" in held
    assert "2027. április 1. 00:00" in given
    assert "Adószámla (Adóhivatal)" in given
    assert "Adószámla" not in nothing
    assert "Nincs meghatalmazása" in nothing


async def test_the_names_are_kept_nowhere_and_noted_at_the_gate(town: Town) -> None:
    people = await People.of(town)
    async with town.browser() as mine, town.browser() as theirs:
        await people.mandate(mine, theirs)
    rows = await town.world.database.reader.all("SELECT * FROM mandate")
    kept = str([row.text(name) for row in rows for name in ("grantor", "mandatary")])
    assert "Őry" not in kept
    (offer,) = await town.world.database.reader.all("SELECT code_digest, name_digest FROM mandate")
    assert offer.blob_or_none("code_digest") is None
    assert offer.blob_or_none("name_digest") is None
    assert (GRANTOR, NameUse.SHOW) in town.gate.name_uses


@pytest.mark.parametrize("typed", ["ŐRY BÉLA", "Béla Őry", "dr. Ory Bela", " Őry  Béla "])
async def test_a_name_fits_however_it_was_written(town: Town, typed: str) -> None:
    people = await People.of(town)
    async with town.browser() as mine, town.browser() as theirs:
        page = await people.accept(theirs, MANDATARY, await people.code(mine, name=typed))
    assert 'data-page="mandates"' in page.text


async def test_a_code_is_read_as_people_write_it(town: Town) -> None:
    people = await People.of(town)
    async with town.browser() as mine, town.browser() as theirs:
        code = await people.code(mine)
        written = code.removeprefix("B-").replace("-", " ").replace("0", "o").replace("1", "l").lower()
        page = await people.accept(theirs, MANDATARY, written)
    assert 'data-page="mandates"' in page.text


async def test_a_code_in_the_hands_of_another_name_is_refused_and_ends_after_three(town: Town) -> None:
    people = await People.of(town)
    async with town.browser() as mine, town.browser() as theirs, town.browser() as strangers:
        code = await people.code(mine)
        for _ in range(MOST_WRONG_NAMES):
            page = await people.accept(strangers, STRANGER, code)
            assert 'role="alert"' in page.text
            assert "Kovács" not in text_of(page).partition("Ügyfélkapu")[2].partition("Kód")[2]
        assert 'role="alert"' in (await people.accept(theirs, MANDATARY, code)).text
        assert "Más nevű személyek próbálták" in text_of(await people.visit(mine, GRANTOR))


async def test_the_grantor_cannot_accept_and_loses_nothing_by_trying(town: Town) -> None:
    people = await People.of(town)
    async with town.browser() as mine, town.browser() as theirs:
        code = await people.code(mine, name="Kovács-Szűcsné Ágota Ilona")
        assert 'role="alert"' in (await people.accept(mine, GRANTOR, code)).text
        code = await people.code(mine)
        for _ in range(MOST_WRONG_NAMES):
            assert 'role="alert"' in (await people.accept(mine, GRANTOR, code)).text
        assert 'data-page="mandates"' in (await people.accept(theirs, MANDATARY, code)).text


async def test_wrong_codes_are_limited_and_waiting_ends(town: Town) -> None:
    people = await People.of(town)
    async with town.browser() as mine, town.browser() as theirs:
        code = await people.code(mine)
        pages = [await people.look(theirs, MANDATARY, f"B-0000-0000-0000-{number:04d}") for number in range(8)]
        assert pages[0].status_code == 200
        assert pages[-1].status_code == 429
        assert "Túl sokszor" in text_of(pages[-1])
        town.clock.advance(minutes=10)
        assert 'data-page="mandate-offered"' in (await people.look(theirs, MANDATARY, code)).text


async def test_an_offer_is_good_in_its_last_second_and_not_after(town: Town) -> None:
    people = await People.of(town)
    async with town.browser() as mine, town.browser() as theirs:
        first, second = await people.code(mine), await people.code(mine)
        town.clock.advance(days=5, seconds=-1)
        assert 'data-page="mandates"' in (await people.accept(theirs, MANDATARY, first)).text
        town.clock.advance(seconds=1)
        assert 'role="alert"' in (await people.accept(theirs, MANDATARY, second)).text


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"name": " "}, "teljes nevét"),
        ({"name": "dr."}, "teljes nevét"),
        ({"valid_until_day": "31", "valid_until_month": "2"}, "Adja meg az utolsó napot"),
        ({"valid_until_day": "²"}, "Adja meg az utolsó napot"),
        ({"valid_until_year": "2026", "valid_until_month": "11", "valid_until_day": "21"}, "már elmúlt"),
        ({"valid_until_year": "2028", "valid_until_month": "11", "valid_until_day": "22"}, "túl távoli"),
    ],
)
async def test_what_is_wrong_with_a_wish_is_said_at_its_field(town: Town, changes: dict[str, str], said: str) -> None:
    people = await People.of(town)
    async with town.browser() as mine:
        page = await people.fill(mine, **changes)
    assert 'data-page="mandate-offer"' in page.text
    assert said in text_of(page)


async def test_services_are_chosen_one_by_one_and_only_those_that_take_mandates(town: Town) -> None:
    people = await People.of(town)
    other = await town.service(client_name="Levéltár", redirect_uris=["https://archive.example.test/cb"])
    async with town.browser() as mine:
        page = await people.fill(mine, **{f"service_{people.tax.client_id}": "", f"service_{other.client_id}": "yes"})
    assert "Jelöljön meg legalább egy szolgáltatást" in text_of(page)
    assert "Levéltár" not in page.text


async def test_the_longest_mandate_ends_with_its_last_day(town: Town) -> None:
    people = await People.of(town)
    async with town.browser() as mine:
        await people.code(mine, valid_until_year="2028", valid_until_month="11", valid_until_day="21")
    (row,) = await town.world.database.reader.all("SELECT valid_until FROM mandate")
    assert row.instant("valid_until") == datetime(2028, 11, 21, 23, tzinfo=UTC)


@pytest.mark.parametrize("who", [GRANTOR, MANDATARY])
async def test_either_withdraws_and_both_are_told_once(town: Town, who: str) -> None:
    people = await People.of(town)
    async with town.browser() as mine, town.browser() as theirs:
        await people.mandate(mine, theirs)
        browser = mine if who == GRANTOR else theirs
        page = await people.visit(browser, who)
        done = await press(browser, page)
        assert "A meghatalmazás véget ért" in done.text
        again = await press(browser, page)
        assert "már nem él" in again.text
        assert not choices(await people.chooser(theirs))
    while await run_errand(town.world):
        pass
    told = [(news.subject_code, news.what) for news in town.gate.news]
    other = MANDATARY if who == GRANTOR else GRANTOR
    ended = [(who, MandateNews.ENDED_BY_OWNER), (other, MandateNews.WITHDRAWN)]
    assert sorted(told) == sorted([(GRANTOR, MandateNews.ACCEPTED), *ended])


async def test_nobody_withdraws_a_mandate_of_others(town: Town) -> None:
    people = await People.of(town)
    async with town.browser() as mine, town.browser() as theirs, town.browser() as strangers:
        await people.mandate(mine, theirs)
        await people.code(strangers, STRANGER)
        page = await people.visit(strangers, STRANGER)
        (row,) = await town.world.database.reader.all("SELECT mandate_id FROM mandate WHERE mandatary IS NOT NULL")
        swapped = await press(strangers, page, mandate=row.text("mandate_id"))
        assert "már nem él" in swapped.text
        assert len(choices(await people.chooser(theirs))) == 2


async def test_of_many_who_accept_at_once_one_does(town: Town) -> None:
    people = await People.of(town)
    async with AsyncExitStack() as stack:
        mine = await stack.enter_async_context(town.browser())
        code, pages = await people.code(mine), []
        browsers = [await stack.enter_async_context(town.browser()) for _ in range(MANY)]
        for number, browser in enumerate(browsers):
            town.gate.names[f"namesake-{number}"] = NAMES[MANDATARY]
            pages.append((browser, await people.look(browser, f"namesake-{number}", code)))
        answers = await gather(*(press(browser, page, decision="accept") for browser, page in pages))
    assert sum('data-page="mandates"' in answer.text for answer in answers) == 1
    entries = await town.world.database.reader.all(
        "SELECT subject FROM journal WHERE activity = 'accept_mandate' AND outcome = 'done'"
    )
    assert len(entries) == 2
    assert not [each for each in await check_invariants(town.world) if "mandate" in each.rule]


async def test_a_mandate_ends_with_the_gate_of_either(town: Town) -> None:
    people = await People.of(town)
    async with town.browser() as mine, town.browser() as theirs:
        await people.mandate(mine, theirs)
        town.gate.subject = GRANTOR
        town.gate.tell(StandingEvent.GATE_ENDED)
        await follow_standing_changes(town.world)
        assert "megszűnt" in text_of(await people.visit(theirs, MANDATARY))
        assert not choices(await people.chooser(theirs))


async def test_what_is_over_is_forgotten_after_a_year(town: Town) -> None:
    people = await People.of(town)
    async with town.browser() as mine, town.browser() as theirs:
        await people.mandate(mine, theirs)
        await people.withdraw(mine, GRANTOR)
    town.clock.advance(days=364)
    await purge_expired(town.world)
    assert len(await town.world.database.reader.all("SELECT * FROM mandate")) == 1
    town.clock.advance(days=1)
    await purge_expired(town.world)
    for table in ("mandate", "mandate_service", "acting_choice"):
        assert not await town.world.database.reader.all(f"SELECT * FROM {table}")  # noqa: S608 - our own names


async def test_a_code_is_shown_once_and_no_form_from_elsewhere_counts(town: Town) -> None:
    people = await People.of(town)
    async with town.browser() as mine:
        code = await people.code(mine)
        assert code not in (await people.visit(mine, GRANTOR)).text
        for path in ("/mandates/offer", "/mandates/accept", "/mandates/withdraw"):
            assert (await mine.post(path, data={"csrf_token": "x"})).status_code == 403


@pytest.mark.parametrize(("path", "page"), [("/mandates/accept", "mandate-code"), ("/mandates/offer", "mandate-offer")])
async def test_whoever_signs_in_on_the_way_comes_back_to_the_page_they_asked_for(town: Town, path: str, page: str) -> None:
    async with town.browser() as browser:
        found = await follow(browser, await browser.get(path))
        assert found.url.path == path
        assert f'data-page="{page}"' in found.text

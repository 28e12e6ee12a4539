"""What the gate tells takes effect within a worker's turn, exactly once (`ARCHITECTURE.md`, sign-on)."""

from asyncio import gather

import pytest

from tests.broker.people import GRANTOR, People, choices, text_of
from tests.broker.town import Town, answer_of, press
from ugyfelkapu.broker.actions.follow_standing_changes import follow_standing_changes
from ugyfelkapu.broker.actions.purge_expired import purge_expired
from ugyfelkapu.broker.store import door
from ugyfelkapu.identification import DataUse, StandingEvent

SESSIONS = "SELECT session_id FROM broker_session"
ENTRIES = "SELECT entry_id, activity, subject FROM journal WHERE activity = :activity"


async def test_a_session_ended_at_the_gate_ends_what_hangs_on_it_and_nothing_else(town: Town) -> None:
    tax = await town.service()
    async with town.browser() as mine, town.browser() as other:
        ended = (await town.tokens(mine, tax))["access_token"]
        (handle,) = town.gate.live
        kept = (await town.tokens(other, tax))["access_token"]
        town.gate.tell(StandingEvent.SESSION_ENDED, handle=handle)
        assert await follow_standing_changes(town.world) == 1
        assert (await town.userinfo(mine, ended)).status_code == 401
        assert (await town.userinfo(other, kept)).status_code == 200
        silent = await mine.get("/authorize", params=tax.question(prompt="none"))
    assert answer_of(silent)["error"] == "login_required"


async def test_a_reset_of_credentials_ends_every_session_of_the_person(town: Town) -> None:
    tax = await town.service()
    async with town.browser() as first, town.browser() as second, town.browser() as neighbour:
        tokens = [await town.tokens(first, tax), await town.tokens(second, tax)]
        town.gate.subject = "person-2"
        kept = await town.tokens(neighbour, tax)
        town.gate.subject = "person-1"
        town.gate.tell(StandingEvent.CREDENTIALS_RESET)
        await follow_standing_changes(town.world)
        ended = [(await town.userinfo(first, each["access_token"])).status_code for each in tokens]
        assert ended == [401, 401]
        assert (await town.userinfo(neighbour, kept["access_token"])).status_code == 200


@pytest.mark.parametrize("event", [StandingEvent.GATE_SUSPENDED, StandingEvent.GATE_ENDED, StandingEvent.DATA_CHANGED])
async def test_what_happens_to_a_gate_ends_sessions_codes_and_tokens_at_once(town: Town, event: StandingEvent) -> None:
    tax = await town.service()
    async with town.browser() as browser, town.browser() as neighbour:
        token = (await town.tokens(browser, tax))["access_token"]
        code = await town.code(browser, tax.question())
        town.gate.subject = "person-2"
        kept = (await town.tokens(neighbour, tax))["access_token"]
        town.gate.subject = "person-1"
        town.gate.tell(event)
        await follow_standing_changes(town.world)
        assert (await town.userinfo(browser, token)).status_code == 401
        refused = await browser.post("/token", data=tax.redemption(code), headers=tax.basic())
        assert refused.json()["error"] == "invalid_grant"
        silent = await browser.get("/authorize", params=tax.question(prompt="none"))
        assert answer_of(silent)["error"] == "login_required"
        assert (await town.userinfo(neighbour, kept)).status_code == 200
    (ended,) = await town.world.database.reader.all("SELECT reason FROM journal WHERE activity = 'session_ended'")
    assert ended.text("reason") == event


@pytest.mark.parametrize(("event", "kept"), [(StandingEvent.GATE_SUSPENDED, 1), (StandingEvent.GATE_ENDED, 0)])
async def test_consents_go_with_the_gate_and_outlive_its_suspension(town: Town, event: StandingEvent, kept: int) -> None:
    council = await town.council()
    reader = town.world.database.reader
    async with town.browser() as browser:
        page = await town.sign_in(browser, council.question(scope="openid identity"))
        await press(browser, page, decision="allow")
        known_by = await reader.all("SELECT connection_code FROM connection_code")
        town.gate.tell(event)
        await follow_standing_changes(town.world)
        assert len(await reader.all("SELECT subject_code FROM consent")) == kept
        assert len(await reader.all(ENTRIES, activity="end_consents")) == 1 - kept
        assert await reader.all("SELECT connection_code FROM connection_code") == known_by


async def test_consents_and_mandates_are_the_persons_and_stay_while_they_have_another_gate(town: Town) -> None:
    people, council = await People.of(town), await town.council()
    question = council.question(scope="openid identity")
    async with town.browser() as mine, town.browser() as theirs, town.browser() as my_other_gate:
        await people.mandate(mine, theirs)
        town.gate.subject = GRANTOR
        await press(mine, await town.sign_in(mine, question), decision="allow")
        known = set(town.gate.live)
        assert "code" in answer_of(await town.sign_in(my_other_gate, question)), "nobody consents once for each gate"
        assert "Őry Béla" in text_of(await people.visit(my_other_gate, GRANTOR))
        for handle in known:
            town.gate.tell(StandingEvent.GATE_ENDED, handle=handle)
        await follow_standing_changes(town.world)
        assert "code" in answer_of(await my_other_gate.get("/authorize", params=question | {"prompt": "none"}))
        assert "Őry Béla" in text_of(await people.visit(my_other_gate, GRANTOR))
        assert len(choices(await people.chooser(theirs))) > 1


async def test_changed_data_reach_a_service_at_the_next_sign_on(town: Town) -> None:
    tax = await town.service()
    async with town.browser() as browser:
        await town.tokens(browser, tax)
        town.gate.tell(StandingEvent.DATA_CHANGED)
        await follow_standing_changes(town.world)
        await town.tokens(browser, tax)
    assert len(town.gate.questions) == 2


async def test_a_change_takes_effect_once_whoever_follows(town: Town) -> None:
    tax = await town.service()
    async with town.browser() as browser:
        await town.code(browser, tax.question())
        town.gate.tell(StandingEvent.CREDENTIALS_RESET)
        followed = await gather(*(follow_standing_changes(town.world) for _ in range(5)))
        assert sorted(followed) == [0, 0, 0, 0, 1]
        await town.code(browser, tax.question())
        assert await follow_standing_changes(town.world) == 0
    assert len(await town.world.database.reader.all(ENTRIES, activity="session_ended")) == 1
    assert len(await town.world.database.reader.all(SESSIONS)) == 1
    assert (await door.find(town.world.database.reader)).number == 1


async def test_what_ran_out_is_deleted_with_the_names_it_held(town: Town) -> None:
    tax = await town.service()
    async with town.browser() as browser:
        await town.tokens(browser, tax)
        assert await purge_expired(town.world) == 0
        town.clock.advance(minutes=20)
        assert await purge_expired(town.world) > 0
    assert not await town.world.database.reader.all(SESSIONS)
    town.clock.advance(hours=2)
    await purge_expired(town.world)
    for table in ("code", "family", "pending_request"):
        assert not await town.world.database.reader.all(f"SELECT * FROM {table}")  # noqa: S608 - our own names


async def test_data_shown_for_a_decision_are_not_called_released(town: Town) -> None:
    council = await town.council()
    reader = town.world.database.reader
    async with town.browser() as browser:
        page = await town.sign_in(browser, council.question(scope="openid identity"))
        (shown,) = await reader.all(ENTRIES, activity="show_identity")
        await browser.get(page.url)
        await press(browser, page, decision="deny")
        assert len(await reader.all(ENTRIES, activity="show_identity")) == 2
        assert not await reader.all(ENTRIES, activity="release_identity")
        assert set(town.gate.identity_uses) == {DataUse.SHOW_FOR_CONSENT}
        page = await town.sign_in(browser, council.question(scope="openid identity"))
        code = answer_of(await press(browser, page, decision="allow"))["code"]
        tokens = (await browser.post("/token", data=council.redemption(code), headers=council.basic())).json()
        assert (await town.userinfo(browser, tokens["access_token"])).status_code == 200
        (released,) = await reader.all(ENTRIES, activity="release_identity")
    assert shown.text("subject") == released.text("subject") == "person-1"


async def test_the_journal_tells_which_data_went_where_and_never_the_data(town: Town) -> None:
    council = await town.council()
    async with town.browser() as browser:
        from_page = await town.sign_in(browser, council.question(scope="openid profile email"))
        assert "code" in answer_of(from_page)
        await town.tokens(browser, council)
    rows = await town.world.database.reader.all("SELECT * FROM journal")
    activities = [row.text("activity") for row in rows]
    assert activities.count("sign_on") == 2
    assert "register_relying_party" in activities
    told = next(row for row in rows if row.text("activity") == "sign_on")
    assert told.text("data_set") == "connection_code family_name given_name email"
    assert told.text("organisation") == "Önkormányzat"
    columns = ("subject", "data_set", "reason", "purpose", "organisation", "actor", "technical")
    whole = " ".join(row.text(column) for row in rows for column in columns)
    assert "Kovács" not in whole
    assert "@" not in whole

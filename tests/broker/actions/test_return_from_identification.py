"""What happens between the gate's answer and the broker's session is not lost (`security.md` 4)."""

import pytest

from tests.broker.town import Town, answer_of
from ugyfelkapu.broker.actions.follow_standing_changes import follow_standing_changes
from ugyfelkapu.identification import StandingEvent

SESSIONS = "SELECT session_id FROM broker_session"


ENDING = [event for event in StandingEvent if event is not StandingEvent.REPRESENTATION_ENDED]
"""What ends a session; whoever may no longer act for an organisation goes on for themselves."""


@pytest.mark.parametrize("event", ENDING)
async def test_a_change_followed_before_there_is_a_session_keeps_it_from_beginning(town: Town, event: StandingEvent) -> None:
    tax = await town.service()

    async def changed() -> None:
        (handle,) = town.gate.live
        town.gate.tell(event, handle=handle if event is StandingEvent.SESSION_ENDED else None)
        assert await follow_standing_changes(town.world) == 1

    town.gate.meanwhile = changed
    async with town.browser() as browser:
        page = await town.sign_in(browser, tax.question())
        assert 'data-page="choose-method"' in page.text
        assert not await town.world.database.reader.all(SESSIONS)
        assert "code" in answer_of(await town.sign_in(browser, tax.question()))


async def test_what_happens_to_others_meanwhile_keeps_nobody_from_signing_in(town: Town) -> None:
    tax = await town.service()

    async def changed() -> None:
        town.gate.subject = "person-2"
        town.gate.tell(StandingEvent.CREDENTIALS_RESET)
        town.gate.subject = "person-1"
        town.gate.tell(StandingEvent.SESSION_ENDED, handle="another-browser")
        assert await follow_standing_changes(town.world) == 2

    town.gate.meanwhile = changed
    async with town.browser() as browser:
        assert "code" in answer_of(await town.sign_in(browser, tax.question()))


async def test_more_changes_than_anybody_looks_through_ask_for_a_new_sign_in(town: Town) -> None:
    tax = await town.service()

    async def changed() -> None:
        town.gate.subject = "person-2"
        for _ in range(100):
            town.gate.tell(StandingEvent.CREDENTIALS_RESET)
        town.gate.subject = "person-1"
        while await follow_standing_changes(town.world):
            pass

    town.gate.meanwhile = changed
    async with town.browser() as browser:
        page = await town.sign_in(browser, tax.question())
    assert 'data-page="choose-method"' in page.text


async def test_a_change_not_yet_followed_ends_the_session_when_it_is(town: Town) -> None:
    tax = await town.service()

    async def changed() -> None:
        town.gate.tell(StandingEvent.CREDENTIALS_RESET)

    town.gate.meanwhile = changed
    async with town.browser() as browser:
        await town.code(browser, tax.question())
    assert await follow_standing_changes(town.world) == 1
    assert not await town.world.database.reader.all(SESSIONS)

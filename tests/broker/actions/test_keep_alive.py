"""One sign-in lasts as long as it is used: the gate hears that a session at the broker is not idle."""

from tests.broker.town import Town, answer_of
from ugyfelkapu.broker.actions.follow_standing_changes import follow_standing_changes
from ugyfelkapu.broker.domain.session import TOUCH_AFTER


async def test_the_gate_hears_of_a_use_once_it_is_worth_writing_down(town: Town) -> None:
    tax = await town.service()
    async with town.browser() as browser:
        await town.code(browser, tax.question())
        assert town.gate.kept_alive == []
        for uses in (1, 2):
            town.clock.instant += TOUCH_AFTER
            await follow_standing_changes(town.world)
            for _ in range(3):
                assert "code" in answer_of(await browser.get("/authorize", params=tax.question()))
            assert len(town.gate.kept_alive) == uses

"""A try that failed is in the journal: what was tried, at whose gate, how it ended (`domain.md R17`)."""

import pytest

from tests.gate.counter_world import Counter
from tests.gate.owner_world import OTHER_PASSWORD, Owner, a_registered_owner, an_owner
from ugyfelkapu.gate.actions.sessions.half_done import NextStep
from ugyfelkapu.gate.domain.sign_in import Refused, Step

WRONG_CODES = {"activate": "A-0000-0000-0000", "reset_password": "R-0000-0000-0000"}


async def last_entry(counter: Counter) -> tuple[str, str, str, str]:
    """Activity, outcome, whose gate and who did it, of the newest entry."""
    row = (await counter.world.database.reader.all("SELECT * FROM journal ORDER BY entry_id"))[-1]
    assert "192.0.2.7" in row.text("technical")
    return (row.text("activity"), row.text("outcome"), row.text("subject"), row.text("actor"))


async def sends(owner: Owner, page: str, *, username: str | None = None) -> object:
    owner.clock.advance(milliseconds=1)  # entries are told apart by when they were written
    code = WRONG_CODES[page]
    if username:
        owner = Owner(counter=owner.counter, username=username)
    return await (owner.activates(code) if page == "activate" else owner.resets(code))


@pytest.mark.parametrize("page", WRONG_CODES)
async def test_a_wrong_mailed_code(counter: Counter, page: str) -> None:
    owner = await a_registered_owner(counter)
    assert await sends(owner, page) is Refused.WRONG
    assert await last_entry(counter) == (page, "wrong", await owner.gate_id(), "")


@pytest.mark.parametrize("page", WRONG_CODES)
async def test_a_code_for_nobodys_gate(counter: Counter, page: str) -> None:
    owner = await a_registered_owner(counter)
    assert await sends(owner, page, username="nincsilyen") is Refused.WRONG
    assert await last_entry(counter) == (page, "wrong", "", "")


async def test_a_wrong_password_at_its_change(counter: Counter) -> None:
    owner = await an_owner(counter)
    await owner.signs_in()
    owner.clock.advance(milliseconds=1)
    assert await owner.changes(OTHER_PASSWORD, current="rossz jelszó") is Refused.WRONG
    assert await last_entry(counter) == ("change_password", "wrong", await owner.gate_id(), "")


async def test_the_right_password_at_a_suspended_gate_begins_nothing_but_the_way_back(counter: Counter) -> None:
    owner = await an_owner(counter)
    before = await counter.journal()
    async with owner.world.database.transaction() as tx:
        await tx.execute("UPDATE gate SET standing = 'suspended'")
    outcome = await owner.tries()
    assert isinstance(outcome, NextStep)
    assert outcome.step is Step.SUSPENDED
    assert await counter.journal() == before
    assert await counter.rows("gate_session") == []


async def test_the_right_password_too_long_after_its_end(counter: Counter) -> None:
    owner = await an_owner(counter)
    owner.clock.advance(days=730 + 60)
    assert await owner.tries() is Refused.LAPSED
    assert await last_entry(counter) == ("sign_in", "lapsed", await owner.gate_id(), "")

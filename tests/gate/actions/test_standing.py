"""Suspension, lifting and the end of a gate, as the counter and the worker call them (`domain.md R12`)."""

import re
from importlib.resources import files

import pytest

from tests.gate.counter_world import Counter, a_person
from tests.gate.owner_world import OTHER_PASSWORD, PASSWORD, USERNAME, Owner, a_registered_owner, an_owner
from tests.gate.standing_world import broken, ends, lifts, suspends, told
from ugyfelkapu.gate.actions.counter.register_at_counter import Incomplete, Registered, UsernameTaken
from ugyfelkapu.gate.actions.sessions.begin_session import SignedIn
from ugyfelkapu.gate.actions.sessions.half_done import NextStep
from ugyfelkapu.gate.actions.sessions.live_session import live_session
from ugyfelkapu.gate.actions.standing.lift_suspension import ForbiddenLiftingError, Lifting, lift_suspension
from ugyfelkapu.gate.actions.standing.suspend_gate import Suspending
from ugyfelkapu.gate.domain.doer import OPERATOR, SYSTEM, owner_of
from ugyfelkapu.gate.domain.ending import EndCause
from ugyfelkapu.gate.domain.sign_in import Refused, Step
from ugyfelkapu.gate.domain.suspension import SuspensionCause
from ugyfelkapu.identification import StandingEvent


async def test_suspension_ends_sessions_codes_and_half_done_sign_ins_at_once(counter: Counter) -> None:
    owner = await an_owner(counter)
    await owner.signs_in()
    await owner.forgets()
    await owner.enrols()
    await owner.tries()
    for table in ("password_reset_code", "pending_sign_in", "freezing_code"):
        assert await counter.rows(table), table
    assert await suspends(owner)
    assert await live_session(owner.world, owner.session) is None
    for table in ("password_reset_code", "pending_sign_in", "freezing_code"):
        assert not await counter.rows(table), table
    assert (await told(owner))[-1] == StandingEvent.GATE_SUSPENDED
    assert (await owner.subjects())[-1] == "Felfüggesztettük ügyfélkapuját"
    assert "bejelentett visszaélés" in [row.text("reason") for row in await counter.rows("journal")]
    assert not await broken(owner.counter)


async def test_a_suspended_gate_is_not_suspended_again(counter: Counter) -> None:
    owner = await an_owner(counter)
    assert [await suspends(owner), await suspends(owner)] == [True, False]
    assert (await told(owner)).count("gate_suspended") == 1


async def test_a_gate_that_waits_for_its_owner_is_not_suspended(counter: Counter) -> None:
    owner = await a_registered_owner(counter)
    assert not await suspends(owner)


async def test_after_lifting_in_person_the_old_password_opens_nothing(counter: Counter) -> None:
    owner = await an_owner(counter)
    await suspends(owner)
    assert await lifts(owner)
    assert await owner.tries() is Refused.LAPSED
    await owner.forgets()
    assert (await counter.journal())[-1][1] == "in_person_only"
    assert not await lifts(owner)
    assert not await broken(owner.counter)


async def test_a_session_of_before_the_suspension_does_not_revive(counter: Counter) -> None:
    owner = await an_owner(counter)
    await owner.signs_in()
    await suspends(owner)
    await lifts(owner)
    assert await live_session(owner.world, owner.session) is None


async def test_nobody_but_the_owner_or_a_clerk_before_them_lifts(counter: Counter) -> None:
    owner = await an_owner(counter)
    await suspends(owner)
    for doer in (OPERATOR, SYSTEM):
        with pytest.raises(ForbiddenLiftingError):
            async with owner.world.database.transaction() as tx:
                await lift_suspension(
                    tx, owner.world, await owner.gate_id(), lifting=Lifting(by=doer, reason="x"), now=owner.clock.now()
                )


async def test_the_end_leaves_a_sealed_record_and_nothing_else(counter: Counter) -> None:
    owner = await an_owner(counter)
    await owner.signs_in()
    await owner.enrols()
    await owner.forgets()
    assert await ends(owner)
    for table in ("password", "totp_authenticator", "device", "gate_session", "password_reset_code", "registration_receipt"):
        assert not await counter.rows(table), table
    assert (await told(owner))[-1] == StandingEvent.GATE_ENDED
    assert (await owner.subjects())[-1] == "Megszűnt az ügyfélkapuja"
    gate, person, archived = [(await counter.rows(table))[0] for table in ("gate", "person", "archived_gate")]
    assert (gate.text("standing"), gate.text("email"), person.text("birth_place")) == ("terminated", "", "")
    assert person.text_or_none("record_reference") is None, "what the register tells later is not taken over any more"
    assert "Hódmezővásárhely".encode() not in archived.blob("record")
    assert await owner.tries() is Refused.WRONG
    assert not await ends(owner)
    assert not await broken(owner.counter)


async def test_nobody_writes_to_the_dead(counter: Counter) -> None:
    owner = await an_owner(counter)
    before = len(await owner.mails())
    assert await ends(owner, EndCause.DEATH)
    assert len(await owner.mails()) == before


async def test_a_suspended_gate_and_one_never_activated_end_too(counter: Counter) -> None:
    suspended = await an_owner(counter)
    await suspends(suspended)
    waiting = await a_registered_owner(counter, "varakozo", number="654321BA")
    assert await ends(suspended)
    assert await ends(waiting)
    assert not await broken(counter)


async def test_a_person_may_register_again_with_another_name_and_keeps_the_subject_code(counter: Counter) -> None:
    owner = await an_owner(counter)
    code = (await counter.rows("person"))[0].text("subject_code")
    await ends(owner)
    counter.clock.advance(days=1)
    case = await counter.opens(a_person())
    refused = await counter.sends(case, USERNAME.upper())
    assert isinstance(refused, Incomplete)
    assert isinstance(refused.username, UsernameTaken)
    assert USERNAME not in refused.username.suggestions
    assert isinstance(await counter.sends(case, "masodszorra"), Registered)
    again = Owner(counter=counter, username="masodszorra")
    await again.activates(await again.code(), password=OTHER_PASSWORD)
    again.password = OTHER_PASSWORD
    assert isinstance(await again.tries(), SignedIn)
    people = await counter.rows("person")
    assert [(row.text("subject_code"), row.text("birth_place")) for row in people] == [(code, "Hódmezővásárhely")]
    assert not await broken(counter)


async def test_the_owner_is_named_as_the_one_who_acted(counter: Counter) -> None:
    owner = await an_owner(counter)
    gate_id = await owner.gate_id()
    await suspends(owner, Suspending(by=owner_of(gate_id), cause=SuspensionCause.LOST_DEVICE))
    entry = next(row for row in await counter.rows("journal") if row.text("activity") == "suspend_gate")
    assert (entry.text("actor"), entry.text("reason"), entry.text("subject")) == (gate_id, "lost_device", gate_id)
    told_so = await owner.tries(PASSWORD)
    assert isinstance(told_so, NextStep)
    assert told_so.step is Step.SUSPENDED
    assert await owner.tries("rossz") is Refused.WRONG


NOT_OF_THE_ENDED = frozenset(
    {
        *("gate", "archived_gate", "archive_request", "case_service", "application_from_home"),
        *("fee_decision", "fee_certificate", "payment"),
    }
)
"""What may name a gate that has ended: the gate itself, the archive, the accounts, and an open case at a counter, closed soon.

A used certificate says which fee it replaced, and no longer for whom it was drawn up.

An application from home names a gate only while it is provisional, and such a gate is deleted, not ended.
"""


async def test_every_table_that_names_gates_is_emptied_of_one_that_ends() -> None:
    """A table that is new is emptied too, or stands in the list above on purpose."""
    tables = [
        table
        for table, columns in re.findall(r"CREATE TABLE (\w+) \((.*?)\n\);", _migrations(), re.DOTALL)
        if re.search(r"^ +gate_id ", columns, re.MULTILINE) and table != "totp_factor"
    ]
    assert len(tables) > len(NOT_OF_THE_ENDED)
    code = files("ugyfelkapu.gate.store").joinpath("gate_endings.py").read_text(encoding="utf-8")
    emptied = set(re.findall(r"DELETE FROM (\w+) WHERE gate_id", code))
    assert set(tables) - NOT_OF_THE_ENDED <= emptied, set(tables) - NOT_OF_THE_ENDED - emptied


def _migrations() -> str:
    folder = files("ugyfelkapu.gate.store").joinpath("migrations")
    return "\n".join(entry.read_text(encoding="utf-8") for entry in folder.iterdir() if entry.name.endswith(".sql"))

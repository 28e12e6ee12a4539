"""A second factor is enrolled while somebody signs in: nobody comes in as if they had shown it (`docs/security.md`, rule 1)."""

from datetime import timedelta

import pytest

from tests.gate.counter_world import Counter
from tests.gate.owner_world import OTHER_PASSWORD, Owner, an_owner
from ugyfelkapu.gate.actions.factors.enrol_totp import UNUSED
from ugyfelkapu.gate.actions.sessions.half_done import NextStep, half_done
from ugyfelkapu.gate.actions.signing_in.renew_password import renew_password
from ugyfelkapu.gate.domain.factor import FactorId
from ugyfelkapu.gate.domain.sign_in import Refused, Step
from ugyfelkapu.gate.store import factors
from ugyfelkapu.gate.store.factors import NewAuthenticator

VALIDITY = timedelta(days=730)


@pytest.fixture
async def owner(counter: Counter) -> Owner:
    return await an_owner(counter)


async def asked_for_a_new_password(owner: Owner) -> NextStep:
    outcome = await owner.tries()
    assert isinstance(outcome, NextStep)
    assert outcome.step is Step.NEW_PASSWORD
    return outcome


async def test_a_factor_enrolled_while_a_new_password_is_waited_for_is_asked_for(owner: Owner) -> None:
    owner.clock.instant += VALIDITY
    outcome = await asked_for_a_new_password(owner)
    await owner.enrols()
    renewed = await renew_password(
        owner.world, outcome.pending, new_password=OTHER_PASSWORD, again=OTHER_PASSWORD, origin=owner.origin()
    )
    assert renewed is Refused.GONE
    again = await owner.tries()  # the old password is in force, and no session began
    assert isinstance(again, NextStep)
    assert again.step is Step.SECOND_FACTOR
    assert await owner.counter.rows("gate_session") == []


async def test_enrolling_a_factor_ends_sign_ins_begun_without_it_and_no_others(owner: Owner) -> None:
    other = await an_owner(owner.counter, "nagyistvan", number="234567AB")
    owner.clock.instant += VALIDITY
    for one in (owner, other):
        assert isinstance(await one.tries(), NextStep)
    await owner.enrols()
    assert [row.text("gate_id") for row in await owner.counter.rows("pending_sign_in")] == [await other.gate_id()]


async def test_a_factor_enrolled_while_the_new_password_is_saved_begins_no_session(owner: Owner) -> None:
    owner.clock.instant += VALIDITY
    outcome = await asked_for_a_new_password(owner)
    found = await half_done(owner.world, outcome.pending, owner.origin(), step=Step.NEW_PASSWORD)
    assert found
    added = NewAuthenticator(
        factor_id=FactorId("f"), gate_id=found.account.gate_id, name="", sealed_secret=b"sealed", clock=UNUSED
    )
    async with owner.world.database.transaction() as tx:
        await factors.add(tx, added, now=owner.clock.now())
    renewed = await renew_password(
        owner.world, outcome.pending, new_password=OTHER_PASSWORD, again=OTHER_PASSWORD, origin=owner.origin()
    )
    assert renewed is Refused.GONE
    assert await owner.counter.rows("former_password") == []

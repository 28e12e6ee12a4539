"""What one proposes another decides, and it is done once (decision 0022)."""

import asyncio
from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.gate.console_world import Desks, a_newcomer, desks_of
from tests.gate.counter_world import Counter
from ugyfelkapu.foundation.policy import policy_at
from ugyfelkapu.gate.actions.consoles.clerk_letter import print_letter
from ugyfelkapu.gate.actions.consoles.decide import Decision, approve, reject, withdraw
from ugyfelkapu.gate.actions.consoles.propose import Flaw, Proposed, propose
from ugyfelkapu.gate.actions.counter.sign_in_clerk import Begun, PasswordTry, give_password
from ugyfelkapu.gate.actions.upkeep.check_invariants import check_invariants
from ugyfelkapu.gate.domain.duty import NotGrantedError
from ugyfelkapu.gate.domain.office import BodyKind, Clerk, ClerkRole
from ugyfelkapu.gate.domain.policy import STANDING
from ugyfelkapu.gate.domain.proposal import ChangePolicy, Content, DismissClerk, FoundBody, GiveRole, ProposalId
from ugyfelkapu.gate.store import staff


@pytest.fixture
async def desks(counter: Counter) -> Desks:
    return await desks_of(counter)


async def proposed(desks: Desks, clerk: Clerk, content: Content) -> ProposalId:
    outcome = await propose(desks.world, clerk, content, now=desks.now)
    assert isinstance(outcome, Proposed), outcome
    return outcome.proposal_id


async def test_what_another_approves_is_done(desks: Desks) -> None:
    dismissal = DismissClerk(body_id=desks.clerk.body.body_id, clerk_id=desks.clerk.clerk_id)
    proposal_id = await proposed(desks, desks.supervisor, dismissal)
    assert await staff.by_id(desks.world.database.reader, desks.clerk.clerk_id)
    assert await approve(desks.world, desks.administrator, proposal_id, now=desks.now) is Decision.DONE
    assert await staff.by_id(desks.world.database.reader, desks.clerk.clerk_id) is None
    assert not await check_invariants(desks.world)


async def test_nobody_approves_their_own(desks: Desks) -> None:
    proposal_id = await proposed(desks, desks.administrator, FoundBody(kind=BodyKind.CONSULATE, name="Bécs"))
    assert await approve(desks.world, desks.administrator, proposal_id, now=desks.now) is Decision.NOT_YOURS
    assert "Bécs" not in [body.name for body in await staff.bodies(desks.world.database.reader, many=50)]


async def test_nobody_approves_their_own_under_another_account(desks: Desks) -> None:
    proposal_id = await proposed(desks, desks.administrator, FoundBody(kind=BodyKind.CONSULATE, name="Bécs"))
    double = replace(desks.second, identity_key=desks.administrator.identity_key)
    assert await approve(desks.world, double, proposal_id, now=desks.now) is Decision.NOT_YOURS


async def test_nobody_whose_person_is_unknown_approves(desks: Desks) -> None:
    proposal_id = await proposed(desks, desks.administrator, FoundBody(kind=BodyKind.CONSULATE, name="Bécs"))
    unknown = replace(desks.second, identity_key=None)
    assert await approve(desks.world, unknown, proposal_id, now=desks.now) is Decision.NOT_YOURS


async def test_nobody_approves_what_is_about_themselves(desks: Desks) -> None:
    content = DismissClerk(body_id=desks.second.body.body_id, clerk_id=desks.second.clerk_id)
    proposal_id = await proposed(desks, desks.administrator, content)
    assert await approve(desks.world, desks.second, proposal_id, now=desks.now) is Decision.NOT_YOURS


async def test_a_new_clerk_signs_in_with_what_the_paper_says_and_it_is_printed_once(desks: Desks) -> None:
    proposal_id = await proposed(desks, desks.supervisor, a_newcomer(desks, "ujember1"))
    assert await approve(desks.world, desks.administrator, proposal_id, now=desks.now) is Decision.DONE
    assert await print_letter(desks.world, desks.supervisor, proposal_id, now=desks.now) is None, "not the printer's"
    letter = await print_letter(desks.world, desks.administrator, proposal_id, now=desks.now)
    assert letter
    attempt = PasswordTry(username="ujember1", password=letter.password, network="192.0.2.0/24")
    assert isinstance(await give_password(desks.world, attempt, now=desks.now), Begun)
    assert await print_letter(desks.world, desks.administrator, proposal_id, now=desks.now) is None


async def test_a_paper_not_printed_in_time_is_gone(desks: Desks) -> None:
    proposal_id = await proposed(desks, desks.supervisor, a_newcomer(desks, "ujember1"))
    await approve(desks.world, desks.administrator, proposal_id, now=desks.now)
    assert await print_letter(desks.world, desks.administrator, proposal_id, now=desks.now + timedelta(hours=72)) is None


async def test_a_value_counts_from_its_day_on(desks: Desks) -> None:
    tomorrow = desks.now.date() + timedelta(days=1)
    change = ChangePolicy(name="password_validity_days", value=365, effective_on=tomorrow, source="teszt")
    proposal_id = await proposed(desks, desks.administrator, change)
    assert await approve(desks.world, desks.second, proposal_id, now=desks.now) is Decision.DONE
    reader = desks.world.database.reader
    assert (await policy_at(reader, STANDING, now=desks.now)).password_validity_days == STANDING.password_validity_days
    assert (await policy_at(reader, STANDING, now=desks.now + timedelta(days=1))).password_validity_days == 365


async def test_no_value_changes_the_past(desks: Desks) -> None:
    today = desks.now.date()
    change = ChangePolicy(name="password_validity_days", value=365, effective_on=today, source="teszt")
    assert await propose(desks.world, desks.administrator, change, now=desks.now) is Flaw.DAY_TOO_EARLY


async def test_an_approval_that_comes_after_the_day_is_refused(desks: Desks) -> None:
    change = ChangePolicy(name="password_validity_days", value=365, effective_on=date(2000, 1, 1), source="teszt")
    late = replace(change, effective_on=desks.now.date() + timedelta(days=1))
    proposal_id = await proposed(desks, desks.administrator, late)
    later = desks.now + timedelta(days=2)
    assert await approve(desks.world, desks.second, proposal_id, now=later) is Decision.IMPOSSIBLE
    assert await approve(desks.world, desks.second, proposal_id, now=later) is Decision.OVER


async def test_a_proposal_expires(desks: Desks) -> None:
    proposal_id = await proposed(desks, desks.administrator, FoundBody(kind=BodyKind.CONSULATE, name="Bécs"))
    expired = desks.now + timedelta(days=STANDING.proposal_days)
    assert await approve(desks.world, desks.second, proposal_id, now=expired) is Decision.OVER
    last = expired - timedelta(seconds=1)
    assert await approve(desks.world, desks.second, proposal_id, now=last) is Decision.DONE


async def test_what_was_rejected_or_withdrawn_is_over(desks: Desks) -> None:
    for close, closer in ((reject, desks.second), (withdraw, desks.administrator)):
        proposal_id = await proposed(desks, desks.administrator, FoundBody(kind=BodyKind.CONSULATE, name="Bécs"))
        assert await close(desks.world, closer, proposal_id, now=desks.now) is Decision.DONE
        assert await approve(desks.world, desks.second, proposal_id, now=desks.now) is Decision.OVER


async def test_what_somebody_asked_who_left_since_is_not_done(desks: Desks) -> None:
    proposal_id = await proposed(desks, desks.supervisor, a_newcomer(desks, "ujember1"))
    async with desks.world.database.transaction() as tx:
        await staff.dismiss(tx, desks.supervisor.clerk_id, now=desks.now)
    assert await approve(desks.world, desks.administrator, proposal_id, now=desks.now) is Decision.IMPOSSIBLE
    assert await staff.id_of_username(desks.world.database.reader, "ujember1") is None


async def test_a_supervisor_gives_no_role_above_their_own_and_none_elsewhere(desks: Desks) -> None:
    high = replace(a_newcomer(desks, "ujember1"), role=ClerkRole.ADMINISTRATOR)
    assert await propose(desks.world, desks.supervisor, high, now=desks.now) is Flaw.ROLE_UNFIT
    elsewhere = replace(a_newcomer(desks, "ujember1"), body_id=desks.administrator.body.body_id)
    with pytest.raises(NotGrantedError):
        await propose(desks.world, desks.supervisor, elsewhere, now=desks.now)


async def test_clerks_and_auditors_propose_nothing(desks: Desks) -> None:
    content = GiveRole(body_id=desks.clerk.body.body_id, clerk_id=desks.clerk.clerk_id, role=ClerkRole.SUPERVISOR)
    for nobody in (desks.clerk, desks.auditor):
        with pytest.raises(NotGrantedError):
            await propose(desks.world, nobody, content, now=desks.now)


async def test_a_new_role_ends_every_session(desks: Desks) -> None:
    content = GiveRole(body_id=desks.clerk.body.body_id, clerk_id=desks.clerk.clerk_id, role=ClerkRole.SUPERVISOR)
    attempt = PasswordTry(username="szilagyi1", password=desks.counter.secrets.password, network="192.0.2.0/24")
    assert isinstance(await give_password(desks.world, attempt, now=desks.now), Begun)
    proposal_id = await proposed(desks, desks.supervisor, content)
    assert await approve(desks.world, desks.administrator, proposal_id, now=desks.now) is Decision.DONE
    assert not await desks.counter.rows("clerk_session")


async def test_of_twenty_approvals_one_appoints(desks: Desks) -> None:
    proposal_id = await proposed(desks, desks.supervisor, a_newcomer(desks, "ujember1"))
    answers = await asyncio.gather(
        *(approve(desks.world, desks.administrator, proposal_id, now=desks.now) for _ in range(20)),
    )
    assert [answer for answer in answers if answer is Decision.DONE] == [Decision.DONE]
    assert set(answers) <= {Decision.DONE, Decision.OVER, Decision.BUSY}
    assert len([row for row in await desks.counter.rows("clerk") if row.text("username") == "ujember1"]) == 1

"""The gate compares and says yes or no, for a live session alone, and its owner sees that it did (`domain.md R14`)."""

import json
from dataclasses import replace

import pytest

from tests.gate.counter_world import Counter, a_person
from tests.gate.owner_world import Owner, an_owner
from ugyfelkapu.gate.actions.sessions.begin_session import SignedIn
from ugyfelkapu.gate.actions.sessions.compare_identity import compare_identity
from ugyfelkapu.gate.domain.identity import PersonName
from ugyfelkapu.gate.domain.secret import SecretKind
from ugyfelkapu.identification import ClaimedIdentity, ClaimedName, Comparison, Refusal, SessionHandle


def claimed_name(name: PersonName) -> ClaimedName:
    return ClaimedName(family_name=name.family_name, given_name=name.given_name)


IDENTITY = a_person().identity
CLAIMED = ClaimedIdentity(
    current_name=claimed_name(IDENTITY.current_name),
    birth_name=claimed_name(IDENTITY.birth_name),
    mothers_birth_name=claimed_name(IDENTITY.mothers_birth_name),
    birth_place=IDENTITY.birth_place,
    birth_date=IDENTITY.birth_date,
)


@pytest.fixture
async def owner(counter: Counter) -> Owner:
    owner = await an_owner(counter)
    assert isinstance(await owner.tries(), SignedIn)
    return owner


async def handle_of(owner: Owner) -> SessionHandle:
    (row,) = await owner.counter.rows("gate_session")
    return SessionHandle(row.text("session_id"))


@pytest.mark.parametrize("same", [True, False])
async def test_a_comparison_says_yes_or_no_and_is_written_down_without_the_data(owner: Owner, *, same: bool) -> None:
    claimed = CLAIMED if same else replace(CLAIMED, birth_place="Nyíregyháza")
    expected = Comparison.MATCH if same else Comparison.NO_MATCH
    assert await compare_identity(owner.world, await handle_of(owner), claimed) is expected
    (entry,) = [row for row in await owner.counter.rows("journal") if row.text("activity") == "compare_identity_data"]
    assert (entry.text("outcome"), entry.text("data_set")) == (expected, "natural_identity, citizenship")
    whole = json.dumps([str(entry.columns[name]) for name in ("technical", "reason", "actor", "organisation", "subject")])
    assert "Nyíregyháza" not in whole
    assert IDENTITY.birth_place not in whole


async def test_without_a_live_session_nothing_is_said(owner: Owner) -> None:
    handle = await handle_of(owner)
    assert (
        await compare_identity(owner.world, SessionHandle(f"{SecretKind.SESSION_HANDLE}_unknown"), CLAIMED)
        is Refusal.SESSION_ENDED
    )
    owner.clock.advance(minutes=20)
    assert await compare_identity(owner.world, handle, CLAIMED) is Refusal.SESSION_ENDED
    assert ("compare_identity_data", "match") not in await owner.counter.journal()

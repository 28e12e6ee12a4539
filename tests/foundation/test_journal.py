"""The journal: every field kept, and no change unseen once it is sealed."""

from datetime import date
from typing import Final

import pytest

from tests.world import START, HandClock
from ugyfelkapu.foundation.database import Database
from ugyfelkapu.foundation.journal import AuditEntry, record
from ugyfelkapu.foundation.journal_seal import Broken, Seal, seal, verify

ENTRY: Final = AuditEntry(
    at=START,
    activity="look_up",
    outcome="found",
    subject="person 1",
    data_set="natural identity data, portrait, signature",
    legal_basis="Dáptv. 42. §",
    purpose="registration",
    reason="case 7",
    organisation="Kormányablak, Budapest",
    actor="clerk 3",
    technical={"address": "192.0.2.7"},
)


async def recorded(database: Database, *entries: AuditEntry) -> None:
    async with database.transaction() as tx:
        for entry in entries:
            await record(tx, entry)
        await seal(tx, now=START)


async def test_every_field_is_kept_and_ten_years_are_counted(database: Database) -> None:
    await recorded(database, ENTRY)
    row = await database.reader.one("SELECT * FROM journal")
    for name in ("activity", "outcome", "subject", "data_set", "legal_basis", "purpose", "reason", "organisation", "actor"):
        assert row.text(name) == getattr(ENTRY, name)
    assert row.instant("at") == START
    assert row.text("technical") == '{"address":"192.0.2.7"}'
    assert row.day("retention_until") == date(2036, 11, 22)


async def test_a_whole_journal_verifies_to_its_last_seal(database: Database, clock: HandClock) -> None:
    for _ in range(3):
        await recorded(database, ENTRY, ENTRY)
    sealed = await verify(database.reader)
    assert isinstance(sealed, Seal)
    assert sealed.number == 3
    async with database.transaction() as tx:
        assert await seal(tx, now=clock.now()) is None


@pytest.mark.parametrize(
    "forgery",
    [
        "UPDATE journal SET reason = 'none' WHERE seal_number = 2",
        "DELETE FROM journal WHERE seal_number = 2",
        "UPDATE journal SET seal_number = 3 WHERE seal_number = 2",
        "DELETE FROM journal_seal WHERE seal_number = 2",
        "UPDATE journal_seal SET digest = (SELECT digest FROM journal_seal WHERE seal_number = 1) WHERE seal_number = 2",
    ],
)
async def test_a_forged_journal_is_seen_at_the_seal_where_it_was_forged(database: Database, forgery: str) -> None:
    for _ in range(3):
        await recorded(database, ENTRY)
    async with database.transaction() as tx:
        await tx.execute(forgery)
    assert await verify(database.reader) == Broken(number=2)

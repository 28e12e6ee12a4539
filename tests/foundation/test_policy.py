"""Dated policy: in force from midnight, local time, of its day."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest

from ugyfelkapu.foundation.database import Database
from ugyfelkapu.foundation.policy import UnknownPolicyError, policy_at


@dataclass(frozen=True)
class Rules:
    """Two values to be overridden."""

    days: int = 730
    fee_free: bool = False


async def decree(database: Database, name: str, on: date, value: str) -> None:
    async with database.transaction() as tx:
        await tx.execute(
            "INSERT INTO policy (name, effective_on, value, source) VALUES (:name, :on, :value, 'test')",
            name=name,
            on=on,
            value=value,
        )


async def test_without_a_decree_the_defaults_are_in_force(database: Database) -> None:
    assert await policy_at(database.reader, Rules(), now=datetime(2026, 1, 1, tzinfo=UTC)) == Rules()


async def test_a_decree_is_in_force_from_local_midnight_of_its_day(database: Database) -> None:
    await decree(database, "days", date(2026, 7, 1), "365")
    await decree(database, "days", date(2020, 7, 1), "500")
    before = datetime(2026, 6, 30, 21, 59, tzinfo=UTC)
    after = datetime(2026, 6, 30, 22, 0, tzinfo=UTC)
    assert (await policy_at(database.reader, Rules(), now=before)).days == 500
    assert (await policy_at(database.reader, Rules(), now=after)).days == 365


@pytest.mark.parametrize(("name", "value"), [("dayz", "1"), ("days", '"many"'), ("days", "{")])
async def test_a_decree_that_cannot_be_read_is_never_passed_over(database: Database, name: str, value: str) -> None:
    await decree(database, name, date(2026, 1, 1), value)
    with pytest.raises(UnknownPolicyError):
        await policy_at(database.reader, Rules(), now=datetime(2026, 2, 1, tzinfo=UTC))

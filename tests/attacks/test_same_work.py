"""Known and unknown cost the same: the statements, transactions and hashes behind an answer tell nothing (rule 7).

The work is counted instead of the time, which would tell more of the machine than of the system.
"""

from collections import Counter as Tally
from pathlib import Path

import pytest

from bench.counted import CountedDatabase, CountedHasher
from tests.attacks.test_guessing import FORMS
from tests.attacks.whole_site import WholeSite, a_whole_site, token_of
from tests.gate.owner_world import an_owner
from tests.world import HandClock
from ugyfelkapu.foundation.database import Database
from ugyfelkapu.gate.ports import PasswordHasher

TRIES = 8
"""Beyond the free ones, where the waits begin."""


@pytest.fixture
def tally() -> "Tally[str]":
    """What was done since it was last cleared."""
    return Tally()


@pytest.fixture
async def counted_site(
    sqlite_wings: tuple[Database, Database],
    clock: HandClock,
    password_pool: PasswordHasher,
    key_directory: Path,
    tally: "Tally[str]",
) -> WholeSite:
    """A site whose databases and hashing are counted."""
    gate, broker = [CountedDatabase(database, tally) for database in sqlite_wings]
    return await a_whole_site((gate, broker), clock, CountedHasher(password_pool, tally), key_directory)


@pytest.mark.parametrize("path", FORMS)
async def test_a_known_name_costs_what_an_unknown_one_does(counted_site: WholeSite, path: str, tally: "Tally[str]") -> None:
    owner = await an_owner(counted_site.counter)
    known = counted_site.counter.clerk.username if path.startswith("/counter") else owner.username
    works = [await _work(counted_site, path, name, tally=tally) for name in (known, "nincsilyen1")]
    assert works[0] == works[1]


async def _work(site: WholeSite, path: str, name: str, *, tally: "Tally[str]") -> list[dict[str, int]]:
    """What each of several tries in a row costs."""
    costs = []
    async with site.browser(address=f"198.51.100.{len(name)}") as client:
        token = await token_of(client, path)
        for _ in range(TRIES):
            tally.clear()
            await client.post(path, data=FORMS[path](name) | {"csrf_token": token})
            costs.append(dict(tally))
    return costs

"""Hashing: argon2id of the parameters in force, the same work for nobody, and an honest *busy*."""

import asyncio
from collections.abc import Iterator

import pytest

from ugyfelkapu.adapters.passwords import WAITING_FOR_EACH_THREAD, PasswordPool, blocked_passwords
from ugyfelkapu.gate.domain.password import folded
from ugyfelkapu.gate.ports import Hashing


@pytest.fixture
def pool() -> Iterator[PasswordPool]:
    opened = PasswordPool(threads=1)
    yield opened
    opened.close()


async def test_a_password_fits_its_own_hash_alone(pool: PasswordPool) -> None:
    encoded = await pool.hash("árvíztűrő tükörfúrógép")
    assert isinstance(encoded, str)
    assert not isinstance(encoded, Hashing)
    assert encoded.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert await pool.verify("árvíztűrő tükörfúrógép", encoded) is Hashing.MATCHES
    assert await pool.verify("árvízturo tükörfúrógép", encoded) is Hashing.DIFFERS


async def test_nobodys_password_never_fits(pool: PasswordPool) -> None:
    assert await pool.verify("nobody has this password", None) is Hashing.DIFFERS


async def test_a_full_queue_says_so_at_once_and_is_free_again_after(pool: PasswordPool) -> None:
    places = 1 + WAITING_FOR_EACH_THREAD
    answers = await asyncio.gather(*(pool.verify("x", None) for _ in range(places + 3)))
    assert answers.count(Hashing.BUSY) == 3
    assert answers.count(Hashing.DIFFERS) == places
    assert await pool.verify("x", None) is Hashing.DIFFERS


async def test_whoever_goes_away_gives_the_place_back(pool: PasswordPool) -> None:
    waiting = [asyncio.ensure_future(pool.verify("x", None)) for _ in range(1 + WAITING_FOR_EACH_THREAD)]
    await asyncio.sleep(0)
    for work in waiting:
        work.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)
    answers = [await pool.verify("x", None) for _ in range(2)]
    while Hashing.BUSY in answers:
        await asyncio.sleep(0.05)
        answers = [await pool.verify("x", None)]
    assert set(answers) == {Hashing.DIFFERS}


@pytest.mark.parametrize(
    ("encoded", "outdated"),
    [
        ("$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA", False),
        ("$argon2id$v=19$m=65536,t=3,p=1$c2FsdA$aGFzaA", False),
        ("$argon2id$v=19$m=19455,t=2,p=1$c2FsdA$aGFzaA", True),
        ("$argon2id$v=19$m=19456,t=1,p=1$c2FsdA$aGFzaA", True),
        ("$2b$12$whatever", True),
    ],
)
def test_weaker_parameters_are_outdated(pool: PasswordPool, encoded: str, outdated: bool) -> None:  # noqa: FBT001 - a table's column
    assert pool.is_outdated(encoded) is outdated


def test_the_block_list_is_folded_and_holds_what_everybody_tries() -> None:
    blocked = blocked_passwords()
    assert len(blocked) > 1000
    assert all(folded(word) == word for word in blocked)
    assert {"jelszo", "password", "szeretlek", "123456789012345"} <= blocked

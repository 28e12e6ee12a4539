"""A token of ours is verified once; what it stands on is asked each time, and another key set forgets it."""

from dataclasses import replace
from pathlib import Path

from tests.broker.oidc.machines import introspected
from tests.broker.town import Town
from ugyfelkapu.adapters.keys import FileKeyRing
from ugyfelkapu.broker.domain.verified_tokens import MOST_TOKENS, VerifiedTokens
from ugyfelkapu.broker.oidc.access_token import read_access_token

KEYS = ("a key set",)
OTHER_KEYS = ("another",)


def test_a_token_is_remembered_under_the_very_key_set_that_it_was_good_under() -> None:
    memory = VerifiedTokens()
    assert memory.payload("token", keys=KEYS) is None
    memory.keep("token", b"payload", keys=KEYS)
    assert memory.payload("token", keys=KEYS) == b"payload"
    assert memory.payload("tokem", keys=KEYS) is None
    assert memory.payload("token", keys=OTHER_KEYS) is None
    assert memory.payload("token", keys=KEYS) is None  # forgotten for good


def test_what_was_verified_while_the_keys_changed_is_not_remembered() -> None:
    memory = VerifiedTokens()
    memory.payload("token", keys=OTHER_KEYS)
    memory.keep("token", b"payload", keys=KEYS)
    assert memory.payload("token", keys=OTHER_KEYS) is None


def test_the_memory_is_bounded_and_the_longest_unused_goes_first() -> None:
    memory = VerifiedTokens()
    memory.payload("first", keys=KEYS)
    for name in ("first", "second", *map(str, range(MOST_TOKENS - 2))):
        memory.keep(name, b"payload", keys=KEYS)
    assert memory.payload("first", keys=KEYS)  # used again
    memory.keep("one more", b"payload", keys=KEYS)
    assert memory.payload("first", keys=KEYS)
    assert memory.payload("second", keys=KEYS) is None


async def test_a_remembered_token_is_nobodys_once_its_key_is_gone(town: Town, tmp_path: Path) -> None:
    tax = await town.service()
    async with town.browser() as browser:
        token = (await town.tokens(browser, tax))["access_token"]
        for _ in range(2):
            assert (await introspected(browser, tax, token))["active"]
    assert read_access_token(town.world, token)
    strangers = replace(town.world, keys=FileKeyRing(tmp_path / "other-keys", town.clock))
    assert strangers.verified is town.world.verified
    assert read_access_token(strangers, token) is None


async def test_a_changed_character_of_a_remembered_token_makes_it_another(town: Town) -> None:
    tax = await town.service()
    async with town.browser() as browser:
        token = (await town.tokens(browser, tax))["access_token"]
        assert (await introspected(browser, tax, token))["active"]
        for place in (0, token.index(".") + 5, token.rindex(".") + 3):
            other = "A" if token[place] != "A" else "B"
            forged = token[:place] + other + token[place + 1 :]
            assert await introspected(browser, tax, forged) == {"active": False}

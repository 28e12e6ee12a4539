"""Put the next signing keys in force (`security.md` 12: a key rotated is never silent)."""

from collections.abc import Mapping
from datetime import datetime

from ugyfelkapu.broker.actions.entries import rotation_entry
from ugyfelkapu.broker.ports import BrokerWorld
from ugyfelkapu.foundation.journal import record

OF_OPENID = "signing_keys"
OF_SAML = "saml_keys"


async def rotate_keys(world: BrokerWorld) -> Mapping[str, datetime]:
    """From when each algorithm's next key signs.

    Keys are files, no part of a transaction: the intent is in the journal before anything changes, the outcome after.
    """
    await _note(world, OF_OPENID, outcome="begun", in_force_from={})
    rotated = world.keys.rotate()
    await _note(world, OF_OPENID, outcome="done", in_force_from=rotated)
    return rotated


async def rotate_saml_keys(world: BrokerWorld) -> Mapping[str, datetime]:
    """The same for SAML, where services are given days to read of the next key."""
    await _note(world, OF_SAML, outcome="begun", in_force_from={})
    rotated = world.saml_keys.rotate()
    await _note(world, OF_SAML, outcome="done", in_force_from=rotated)
    return rotated


async def renew_saml_keys(world: BrokerWorld) -> None:
    """New keys for SAML at once, since the former were stolen: nothing signed with those is ours any more."""
    await _note(world, OF_SAML, outcome="renewal begun", in_force_from={})
    world.saml_keys.renew()
    await _note(world, OF_SAML, outcome="renewed", in_force_from={})


async def _note(world: BrokerWorld, keys: str, *, outcome: str, in_force_from: Mapping[str, datetime]) -> None:
    entry = rotation_entry(keys, outcome=outcome, in_force_from=in_force_from, now=world.clock.now())
    async with world.database.transaction() as tx:
        await record(tx, entry)

"""A service is taken from its row each time, though its record is decoded once."""

from tests.broker.town import Town
from ugyfelkapu.broker.domain.relying_party import ClientId
from ugyfelkapu.broker.store import relying_parties


async def test_one_record_is_decoded_once_and_a_changed_one_anew(town: Town) -> None:
    tax = await town.service()
    database, client_id = town.world.database, ClientId(tax.client_id)
    first = await relying_parties.find(database.reader, client_id)
    second = await relying_parties.find(database.reader, client_id)
    assert first
    assert second
    assert first.party is second.party
    async with database.transaction() as tx:
        await tx.execute(
            "UPDATE relying_party SET record = replace(record, :old, :new) WHERE client_id = :client_id",
            old="Adószámla",
            new="Bevallás",
            client_id=client_id,
        )
    changed = await relying_parties.find(database.reader, client_id)
    assert changed
    assert (first.party.name.hu, changed.party.name.hu) == ("Adószámla", "Bevallás")


async def test_an_ended_service_is_nobody_at_once(town: Town) -> None:
    tax = await town.service()
    database, client_id = town.world.database, ClientId(tax.client_id)
    assert await relying_parties.find(database.reader, client_id)
    async with database.transaction() as tx:
        await tx.execute(
            "UPDATE relying_party SET ended_at = :now WHERE client_id = :client_id", now=town.clock.now(), client_id=client_id
        )
    assert await relying_parties.find(database.reader, client_id) is None

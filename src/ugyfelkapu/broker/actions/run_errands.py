"""The worker takes to the gate what is to be mailed: addresses are kept there, and the gate tells each thing once."""

from ugyfelkapu.broker.ports import BrokerWorld
from ugyfelkapu.broker.store import errands


async def run_errand(world: BrokerWorld) -> bool:
    """The next one; whether there was any. It goes when the gate has taken it, so a crash tells nothing twice or never."""
    now = world.clock.now()
    news = await errands.due(world.database.reader, now=now)
    if news is None:
        return False
    async with world.database.transaction() as tx:
        await errands.put_off(tx, news, now=now)
    await world.identification.pass_on(news)
    async with world.database.transaction() as tx:
        await errands.done(tx, news)
    return True

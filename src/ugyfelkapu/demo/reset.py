"""Start from nothing on PostgreSQL too: `--fresh` empties the databases it was given."""

import asyncpg

from ugyfelkapu.demo.options import DemoOptions


async def emptied(options: DemoOptions) -> None:
    """Drop everything in the databases of a demo; files need nothing here, they went with the folder."""
    for url in (options.gate_database, options.broker_database):
        if url:
            connection = await asyncpg.connect(url)
            await connection.execute("DROP SCHEMA public CASCADE")
            await connection.execute("CREATE SCHEMA public")
            await connection.close()

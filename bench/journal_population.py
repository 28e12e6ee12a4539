"""Fills a journal on PostgreSQL as a country's grows: citizens, clerks and bodies, over ten years.

Made by the database itself, batch by batch; the indexes are put aside meanwhile and made again from their own definitions.
"""

from collections.abc import Callable

import asyncpg

from bench.population import bar

BATCH = 250_000
PATIENCE_SECONDS = 600.0
PEOPLE = 1_000_000
CLERKS = 2_000
BODIES = 300

Say = Callable[[str], None]

# One entry in ten is a counter's, the others are of citizens; the newest has the highest number.
_FILL = """
    INSERT INTO journal (entry_id, at, activity, outcome, subject, data_set, legal_basis, purpose, reason, organisation, actor,
                         technical, retention_until, seal_number)
    SELECT lpad(to_hex((extract(epoch FROM at) * 1000000)::bigint), 16, '0') || lpad(to_hex(n), 16, '0'), at,
           CASE WHEN n % 10 > 0 THEN (ARRAY['sign_in', 'identify_to_broker', 'sign_out', 'view_own_data'])[1 + n % 4]
                ELSE (ARRAY['register_look_up', 'register_at_counter', 'confirm_identity_at_counter'])[1 + n % 3] END,
           CASE WHEN n % 97 = 0 THEN 'wrong_password' ELSE 'done' END,
           'person' || (n * 7919) % $3, 'natural_identity, citizenship, document', 'Dáptv. 42. §', 'registration_in_person',
           'applicant_at_the_counter', CASE WHEN n % 10 > 0 THEN 'operator' ELSE 'body' || (n / 10) % $5 END,
           CASE WHEN n % 10 > 0 THEN 'person' || (n * 7919) % $3 ELSE 'clerk' || (n / 10) % $4 END,
           '{"case":"' || md5(n::text) || '"}', (at + interval '3653 days')::date, n / 500
      FROM (SELECT n, timestamptz '2016-11-22 00:00:00+00' + (n::float8 / $6::float8) * interval '3650 days' AS at
              FROM generate_series($1::bigint, $2::bigint) AS n) AS entry
"""
_INDEXES = "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'journal' AND indexname <> 'journal_pkey'"
_DONE = "SELECT count(*) FROM journal"


async def fill(url: str, *, entries: int, say: Say) -> None:
    """Write entries until there are so many."""
    connection = await asyncpg.connect(url, command_timeout=PATIENCE_SECONDS)
    try:
        indexes = await connection.fetch(_INDEXES)
        for index in indexes:
            await connection.execute(f"DROP INDEX {index['indexname']}")
        done = await connection.fetchval(_DONE)
        while done < entries:
            last = min(done + BATCH, entries)
            await connection.execute(_FILL, done + 1, last, PEOPLE, CLERKS, BODIES, entries)
            done = last
            say(f"journal: {bar(done, entries)} {done:,} of {entries:,} entries")
        for index in indexes:
            say(f"journal: {index['indexname']}")
            await connection.execute(index["indexdef"])
        say("journal: vacuum and statistics")
        await connection.execute("VACUUM ANALYZE journal")
    finally:
        await connection.close()

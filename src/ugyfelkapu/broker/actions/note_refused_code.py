"""Why a code earned nothing goes into the journal, never to the client (`domain.md R17`, RFC 6749 section 4.1.3)."""

from datetime import datetime, timedelta

from ugyfelkapu.broker.actions.entries import refused_code_entry
from ugyfelkapu.broker.domain.authorization import AuthorizationCode, CodeFault
from ugyfelkapu.broker.domain.relying_party import RelyingParty
from ugyfelkapu.broker.store import connection_codes
from ugyfelkapu.broker.store.codes import Replayed
from ugyfelkapu.foundation.database import Transaction
from ugyfelkapu.foundation.journal import record
from ugyfelkapu.foundation.throttle import Lane, Wait, take

MOST_NOTED = 3
"""The same code sent again and again says nothing new, and the journal is kept for ten years."""

_CODE_KNOWN = timedelta(hours=1)


async def note_refused_code(
    tx: Transaction, party: RelyingParty, code: AuthorizationCode | Replayed, *, fault: CodeFault, now: datetime
) -> None:
    """Write down whose code it was, who brought it and why it was refused."""
    lane = Lane(
        key=f"broker/refused-code/{code.family_id}",
        free_tries=MOST_NOTED - 1,
        first_wait=_CODE_KNOWN,
        longest_wait=_CODE_KNOWN,
        forgotten_after=2 * _CODE_KNOWN,
    )
    if isinstance(await take(tx, [lane], now=now), Wait):
        return
    subject = await connection_codes.subject_of(tx, code.connection_code)
    await record(tx, refused_code_entry(party, subject, fault, now=now))

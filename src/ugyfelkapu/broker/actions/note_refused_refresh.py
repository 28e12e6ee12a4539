"""A refresh token that somebody has a copy of goes into the journal, and is told to nobody (`domain.md R17`)."""

from datetime import datetime, timedelta

from ugyfelkapu.broker.actions.entries import BY_LAW
from ugyfelkapu.broker.domain.refresh import HeldToken, RefreshFault
from ugyfelkapu.broker.domain.relying_party import RelyingParty
from ugyfelkapu.foundation.database import Transaction
from ugyfelkapu.foundation.journal import AuditEntry, record
from ugyfelkapu.foundation.throttle import Lane, Wait, take
from ugyfelkapu.identification import SubjectCode

MOST_NOTED = 3
"""The same token sent again and again says nothing new, and the journal is kept for ten years."""

_FAMILY_KNOWN = timedelta(hours=12)


async def note_refused_refresh(
    tx: Transaction, party: RelyingParty, held: HeldToken, *, fault: RefreshFault, now: datetime
) -> None:
    """Write down whose tokens were to be renewed, who brought the token and why it was refused."""
    lane = Lane(
        key=f"broker/refused-refresh/{held.family.family_id}",
        free_tries=MOST_NOTED,
        first_wait=_FAMILY_KNOWN,
        longest_wait=_FAMILY_KNOWN,
        forgotten_after=2 * _FAMILY_KNOWN,
    )
    if not isinstance(await take(tx, [lane], now=now), Wait):
        await record(tx, _entry(party, held.family.session.subject_code, fault, now=now))


def _entry(party: RelyingParty, subject: SubjectCode, fault: RefreshFault, *, now: datetime) -> AuditEntry:
    return AuditEntry(
        at=now,
        activity="refresh_tokens",
        outcome=fault,
        subject=subject,
        data_set="connection_code",
        legal_basis=BY_LAW,
        purpose="sign-on at a service",
        reason="the refresh token may not be used",
        organisation=party.organisation.hu,
        actor=party.client_id,
        technical={"client_id": party.client_id},
    )

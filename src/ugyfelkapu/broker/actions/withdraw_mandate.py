"""Either party takes a mandate back, effective at once: no code or token that stands on it is good any more."""

from datetime import datetime

from ugyfelkapu.broker.actions.mandate_entries import MandateDeed, note_mandate
from ugyfelkapu.broker.domain.mandate import Mandate, MandateId
from ugyfelkapu.broker.domain.secret import may_be_identifier
from ugyfelkapu.broker.domain.session import BrokerSession
from ugyfelkapu.broker.ports import BrokerWorld
from ugyfelkapu.broker.store import errands, mandates
from ugyfelkapu.foundation.database import Transaction
from ugyfelkapu.foundation.identifiers import identifier
from ugyfelkapu.identification import MandateNews, News, SubjectCode


async def withdraw_mandate(world: BrokerWorld, session: BrokerSession, mandate_id: MandateId) -> bool:
    """End it; `False`: there is none in force of which this person is a party."""
    if not may_be_identifier(mandate_id):
        return False
    now, me = world.clock.now(), session.subject_code
    async with world.database.transaction() as tx:
        ended = await mandates.end(tx, mandate_id, party=me, now=now)
        if ended is None:
            return False
        await note_mandate(tx, ended, MandateDeed(activity="withdraw_mandate", actor=me), now=now)
        if ended.accepted_at is not None:
            await _tell_both(tx, ended, by=me, now=now)
    return True


async def end_mandates_of(tx: Transaction, party: SubjectCode, *, now: datetime) -> int:
    """The person has no gate any more: what they gave and what they hold ends; the other party is told."""
    ended = await mandates.end_of(tx, party, now=now)
    for mandate in ended:
        await note_mandate(tx, mandate, MandateDeed(activity="withdraw_mandate", reason="gate_ended"), now=now)
        if mandate.accepted_at is not None:
            await _tell_both(tx, mandate, by=party, now=now)
    return len(ended)


async def _tell_both(tx: Transaction, mandate: Mandate, *, by: SubjectCode, now: datetime) -> None:
    for person in (mandate.grantor, mandate.mandatary):
        if person is not None:
            what = MandateNews.ENDED_BY_OWNER if person == by else MandateNews.WITHDRAWN
            await errands.add(tx, News(reference=identifier(now), subject_code=person, what=what), now=now)

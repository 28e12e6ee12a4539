"""Whether identity data that a body holds are those of the person in a session: yes or no, no more (`domain.md R14`)."""

from ugyfelkapu.foundation.database import Transaction
from ugyfelkapu.gate.actions.journal.owner_journal import Activity, DataSet, OwnerEvent, note
from ugyfelkapu.gate.domain.gate import GateId
from ugyfelkapu.gate.domain.identity import NaturalIdentity, PersonName
from ugyfelkapu.gate.domain.identity_match import agrees
from ugyfelkapu.gate.domain.session import Session, is_live
from ugyfelkapu.gate.ports import GateWorld
from ugyfelkapu.gate.store import gates, people, sessions
from ugyfelkapu.identification import ClaimedIdentity, ClaimedName, Comparison, Refusal, SessionHandle

BROKER = "broker"


async def compare_identity(world: GateWorld, session_handle: SessionHandle, claimed: ClaimedIdentity) -> Comparison | Refusal:
    """The comparison, with its entry for the owner; for which body it was made is never asked, so nobody can write it down."""
    now = world.clock.now()
    async with world.database.transaction() as tx:
        session = await sessions.by_handle(tx, session_handle)
        if session is None or not is_live(session, now=now):
            return Refusal.SESSION_ENDED
        held = await _held(tx, session)
        same = held is not None and agrees(held, _claimed(claimed))
        comparison = Comparison.MATCH if same else Comparison.NO_MATCH
        event = OwnerEvent(
            at=now,
            activity=Activity.COMPARE_IDENTITY,
            data_set=DataSet.IDENTITY,
            gate_id=session.gate_id,
            outcome=comparison,
            reason="asked_by_broker",
            actor=BROKER,
        )
        await note(tx, event)
    return comparison


async def _held(tx: Transaction, session: Session) -> NaturalIdentity | None:
    gate = await gates.by_id(tx, GateId(session.gate_id))
    person = await people.by_id(tx, gate.person_id) if gate and gate.person_id else None
    return person.registered.identity if person else None


def _claimed(claimed: ClaimedIdentity) -> NaturalIdentity:
    return NaturalIdentity(
        current_name=_name(claimed.current_name),
        birth_name=_name(claimed.birth_name),
        mothers_birth_name=_name(claimed.mothers_birth_name),
        birth_place=claimed.birth_place,
        birth_date=claimed.birth_date,
    )


def _name(claimed: ClaimedName) -> PersonName:
    return PersonName(family_name=claimed.family_name, given_name=claimed.given_name)

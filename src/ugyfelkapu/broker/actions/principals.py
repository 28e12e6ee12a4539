"""On whose behalf a person may sign on at a service, what they chose, and whether it still holds."""

from dataclasses import dataclass, replace
from datetime import datetime

from ugyfelkapu.broker.actions.mandate_entries import acted_for_entry
from ugyfelkapu.broker.actions.own_mandates import names_of_parties
from ugyfelkapu.broker.actions.sign_out import find_session
from ugyfelkapu.broker.actions.waiting import Browser, Waiting
from ugyfelkapu.broker.actions.weigh import Missing, Ready, Weighed
from ugyfelkapu.broker.domain.acting import Acting, ActingKind, Chosen, OnBehalf
from ugyfelkapu.broker.domain.connection_code import CONNECTION_CODE_BYTES, ConnectionCode, connection_code_from
from ugyfelkapu.broker.domain.mandate import Mandate
from ugyfelkapu.broker.domain.relying_party import Scope
from ugyfelkapu.broker.domain.session import BrokerSession, sid_of
from ugyfelkapu.broker.ports import BrokerWorld
from ugyfelkapu.broker.store import acting_choices, connection_codes, mandates, pending_requests
from ugyfelkapu.foundation.database import Transaction
from ugyfelkapu.foundation.journal import record
from ugyfelkapu.identification import KnownName, Representation, SubjectCode


@dataclass(frozen=True, slots=True, kw_only=True)
class Principals:
    """What the page offers; `person_mark` ties the answer to this very person."""

    session: BrokerSession
    people: list[tuple[Mandate, KnownName]]
    organisations: tuple[Representation, ...]
    person_mark: str

    @property
    def is_nobody(self) -> bool:
        """Whether the person can act for themselves alone, so that there is nothing to ask."""
        return not self.people and not self.organisations


async def principals(world: BrokerWorld, waiting: Waiting, *, browser: Browser) -> Principals | None:
    """For whom the person may act at this service now; `None`: there is no live session, so they sign in first."""
    session = await find_session(world, browser.session_secret)
    if session is None:
        return None
    now, client_id = world.clock.now(), waiting.party.client_id
    found = await mandates.covering(world.database.reader, client_id, mandatary=session.subject_code, now=now)
    names = await names_of_parties(world, [each.grantor for each in found])
    return Principals(
        session=session,
        people=[(each, names[each.grantor]) for each in found if each.grantor in names],
        organisations=await world.identification.representations(session.session_handle),
        person_mark=sid_of(session.session_id, client_id),
    )


async def choose_principal(
    world: BrokerWorld, waiting: Waiting, acting: Acting, *, offered: Principals, person_mark: str
) -> bool:
    """Keep the choice for this request; `False`: another person signed in meanwhile, or it is no longer offered."""
    may_be = {mandate.mandate_id for mandate, _ in offered.people} | {each.representation_id for each in offered.organisations}
    if person_mark != offered.person_mark or (acting.kind is not ActingKind.SELF and acting.reference not in may_be):
        return False
    async with world.database.transaction() as tx:
        chosen = Chosen(acting=acting, session_id=offered.session.session_id)
        await pending_requests.note_choice(tx, waiting.pending.pending_id, chosen)
    return True


async def with_organisation(world: BrokerWorld, weighed: Ready | Missing) -> Ready | Missing:
    """Ask the gate, before the answer, whether the person may still act for the organisation."""
    if isinstance(weighed, Missing) or weighed.acting.kind is not ActingKind.ORGANISATION:
        return weighed
    representation = await representation_of(world, weighed.session, weighed.acting)
    return replace(weighed, organisation=representation) if representation else Missing.PRINCIPAL


async def representation_of(world: BrokerWorld, session: BrokerSession, acting: Acting) -> Representation | None:
    """What the choice means now, at the gate."""
    found = await world.identification.representations(session.session_handle)
    return next((each for each in found if each.representation_id == acting.reference), None)


async def take_up(tx: Transaction, world: BrokerWorld, asked: Weighed, *, ready: Ready, now: datetime) -> Ready | Missing:
    """What the answer carries of the choice; a mandate withdrawn up to this very moment sends the person back to choose."""
    acting, session = ready.acting, ready.session
    if acting.kind is ActingKind.PERSON:
        client_id = asked.party.client_id
        grantor = await mandates.use(tx, acting.reference, mandatary=session.subject_code, client_id=client_id, now=now)
        if grantor is None:
            return Missing.PRINCIPAL
        code = await _code_of(tx, world, asked, grantor=grantor, now=now)
        entry = acted_for_entry(asked.party, grantor, mandate_id=acting.reference, mandatary=session.subject_code, now=now)
        await record(tx, entry)
        ready = replace(ready, behalf=OnBehalf(acting=acting, connection_code=code), grantor=grantor)
    elif acting.kind is ActingKind.ORGANISATION:
        ready = replace(ready, behalf=OnBehalf(acting=acting, connection_code=None))
    if Scope.REPRESENTATION in asked.request.scopes:
        await acting_choices.put(tx, session.session_id, asked.party.client_id, acting=acting)
    return ready


def technical_of(ready: Ready) -> dict[str, str]:
    """The choice as the acting person's journal has it: a mandate's parties by their codes, an organisation by its name."""
    if ready.organisation is not None:
        return {"organisation": ready.organisation.short_name}
    if ready.grantor is not None:
        return {"mandate": ready.acting.reference, "other": ready.grantor}
    return {}


async def _code_of(
    tx: Transaction, world: BrokerWorld, asked: Weighed, *, grantor: SubjectCode, now: datetime
) -> ConnectionCode:
    """What this body knows the principal by: the very code it would have if they came themselves."""
    fresh = connection_code_from(world.entropy.bytes(CONNECTION_CODE_BYTES))
    return await connection_codes.settle(tx, grantor, asked.party.sector, fresh=fresh, now=now)

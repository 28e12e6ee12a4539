"""Ask the person about identity data, with the very values, and keep what they decide (`domain.md R14`)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from ugyfelkapu.broker.actions.entries import consent_entry, showing_entry
from ugyfelkapu.broker.actions.sign_out import end_after_the_gates
from ugyfelkapu.broker.actions.waiting import Browser, Waiting
from ugyfelkapu.broker.domain.authorization import RequestRefusal
from ugyfelkapu.broker.domain.consent import Consent
from ugyfelkapu.broker.domain.release import data_set_of, identity_fields, releases_identity
from ugyfelkapu.broker.domain.secret import SecretKind, digest_of
from ugyfelkapu.broker.domain.session import BrokerSession, is_live, sid_of
from ugyfelkapu.broker.ports import BrokerWorld
from ugyfelkapu.broker.store import consents, pending_requests, sessions
from ugyfelkapu.foundation.journal import record
from ugyfelkapu.identification import DataUse, IdentityData, Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentQuestion:
    """What the page shows: whose data, to whom, which values; `person_mark` ties the answer to this very person."""

    session: BrokerSession
    identity: IdentityData | None
    person_mark: str


class Decision(StrEnum):
    """What the person may say."""

    ALLOW = "allow"
    DENY = "deny"


async def consent_question(world: BrokerWorld, waiting: Waiting, *, browser: Browser, now: datetime) -> ConsentQuestion | None:
    """The question; `None`: there is no live session any more, here or at the gate, so the person signs in first."""
    session = await _live_session(world, browser, now=now)
    if session is None:
        return None
    request = waiting.pending.request
    is_shown = releases_identity(waiting.party, request.scopes, request.claims)
    identity = await _shown_identity(world, waiting, session, now=now) if is_shown else None
    if isinstance(identity, Refusal):
        await end_after_the_gates(world, session, identity, now=now)
        return None
    mark = sid_of(session.session_id, waiting.party.client_id)
    return ConsentQuestion(session=session, identity=identity, person_mark=mark)


async def _shown_identity(
    world: BrokerWorld, waiting: Waiting, session: BrokerSession, *, now: datetime
) -> IdentityData | Refusal:
    """The values for the page; the entry says that they were shown, which is no release."""
    identity = await world.identification.identity_data(session.session_handle, DataUse.SHOW_FOR_CONSENT)
    if not isinstance(identity, Refusal):
        shown = identity_fields(waiting.pending.request.scopes, waiting.pending.request.claims)
        entry = showing_entry(waiting.party, session.subject_code, data_set=" ".join(shown), now=now)
        async with world.database.transaction() as tx:
            await record(tx, entry)
    return identity


async def decide_consent(
    world: BrokerWorld, waiting: Waiting, decision: Decision, *, browser: Browser, person_mark: str
) -> bool:
    """Keep the decision; `False`: another person signed in meanwhile, or nobody is any more, so ask again."""
    now = world.clock.now()
    session = await _live_session(world, browser, now=now)
    if session is None or person_mark != sid_of(session.session_id, waiting.party.client_id):
        return False
    data_set = data_set_of(waiting.pending.request.scopes, waiting.pending.request.claims)
    entry = consent_entry(waiting.party, session.subject_code, data_set=data_set, outcome=decision, now=now)
    async with world.database.transaction() as tx:
        if decision is Decision.ALLOW:
            given = Consent(data_set=data_set, legal_basis=waiting.party.legal_basis or "", given_at=now)
            await consents.put(tx, session.subject_code, waiting.party.client_id, consent=given)
            await pending_requests.note_consent(tx, waiting.pending.pending_id, now=now)
        else:
            await pending_requests.note_refusal(tx, waiting.pending.pending_id, RequestRefusal.TURNED_BACK, now=now)
        await record(tx, entry)
    return True


async def turn_back(world: BrokerWorld, waiting: Waiting) -> None:
    """The person goes back to the service without signing in."""
    async with world.database.transaction() as tx:
        now = world.clock.now()
        await pending_requests.note_refusal(tx, waiting.pending.pending_id, RequestRefusal.TURNED_BACK, now=now)


async def give_up_level(world: BrokerWorld, waiting: Waiting) -> None:
    """None of the levels the service will have can be reached: it is told so, and nothing lower is given instead."""
    async with world.database.transaction() as tx:
        now = world.clock.now()
        await pending_requests.note_refusal(tx, waiting.pending.pending_id, RequestRefusal.LEVEL_NOT_REACHED, now=now)


async def _live_session(world: BrokerWorld, browser: Browser, *, now: datetime) -> BrokerSession | None:
    digest = digest_of(SecretKind.SESSION, browser.session_secret or "")
    session = await sessions.find(world.database.reader, digest) if digest else None
    return session if session and is_live(session, now=now) else None

"""A question asks for more than the running session shows: the second factor alone is asked, in that session (R14, R16)."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from ugyfelkapu.foundation.database import Transaction
from ugyfelkapu.gate.actions.journal.owner_journal import Activity, DataSet, OwnerEvent, note
from ugyfelkapu.gate.actions.sessions.answer_identification import Unanswered, answer_with, open_question, refuse
from ugyfelkapu.gate.actions.sessions.begin_session import SignedIn, know_device
from ugyfelkapu.gate.actions.sessions.half_done import HalfDone, NextStep, wait_for
from ugyfelkapu.gate.actions.sessions.level_reached import level_reached
from ugyfelkapu.gate.actions.sessions.live_session import RunningSession
from ugyfelkapu.gate.domain.secret import SECRET_BYTES, SecretKind, digest_of, made
from ugyfelkapu.gate.domain.session import Session, best_level, is_live
from ugyfelkapu.gate.domain.sign_in import SECOND_FACTOR_MINUTES, PendingSignIn, Purpose, Refused, Step
from ugyfelkapu.gate.ports import GateWorld
from ugyfelkapu.gate.store import identifications, session_levels, sessions, standings
from ugyfelkapu.gate.store.identifications import OpenQuestion
from ugyfelkapu.identification import AssuranceLevel, IdentificationMethod, Refusal


class Missing(StrEnum):
    """Why the question cannot be answered at once."""

    FACTOR = "factor"
    """The gate has no second factor; one can be set up here and now."""
    REGISTRATION = "registration"
    """The person was registered in a way that never reaches so far; a counter can change that."""
    CARD = "card"
    """No factor of a gate reaches so far."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Raise:
    """The page of a question that asks for more."""

    question: OpenQuestion
    missing: Missing


async def begin_step_up(world: GateWorld, running: RunningSession, question: OpenQuestion) -> NextStep | Raise:
    """Ask for the second factor, or say what is missing."""
    missing = _missing(running, question.request.level)
    if missing:
        return Raise(question=question, missing=missing)
    now = world.clock.now()
    pending = PendingSignIn(
        gate_id=running.account.gate_id,
        step=Step.SECOND_FACTOR,
        purpose=Purpose.STEP_UP,
        method=running.session.method,
        identification_id=question.identification_id,
        destination=None,
        new_password=None,
        code_digest=None,
        validity_days=None,
        expires_at=now + timedelta(minutes=SECOND_FACTOR_MINUTES),
    )
    async with world.database.transaction() as tx:
        return await wait_for(tx, world, pending)


async def finish_step_up(
    tx: Transaction, world: GateWorld, found: HalfDone, *, method: IdentificationMethod, now: datetime
) -> SignedIn | Refused:
    """The session goes on as a surer one, under a new secret, and the question is answered.

    `identified_at` stays the instant at which the password was shown. The factor alone, without the password, is half of what
    the method promises; a later instant would tell a service that asked for a recent sign-in (`max_age`) more than happened.
    """
    if not await standings.hold_active(tx, found.account.gate_id):
        return Refused.WRONG
    former = digest_of(SecretKind.SESSION, found.origin.session)
    session = await sessions.find(tx, former) if former else None
    account = found.account
    if former is None or session is None or not is_live(session, now=now) or session.gate_id != account.gate_id:
        return Refused.GONE
    secret, digest = made(SecretKind.SESSION, world.entropy.bytes(SECRET_BYTES))
    if session.method is IdentificationMethod.PASSKEY:
        method = session.method  # no password was shown in it, so no method with one may be told
    level = await level_reached(tx, account, method, now=now)
    surer = session_levels.Surer(digest=digest, method=method, level=level)
    if not await session_levels.raise_to(tx, former, surer, now=now):
        return Refused.GONE
    await _note(tx, found, method, now=now)
    raised = replace(session, method=method, level=level, last_seen_at=now)
    return SignedIn(
        session=secret,
        device=await know_device(tx, world, account, origin=found.origin, now=now),
        return_url=await _answer(tx, world, found, session=raised, now=now),
        password_days_left=None,
        needs_more=False,
    )


async def turn_back(world: GateWorld, identification_id: str) -> str | None:
    """The person does not go on: whoever asked is told that the level was not reached; `None` when the question is over."""
    now = world.clock.now()
    question = await open_question(world, identification_id, now=now)
    if question is None:
        return None
    async with world.database.transaction() as tx:
        return await refuse(tx, question, Refusal.LEVEL_NOT_REACHED, now=now)


def _missing(running: RunningSession, asked: AssuranceLevel) -> Missing | None:
    registered = running.account.registered_level
    if registered.rank < asked.rank:
        return Missing.REGISTRATION
    if best_level(registered).rank < asked.rank:
        return Missing.CARD
    return None if running.account.second_factor else Missing.FACTOR


async def _answer(tx: Transaction, world: GateWorld, found: HalfDone, *, session: Session, now: datetime) -> str | None:
    name = found.pending.identification_id
    question = await identifications.find(tx, name, now=now) if name else None
    if question is None:
        return None
    answer = await answer_with(tx, world, question, session=session, now=now)
    if isinstance(answer, Unanswered):
        return await refuse(tx, question, Refusal.LEVEL_NOT_REACHED, now=now)
    return answer


async def _note(tx: Transaction, found: HalfDone, method: IdentificationMethod, *, now: datetime) -> None:
    event = OwnerEvent(
        at=now,
        activity=Activity.STEP_UP,
        data_set=DataSet.CREDENTIALS,
        gate_id=found.account.gate_id,
        technical={"method": method, "address": found.origin.address},
    )
    await note(tx, event)

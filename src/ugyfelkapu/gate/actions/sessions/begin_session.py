"""A session begins once every factor was shown: the last step of each way in (`domain.md R15`)."""

from dataclasses import dataclass
from datetime import datetime

from ugyfelkapu.foundation.database import Transaction
from ugyfelkapu.gate.actions.journal.owner_journal import Activity, DataSet, OwnerEvent, note
from ugyfelkapu.gate.actions.mail.letter import Facts, Occasion
from ugyfelkapu.gate.actions.mail.tell import Notice, tell
from ugyfelkapu.gate.actions.sessions.answer_identification import Unanswered, answer_with, needs_more, refuse
from ugyfelkapu.gate.actions.sessions.level_reached import level_by
from ugyfelkapu.gate.domain.device import Origin
from ugyfelkapu.gate.domain.password import PasswordAge, age_of, days_left
from ugyfelkapu.gate.domain.policy import GatePolicy
from ugyfelkapu.gate.domain.secret import SECRET_BYTES, SecretKind, digest_of, made, secret_of
from ugyfelkapu.gate.domain.session import Session
from ugyfelkapu.gate.domain.sign_in import Account, Refused
from ugyfelkapu.gate.ports import GateWorld
from ugyfelkapu.gate.store import devices, identifications, sessions, standing_changes, standings
from ugyfelkapu.identification import IdentificationMethod, Refusal, StandingEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """Who arrives, by what they were identified, from where, and what they were asked for."""

    account: Account
    method: IdentificationMethod
    """What was shown, which the gate's factors of this moment do not say: one may have been added on the way."""
    origin: Origin
    identification_id: str | None
    policy: GatePolicy


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """What the browser keeps, and where it goes on."""

    session: str
    """The value of the `gate_session` cookie."""
    device: str
    """The value of the `device` cookie."""
    return_url: str | None
    """`None`: nobody asked; to the owner's own page."""
    password_days_left: int | None
    """`None`: no warning is due (`domain.md R7`)."""
    needs_more: bool
    """Whether the question that led here asks for a surer session, and is still open (`step_up.py`)."""


async def begin_session(tx: Transaction, world: GateWorld, arrival: Arrival, *, now: datetime) -> SignedIn | Refused:
    """Begin the session, know the browser from now on, answer the question that led here, and write it all down.

    `WRONG`: the gate was suspended or has ended since it was looked at; a session begun now would outlive that.
    """
    if not await standings.hold_active(tx, arrival.account.gate_id):
        return Refused.WRONG
    secret, session = await _begin(tx, world, arrival, now=now)
    device = await know_device(tx, world, arrival.account, origin=arrival.origin, now=now)
    if not arrival.account.device_known:
        await _tell_owner(tx, world, arrival, now=now)
    answered = await _answer(tx, world, arrival, session=session, now=now)
    await _note(tx, arrival, session, now=now)
    return SignedIn(
        session=secret,
        device=device,
        return_url=answered if isinstance(answered, str) else None,
        password_days_left=_warning(arrival, now=now),
        needs_more=isinstance(answered, Unanswered),
    )


async def know_device(tx: Transaction, world: GateWorld, account: Account, *, origin: Origin, now: datetime) -> str:
    """Know this browser as one of the owner's; the value of its `device` cookie, new if it had none."""
    digest = digest_of(SecretKind.DEVICE, origin.device)
    secret = origin.device
    if digest is None:
        secret, digest = made(SecretKind.DEVICE, world.entropy.bytes(SECRET_BYTES))
    await devices.seen(tx, account.gate_id, digest, description=origin.description, now=now)
    if not account.device_known:
        await devices.keep_newest(tx, account.gate_id)
    return secret


async def _begin(tx: Transaction, world: GateWorld, arrival: Arrival, *, now: datetime) -> tuple[str, Session]:
    account = arrival.account
    secret, digest = made(SecretKind.SESSION, world.entropy.bytes(SECRET_BYTES))
    new = sessions.NewSession(
        session_id=secret_of(SecretKind.SESSION_HANDLE, world.entropy.bytes(SECRET_BYTES)),
        digest=digest,
        gate_id=account.gate_id,
        method=arrival.method,
        level=level_by(arrival.policy, account, arrival.method, now=now),
        address=arrival.origin.address,
        description=arrival.origin.description,
    )
    former = digest_of(SecretKind.SESSION, arrival.origin.session)
    if former:
        await _end_others(tx, account, await sessions.find(tx, former), now=now)
    session_id = await sessions.begin(tx, new, former=former, now=now)
    session = Session(
        session_id=session_id,
        gate_id=account.gate_id,
        method=new.method,
        level=new.level,
        identified_at=now,
        last_seen_at=now,
    )
    return secret, session


async def _end_others(tx: Transaction, account: Account, former: Session | None, *, now: datetime) -> None:
    """Somebody else was signed in with this browser: their session ends."""
    if former and former.gate_id != account.gate_id and await sessions.end(tx, former.session_id, now=now):
        event = StandingEvent.SESSION_ENDED
        await standing_changes.add(tx, former.gate_id, event, session_id=former.session_id, now=now)


async def _tell_owner(tx: Transaction, world: GateWorld, arrival: Arrival, *, now: datetime) -> None:
    facts = Facts(at=now, address=arrival.origin.address, description=arrival.origin.description)
    await tell(tx, world, Notice(occasion=Occasion.NEW_DEVICE, recipient=arrival.account.recipient, facts=facts), now=now)


async def _answer(
    tx: Transaction, world: GateWorld, arrival: Arrival, *, session: Session, now: datetime
) -> str | Unanswered | None:
    """Where to go on; `Unanswered`: only the level is missing, and the person is asked for more, or told, on a page."""
    if arrival.identification_id is None:
        return None
    question = await identifications.find(tx, arrival.identification_id, now=now)
    if question is None:
        return None
    answer = await answer_with(tx, world, question, session=session, now=now)
    if isinstance(answer, Unanswered) and not needs_more(question, session, now=now):
        return await refuse(tx, question, Refusal.LEVEL_NOT_REACHED, now=now)
    return answer


async def _note(tx: Transaction, arrival: Arrival, session: Session, *, now: datetime) -> None:
    event = OwnerEvent(
        at=now,
        activity=Activity.SIGN_IN,
        data_set=DataSet.CREDENTIALS,
        gate_id=arrival.account.gate_id,
        technical={
            "method": session.method,
            "level": session.level,
            "address": arrival.origin.address,
            "browser": arrival.origin.description,
        },
    )
    await note(tx, event)


def _warning(arrival: Arrival, *, now: datetime) -> int | None:
    expires_at = arrival.account.password_expires_at
    if expires_at is None or age_of(expires_at, policy=arrival.policy, now=now) is not PasswordAge.ENDING:
        return None
    return days_left(expires_at, now=now)

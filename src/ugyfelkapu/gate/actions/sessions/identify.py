"""The gate's side of the door (`identification.py`): what the broker may ask, and what it is told.

Which service wants to know is never asked, so it cannot be written down here (`domain.md R14`, Dáptv. 46. § (8)).
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from urllib.parse import urlencode

from ugyfelkapu.foundation.database import Transaction
from ugyfelkapu.gate.actions.journal.owner_journal import Activity, DataSet, OwnerEvent, note
from ugyfelkapu.gate.actions.sessions.compare_identity import compare_identity
from ugyfelkapu.gate.actions.sessions.names_of_others import names_of, representations_of, tell_of_mandate
from ugyfelkapu.gate.actions.sessions.sign_out import end_session
from ugyfelkapu.gate.domain.gate import Gate, GateId
from ugyfelkapu.gate.domain.person import Person
from ugyfelkapu.gate.domain.secret import SECRET_BYTES, SecretKind, digest_of, secret_of
from ugyfelkapu.gate.domain.session import Session, is_live, may_answer
from ugyfelkapu.gate.ports import GateWorld
from ugyfelkapu.gate.store import gates, identifications, people, sessions, standing_changes
from ugyfelkapu.identification import (
    Asked,
    ClaimedIdentity,
    Comparison,
    DataUse,
    Identification,
    IdentificationId,
    IdentificationRequest,
    Identified,
    IdentityData,
    KnownName,
    NameUse,
    News,
    Refusal,
    Representation,
    SessionHandle,
    StandingChange,
    SubjectCode,
    Ticket,
)

BROKER = "broker"
QUESTION_MINUTES = 60

_FETCHED = {DataUse.SHOW_FOR_CONSENT: Activity.SHOW_IDENTITY, DataUse.RELEASE: Activity.RELEASE_IDENTITY}


class GateIdentification(Identification):
    """The gate as an identification method."""

    def __init__(self, world: GateWorld) -> None:
        self._world = world

    async def ask(self, request: IdentificationRequest) -> Asked:
        """Put a question; it is open for an hour."""
        now = self._world.clock.now()
        name = IdentificationId(secret_of(SecretKind.IDENTIFICATION, self._world.entropy.bytes(SECRET_BYTES)))
        async with self._world.database.transaction() as tx:
            expires_at = now + timedelta(minutes=QUESTION_MINUTES)
            await identifications.keep(tx, name, request, expires_at=expires_at, now=now)
        query = urlencode({"identification": name, "lang": request.language})
        return Asked(identification_id=name, url=f"{self._world.public_url}/sign-in?{query}")

    async def redeem(self, identification_id: IdentificationId, ticket: Ticket) -> Identified | Refusal:
        """Trade a ticket for the answer, once, for the question it answers, while its session holds."""
        digest = digest_of(SecretKind.TICKET, ticket)
        if digest is None:
            return Refusal.UNKNOWN_TICKET
        now = self._world.clock.now()
        async with self._world.database.transaction() as tx:
            redeemed = await identifications.redeem(tx, identification_id, ticket=digest, now=now)
            if redeemed is None:
                return Refusal.UNKNOWN_TICKET
            as_of = await standing_changes.newest(tx)  # before the session is looked at, so that no change falls between
            session = await sessions.by_handle(tx, redeemed.session_id)
            if session is None or not is_live(session, now=now):
                return Refusal.SESSION_ENDED
            if not may_answer(session, level=redeemed.level, not_before=redeemed.not_before, now=now):
                return Refusal.LEVEL_NOT_REACHED
            return await _identified(tx, session, as_of=as_of, now=now)

    async def identity_data(self, session_handle: SessionHandle, use: DataUse) -> IdentityData | Refusal:
        """Identity data of the person in a live session; leaves an entry in the gate's journal."""
        now = self._world.clock.now()
        async with self._world.database.transaction() as tx:
            session = await sessions.by_handle(tx, session_handle)
            if session is None or not is_live(session, now=now):
                return Refusal.SESSION_ENDED
            _, person = await _whose(tx, session)
            await _note(tx, session, _FETCHED[use], data_set=DataSet.IDENTITY, now=now)
            return _identity(person)

    async def compare_identity(self, session_handle: SessionHandle, claimed: ClaimedIdentity) -> Comparison | Refusal:
        """Whether the data are those of the person in a live session; leaves an entry in the gate's journal."""
        return await compare_identity(self._world, session_handle, claimed)

    async def keep_alive(self, session_handle: SessionHandle) -> None:
        """The session was used at the broker: put off its idle end, and revive nothing."""
        now = self._world.clock.now()
        async with self._world.database.transaction() as tx:
            session = await sessions.by_handle(tx, session_handle)
            if session and is_live(session, now=now):
                await sessions.touch(tx, session.session_id, now=now)

    async def end(self, session_handle: SessionHandle) -> None:
        """End the gate's session: the person signed out at a service or at the broker."""
        async with self._world.database.transaction() as tx:
            await end_session(tx, session_handle, reason="sign_out_at_broker", now=self._world.clock.now())

    async def changes_after(self, number: int, *, limit: int) -> list[StandingChange]:
        """The changes numbered above `number`, oldest first, at most `limit`."""
        return await standing_changes.after(self._world.database.reader, number, limit=limit)

    async def names_of(self, subject_codes: Iterable[SubjectCode], use: NameUse) -> Mapping[SubjectCode, KnownName]:
        """Names of people with a gate in use; each is noted for its owner."""
        return await names_of(self._world, subject_codes, use)

    async def pass_on(self, news: News) -> None:
        """Mail it to every gate in use of the person, once."""
        await tell_of_mandate(self._world, news)

    async def representations(self, session_handle: SessionHandle) -> tuple[Representation, ...]:
        """The organisations for which the person in a live session may act now."""
        session = await sessions.by_handle(self._world.database.reader, session_handle)
        if session is None or not is_live(session, now=self._world.clock.now()):
            return ()
        return await representations_of(self._world, GateId(session.gate_id))


class LostOwnerError(Exception):
    """A session without a gate or a person: the schema does not allow it."""


async def _identified(tx: Transaction, session: Session, *, as_of: int, now: datetime) -> Identified:
    gate, person = await _whose(tx, session)
    await _note(tx, session, Activity.IDENTIFY, data_set=DataSet.NAME, now=now)
    name = person.registered.identity.current_name
    return Identified(
        subject_code=person.subject_code,
        session_handle=SessionHandle(session.session_id),
        level=session.level,
        method=session.method,
        identified_at=session.identified_at,
        family_name=name.family_name,
        given_name=name.given_name,
        email=gate.email,
        as_of=as_of,
    )


async def _whose(tx: Transaction, session: Session) -> tuple[Gate, Person]:
    gate = await gates.by_id(tx, GateId(session.gate_id))
    person = await people.by_id(tx, gate.person_id) if gate else None
    if gate is None or person is None:
        raise LostOwnerError(session.gate_id)
    return gate, person


async def _note(tx: Transaction, session: Session, activity: Activity, *, data_set: DataSet, now: datetime) -> None:
    event = OwnerEvent(
        at=now,
        activity=activity,
        data_set=data_set,
        gate_id=session.gate_id,
        reason="asked_by_broker",
        actor=BROKER,
    )
    await note(tx, event)


def _identity(person: Person) -> IdentityData:
    identity = person.registered.identity
    return IdentityData(
        birth_family_name=identity.birth_name.family_name,
        birth_given_name=identity.birth_name.given_name,
        mothers_birth_family_name=identity.mothers_birth_name.family_name,
        mothers_birth_given_name=identity.mothers_birth_name.given_name,
        birth_place=identity.birth_place,
        birth_date=identity.birth_date,
        citizenship=person.registered.citizenship,
    )

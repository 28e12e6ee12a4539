"""Somebody is asked to act for an organisation: by the operator as its first administrator, then by its administrators."""

from dataclasses import dataclass

from ugyfelkapu.folding import name_key
from ugyfelkapu.foundation.database import Reader, Transaction
from ugyfelkapu.foundation.policy import policy_at
from ugyfelkapu.foundation.throttle import Lane, Wait, take
from ugyfelkapu.gate.actions.journal.owner_journal import Activity
from ugyfelkapu.gate.actions.mail.letter import Occasion
from ugyfelkapu.gate.actions.office.tell_office import OfficeDeed, note_and_tell
from ugyfelkapu.gate.actions.sessions.live_session import RunningSession
from ugyfelkapu.gate.domain.gate import Standing
from ugyfelkapu.gate.domain.organisation import (
    Authorisation,
    AuthorisationId,
    AuthorisationWish,
    Organisation,
    OrganisationId,
    WishFault,
    end_of,
    faults_of,
)
from ugyfelkapu.gate.domain.person import Person
from ugyfelkapu.gate.domain.policy import STANDING
from ugyfelkapu.gate.domain.secret import SecretKind, secret_of
from ugyfelkapu.gate.domain.username import fold_username
from ugyfelkapu.gate.ports import GateWorld
from ugyfelkapu.gate.store import gates, organisations, people

OPERATOR = "operator"
FREE_TRIES = 20
"""So many wishes a day of one administrator: nobody finds out who has a gate by asking on and on."""

IDENTIFIER_BYTES = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The person was asked, by mail; they accept on their own page."""

    authorisation: Authorisation


@dataclass(frozen=True, slots=True, kw_only=True)
class WishRefused:
    """What to mend, by field."""

    faults: dict[str, WishFault]


class NotAdministrator:
    """The organisation is not there, or is none of this person's: the same answer."""


async def authorise(
    world: GateWorld, running: RunningSession, organisation_id: OrganisationId, *, wish: AuthorisationWish
) -> Asked | WishRefused | NotAdministrator | Wait:
    """An administrator asks somebody to act for the organisation."""
    now, account = world.clock.now(), running.account
    async with world.database.transaction() as tx:
        organisation = await organisations.by_id(tx, organisation_id)
        me = account.person_id
        if organisation is None or not await organisations.is_administrator(tx, organisation_id, person_id=me, now=now):
            return NotAdministrator()
        admitted = await take(tx, [Lane(key=f"gate/authorise/{me}", free_tries=FREE_TRIES)], now=now)
        if isinstance(admitted, Wait):
            return admitted
        return await ask(tx, world, organisation, wish=wish, by=account.gate_id)


async def ask(
    tx: Transaction, world: GateWorld, organisation: Organisation, *, wish: AuthorisationWish, by: str
) -> Asked | WishRefused:
    """The same in a transaction of the caller, who knows that `by` may ask."""
    now = world.clock.now()
    faults = faults_of(wish, policy=await policy_at(tx, STANDING, now=now), now=now)
    person = await person_named(tx, wish.username, name=wish.name)
    if person is None:
        faults["username"] = WishFault.PERSON
    if faults or person is None or wish.last_day is None:
        return WishRefused(faults=faults)
    asked = Authorisation(
        authorisation_id=AuthorisationId(secret_of(SecretKind.AUTHORISATION, world.entropy.bytes(IDENTIFIER_BYTES))),
        organisation=organisation,
        person_id=person.person_id,
        person=person.registered.identity.current_name,
        role=wish.role,
        scope=wish.scope,
        asked_at=now,
        valid_until=end_of(wish.last_day),
        accepted_at=None,
    )
    if not await organisations.ask(tx, asked, asked_by=by, now=now):
        return WishRefused(faults={"username": WishFault.ASKED_ALREADY})
    deed = OfficeDeed(activity=Activity.AUTHORISE, occasion=Occasion.OFFICE_ASKED, actor=by)
    await note_and_tell(tx, world, asked, deed=deed, now=now)
    return Asked(authorisation=asked)


async def person_named(reader: Reader, username: str, *, name: str) -> Person | None:
    """Whoever has an active gate of this user name and bears this name."""
    gate = await gates.by_username(reader, fold_username(username))
    if gate is None or gate.standing is not Standing.ACTIVE or gate.person_id is None:
        return None
    person = await people.by_id(reader, gate.person_id)
    if person is None:
        return None
    borne = person.registered.identity.current_name
    return person if name_key(name) == name_key(f"{borne.family_name} {borne.given_name}") else None

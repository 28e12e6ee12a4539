"""Appoint a clerk or administrator to a registration body; the secrets are told once (`domain.md R4`)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from ugyfelkapu.foundation.database import Transaction
from ugyfelkapu.foundation.identifiers import identifier
from ugyfelkapu.foundation.journal import AuditEntry, record
from ugyfelkapu.gate.actions.counter.sign_in_clerk import totp_context
from ugyfelkapu.gate.domain.factor import TOTP_SECRET_BYTES, base32
from ugyfelkapu.gate.domain.identity import NaturalIdentity, identity_key
from ugyfelkapu.gate.domain.office import BodyId, BodyKind, Clerk, ClerkId, ClerkRole, RegistrationBody
from ugyfelkapu.gate.domain.secret import ALPHABET
from ugyfelkapu.gate.domain.username import UsernameFault, username_of
from ugyfelkapu.gate.ports import GateWorld, Hashing
from ugyfelkapu.gate.store import offices
from ugyfelkapu.gate.store.offices import ClerkSecrets

PASSWORD_CHARACTERS = 20
"""100 bits of chance in groups of five, so that it can be read out and typed."""

PASSWORD_GROUP = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """Whom to appoint where; a body of a new name is founded with it."""

    body_name: str
    body_kind: BodyKind
    role: ClerkRole
    username: str
    identity: NaturalIdentity
    """Who it is as a person: nobody handles their own case (`docs/security.md` 12). Only its key is kept, and the name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointed:
    """The clerk, and what nobody can read again: the password and the TOTP secret (base32)."""

    clerk: Clerk
    password: str
    totp_secret: str


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class NewSecrets:
    """A new clerk's secrets, hashed already, since hashing must not hold a transaction."""

    password: str
    encoded: str
    seed: bytes


class NotAppointed(StrEnum):
    """Why nobody was appointed."""

    USERNAME_TAKEN = "username_taken"
    HASHING_BUSY = "hashing_busy"


async def appoint_clerk(
    world: GateWorld, appointment: Appointment, *, by: str, now: datetime
) -> Appointed | NotAppointed | UsernameFault:
    """Make the clerk; `by` is the operator or system that does it, for the journal."""
    username = username_of(appointment.username)
    if isinstance(username, UsernameFault):
        return username
    secrets = await new_secrets(world)
    if isinstance(secrets, NotAppointed):
        return secrets
    async with world.database.transaction() as tx:
        wanted = RegistrationBody(body_id=BodyId(identifier(now)), kind=appointment.body_kind, name=appointment.body_name)
        clerk = Clerk(
            clerk_id=ClerkId(identifier(now)),
            username=username,
            name=appointment.identity.current_name,
            role=appointment.role,
            body=await offices.found_body(tx, wanted),
            identity_key=identity_key(appointment.identity),
        )
        return await keep_appointed(tx, world, clerk, secrets=secrets, by=by)


async def new_secrets(world: GateWorld) -> NewSecrets | NotAppointed:
    """A password and a TOTP seed for somebody new."""
    password = _password(world.entropy.bytes(PASSWORD_CHARACTERS))
    encoded = await world.hasher.hash(password)
    if isinstance(encoded, Hashing):
        return NotAppointed.HASHING_BUSY
    return NewSecrets(password=password, encoded=encoded, seed=world.entropy.bytes(TOTP_SECRET_BYTES))


async def keep_appointed(
    tx: Transaction, world: GateWorld, clerk: Clerk, *, secrets: NewSecrets, by: str
) -> Appointed | NotAppointed:
    """Keep the clerk with these secrets, and an entry that `by` appointed them."""
    now = world.clock.now()
    sealed = world.box.seal(secrets.seed, context=totp_context(clerk.clerk_id))
    if not await offices.appoint(tx, clerk, ClerkSecrets(password=secrets.encoded, totp_secret=sealed), now=now):
        return NotAppointed.USERNAME_TAKEN
    await record(tx, _entry(clerk.clerk_id, "appoint_clerk", organisation=clerk.body.body_id, by=by, now=now))
    return Appointed(clerk=clerk, password=secrets.password, totp_secret=base32(secrets.seed))


async def identify_clerk(world: GateWorld, username: str, identity: NaturalIdentity, *, by: str, now: datetime) -> bool:
    """Write down who a clerk is who was appointed before that was asked; `False` when nobody has this user name."""
    async with world.database.transaction() as tx:
        clerk_id = await offices.identify(tx, username, identity_key(identity))
        if clerk_id is not None:
            await record(tx, _entry(clerk_id, "identify_clerk", organisation="operator", by=by, now=now))
    return clerk_id is not None


def _password(chance: bytes) -> str:
    signs = "".join(ALPHABET[byte % len(ALPHABET)] for byte in chance).lower()
    return "-".join(signs[start : start + PASSWORD_GROUP] for start in range(0, PASSWORD_CHARACTERS, PASSWORD_GROUP))


def _entry(clerk_id: ClerkId, activity: str, *, organisation: str, by: str, now: datetime) -> AuditEntry:
    return AuditEntry(
        at=now,
        activity=activity,
        outcome="done",
        subject=clerk_id,
        data_set="name, username, role, identity_key",
        legal_basis="Dáptv. 42. §",
        purpose="access_to_the_counter",
        reason="appointment",
        organisation=organisation,
        actor=by,
    )

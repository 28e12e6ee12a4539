"""Registration bodies and those who work there, in the database."""

from dataclasses import dataclass
from datetime import datetime

from ugyfelkapu.foundation.database import Reader, Row, Transaction
from ugyfelkapu.gate.domain.identity import PersonName
from ugyfelkapu.gate.domain.office import BodyId, BodyKind, Clerk, ClerkId, ClerkRole, RegistrationBody
from ugyfelkapu.gate.domain.username import fold_username

_FOUND_BODY = """
    INSERT INTO registration_body (body_id, kind, name) VALUES (:body_id, :kind, :name)
        ON CONFLICT (name) DO NOTHING
"""
_BODY_NAME = "SELECT name FROM registration_body WHERE body_id = :body_id"
_BODY_NAMED = "SELECT body_id, kind, name FROM registration_body WHERE name = :name"

_APPOINT = """
    INSERT INTO clerk (clerk_id, body_id, role, username, username_folded, family_name, given_name, password,
                       totp_secret, appointed_at, identity_key)
    VALUES (:clerk_id, :body_id, :role, :username, :username_folded, :family_name, :given_name, :password,
            :totp_secret, :appointed_at, :identity_key)
        ON CONFLICT (username_folded) DO NOTHING
 RETURNING clerk_id
"""

_CREDENTIALS = """
    SELECT clerk_id, password FROM clerk WHERE username_folded = :folded AND dismissed_at IS NULL
"""
_REHASH = "UPDATE clerk SET password = :encoded WHERE clerk_id = :clerk_id"
_TOTP = "SELECT totp_secret, totp_last_step FROM clerk WHERE clerk_id = :clerk_id AND dismissed_at IS NULL"
_SPEND_STEP = """
    UPDATE clerk SET totp_last_step = :step
     WHERE clerk_id = :clerk_id AND totp_last_step < :step AND dismissed_at IS NULL
 RETURNING clerk_id
"""
_IDENTIFY = """
    UPDATE clerk SET identity_key = :identity_key WHERE username_folded = :folded AND dismissed_at IS NULL RETURNING clerk_id
"""
_FOLLOW_IDENTITY = "UPDATE clerk SET identity_key = :key WHERE identity_key = :former"
_EVERYBODY = """
    SELECT body.body_id, body.kind, body.name, clerk.clerk_id, clerk.role, clerk.username, clerk.family_name,
           clerk.given_name, clerk.identity_key
      FROM registration_body AS body
      JOIN clerk ON clerk.body_id = body.body_id
     WHERE clerk.dismissed_at IS NULL
     ORDER BY body.name, clerk.family_name, clerk.given_name, clerk.username
     LIMIT :many
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClerkSecrets:
    """What a new clerk signs in with, as kept: a password hash and a sealed TOTP seed."""

    password: str
    totp_secret: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """Whose password is to be verified, and against what."""

    clerk_id: ClerkId
    password: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedTotp:
    """A sealed TOTP seed and the last time step it was used in."""

    sealed: bytes
    last_step: int


async def found_body(tx: Transaction, body: RegistrationBody) -> RegistrationBody:
    """The body of this name, kept now if it was not known."""
    await tx.execute(_FOUND_BODY, body_id=body.body_id, kind=body.kind, name=body.name)
    return body_of(await tx.one(_BODY_NAMED, name=body.name))


async def names_of_bodies(reader: Reader, bodies: set[str]) -> dict[str, str]:
    """What these bodies are called, those we know."""
    rows = {body_id: await reader.one_or_none(_BODY_NAME, body_id=body_id) for body_id in sorted(bodies)}
    return {body_id: row.text("name") for body_id, row in rows.items() if row}


async def appoint(tx: Transaction, clerk: Clerk, secrets: ClerkSecrets, *, now: datetime) -> bool:
    """Keep a new clerk; `False` when the user name has a holder."""
    row = await tx.one_or_none(
        _APPOINT,
        clerk_id=clerk.clerk_id,
        body_id=clerk.body.body_id,
        role=clerk.role,
        username=clerk.username,
        username_folded=fold_username(clerk.username),
        family_name=clerk.name.family_name,
        given_name=clerk.name.given_name,
        password=secrets.password,
        totp_secret=secrets.totp_secret,
        appointed_at=now,
        identity_key=clerk.identity_key,
    )
    return row is not None


async def credentials(reader: Reader, username: str) -> Credentials | None:
    """What a clerk's password is verified against; nobody who was dismissed has any."""
    row = await reader.one_or_none(_CREDENTIALS, folded=fold_username(username))
    if row is None:
        return None
    return Credentials(clerk_id=ClerkId(row.text("clerk_id")), password=row.text("password"))


async def keep_new_hash(tx: Transaction, clerk_id: ClerkId, encoded: str) -> None:
    """Keep the password hashed with the parameters now in force."""
    await tx.execute(_REHASH, clerk_id=clerk_id, encoded=encoded)


async def totp(reader: Reader, clerk_id: ClerkId) -> SealedTotp | None:
    """The sealed seed of a clerk who was not dismissed."""
    row = await reader.one_or_none(_TOTP, clerk_id=clerk_id)
    return None if row is None else SealedTotp(sealed=row.blob("totp_secret"), last_step=row.number("totp_last_step"))


async def spend_step(tx: Transaction, clerk_id: ClerkId, step: int) -> bool:
    """Use a time step up; `False` when it or a later one was used (RFC 6238 section 5.2)."""
    return await tx.one_or_none(_SPEND_STEP, clerk_id=clerk_id, step=step) is not None


async def identify(tx: Transaction, username: str, identity_key: bytes) -> ClerkId | None:
    """Write down who a clerk is as a person; `None` when nobody has this user name."""
    row = await tx.one_or_none(_IDENTIFY, folded=fold_username(username), identity_key=identity_key)
    return None if row is None else ClerkId(row.text("clerk_id"))


async def follow_identity(tx: Transaction, former: bytes, *, key: bytes) -> None:
    """A register corrected what a person is found by: if they are a clerk, they stay the same person."""
    if former != key:
        await tx.execute(_FOLLOW_IDENTITY, former=former, key=key)


async def everybody(reader: Reader, *, many: int) -> list[Clerk]:
    """All clerks and administrators by body and name, at most `many`."""
    return [clerk_of(row) for row in await reader.all(_EVERYBODY, many=many)]


def clerk_of(row: Row) -> Clerk:
    """A clerk from a row that joins the clerk with the body."""
    return Clerk(
        clerk_id=ClerkId(row.text("clerk_id")),
        username=row.text("username"),
        name=PersonName(family_name=row.text("family_name"), given_name=row.text("given_name")),
        role=ClerkRole(row.text("role")),
        body=body_of(row),
        identity_key=row.blob_or_none("identity_key"),
    )


def body_of(row: Row) -> RegistrationBody:
    """A body from a row with `body_id`, `kind` and `name`."""
    return RegistrationBody(body_id=BodyId(row.text("body_id")), kind=BodyKind(row.text("kind")), name=row.text("name"))

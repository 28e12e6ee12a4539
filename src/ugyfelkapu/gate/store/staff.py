"""Who works at a body, and what becomes of them there; their appointment itself is in `offices.py`."""

from datetime import date, datetime

from ugyfelkapu.foundation.database import Reader, Transaction
from ugyfelkapu.gate.domain.office import BodyId, Clerk, ClerkId, ClerkRole, RegistrationBody
from ugyfelkapu.gate.domain.username import fold_username
from ugyfelkapu.gate.store.offices import body_of, clerk_of

_SELECT = """
    SELECT body.body_id, body.kind, body.name, clerk.clerk_id, clerk.role, clerk.username, clerk.family_name,
           clerk.given_name, clerk.identity_key
      FROM registration_body AS body
      JOIN clerk ON clerk.body_id = body.body_id
"""
_OF_BODY = (
    _SELECT
    + """
     WHERE clerk.dismissed_at IS NULL AND clerk.body_id = :body_id
     ORDER BY clerk.family_name, clerk.given_name, clerk.username LIMIT :many
"""
)
_ONE = _SELECT + " WHERE clerk.clerk_id = :clerk_id AND clerk.dismissed_at IS NULL"
_NAMED = "SELECT clerk_id FROM clerk WHERE username_folded = :folded"
_USERNAMES = "SELECT clerk_id, username FROM clerk WHERE clerk_id = :clerk_id"
_BODIES = "SELECT body_id, kind, name FROM registration_body ORDER BY name LIMIT :many"
_BODY = "SELECT body_id, kind, name FROM registration_body WHERE body_id = :body_id"
_DISMISS = "UPDATE clerk SET dismissed_at = :now WHERE clerk_id = :clerk_id AND dismissed_at IS NULL RETURNING clerk_id"
_GIVE_ROLE = "UPDATE clerk SET role = :role WHERE clerk_id = :clerk_id AND dismissed_at IS NULL RETURNING clerk_id"
_END_SESSIONS = "DELETE FROM clerk_session WHERE clerk_id = :clerk_id"
_SET_POLICY = """
    INSERT INTO policy (name, effective_on, value, source) VALUES (:name, :effective_on, :value, :source)
        ON CONFLICT (name, effective_on) DO UPDATE SET value = excluded.value, source = excluded.source
"""
_POLICY = "SELECT name, effective_on, value, source FROM policy ORDER BY name, effective_on LIMIT 1000"


async def of_body(reader: Reader, body_id: BodyId, *, many: int) -> list[Clerk]:
    """Who works at a body now."""
    return [clerk_of(row) for row in await reader.all(_OF_BODY, body_id=body_id, many=many)]


async def by_id(reader: Reader, clerk_id: str) -> Clerk | None:
    """Somebody who works at any body now."""
    row = await reader.one_or_none(_ONE, clerk_id=clerk_id)
    return clerk_of(row) if row else None


async def id_of_username(reader: Reader, username: str) -> ClerkId | None:
    """Whose user name it is, or was: the journal names those who left, too."""
    row = await reader.one_or_none(_NAMED, folded=fold_username(username))
    return ClerkId(row.text("clerk_id")) if row else None


async def usernames(reader: Reader, clerk_ids: set[str]) -> dict[str, str]:
    """The user names of these, dismissed or not."""
    rows = [await reader.one_or_none(_USERNAMES, clerk_id=clerk_id) for clerk_id in sorted(clerk_ids)]
    return {row.text("clerk_id"): row.text("username") for row in rows if row}


async def bodies(reader: Reader, *, many: int) -> list[RegistrationBody]:
    """Every body by name."""
    return [body_of(row) for row in await reader.all(_BODIES, many=many)]


async def body(reader: Reader, body_id: str) -> RegistrationBody | None:
    """One of them."""
    row = await reader.one_or_none(_BODY, body_id=body_id)
    return body_of(row) if row else None


async def dismiss(tx: Transaction, clerk_id: ClerkId, *, now: datetime) -> bool:
    """Somebody leaves; every session of theirs ends at once."""
    left = await tx.one_or_none(_DISMISS, clerk_id=clerk_id, now=now) is not None
    await tx.execute(_END_SESSIONS, clerk_id=clerk_id)
    return left


async def give_role(tx: Transaction, clerk_id: ClerkId, role: ClerkRole) -> bool:
    """Somebody gets another role, and signs in anew."""
    given = await tx.one_or_none(_GIVE_ROLE, clerk_id=clerk_id, role=role) is not None
    await tx.execute(_END_SESSIONS, clerk_id=clerk_id)
    return given


async def set_policy(tx: Transaction, name: str, value: int, *, effective_on: date, source: str) -> None:
    """A value from a day on."""
    await tx.execute(_SET_POLICY, name=name, effective_on=effective_on, value=str(value), source=source)


async def dated_values(reader: Reader) -> list[tuple[str, date, str, str]]:
    """Name, day, value as JSON and source of all that was ever set, oldest first."""
    return [
        (row.text("name"), row.day("effective_on"), row.text("value"), row.text("source")) for row in await reader.all(_POLICY)
    ]

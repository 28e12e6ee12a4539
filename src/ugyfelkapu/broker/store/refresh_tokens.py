"""Refresh tokens; of many who bring one at once, one uses it, and the others find what became of it."""

from dataclasses import dataclass
from datetime import datetime

from ugyfelkapu.broker.domain.authorization import FamilyId
from ugyfelkapu.broker.domain.refresh import HeldToken, Usage
from ugyfelkapu.broker.domain.relying_party import ClientId
from ugyfelkapu.broker.domain.secret import SecretDigest
from ugyfelkapu.broker.domain.token import Family
from ugyfelkapu.broker.store import families, sessions
from ugyfelkapu.foundation.database import Reader, Transaction

_ADD = """
    INSERT INTO refresh_token (digest, family_id, client_id, salt, issued_at)
    VALUES (:digest, :family_id, :client_id, :salt, :now)
"""
_FIND = f"""
    SELECT {sessions.COLUMNS}, {families.COLUMNS}, family.ended_at, door.heard_at, refresh_token.salt, refresh_token.used_at
      FROM refresh_token
      JOIN family ON family.family_id = refresh_token.family_id
      JOIN broker_session ON broker_session.session_id = family.session_id
      JOIN door ON door.name = 'gate'
     WHERE refresh_token.digest = :digest AND refresh_token.client_id = :client_id
"""  # noqa: S608 - constants alone
_USE = "UPDATE refresh_token SET used_at = :now WHERE digest = :digest AND used_at IS NULL RETURNING digest"
_USAGE = """
    SELECT refresh_token.used_at, successor.used_at AS successor_used_at
      FROM refresh_token LEFT JOIN refresh_token AS successor ON successor.digest = :successor
     WHERE refresh_token.digest = :digest
"""

_OWNER = "SELECT family_id, client_id FROM refresh_token WHERE digest = :digest"


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """To whom a token belongs, used or not."""

    family_id: FamilyId
    client_id: ClientId


async def add(tx: Transaction, family: Family, digest: SecretDigest, *, salt: bytes, now: datetime) -> None:
    """Keep a token that is about to leave, by its digest."""
    await tx.execute(_ADD, digest=digest, family_id=family.family_id, client_id=family.client_id, salt=salt, now=now)


async def find(reader: Reader, digest: SecretDigest, *, client_id: ClientId) -> HeldToken | None:
    """This service's token, used or not; `None`: there is none, or its session is gone, and all that grew from it."""
    row = await reader.one_or_none(_FIND, digest=digest, client_id=client_id)
    if row is None:
        return None
    return HeldToken(
        digest=digest,
        salt=row.blob("salt"),
        used_at=row.instant_or_none("used_at"),
        family=families.family_of(row),
        is_ended=row.instant_or_none("ended_at") is not None,
        heard_at=row.instant("heard_at"),
    )


async def owner_of(reader: Reader, digest: SecretDigest) -> Owner | None:
    """Whose token it is."""
    row = await reader.one_or_none(_OWNER, digest=digest)
    return None if row is None else Owner(family_id=FamilyId(row.text("family_id")), client_id=ClientId(row.text("client_id")))


async def use(tx: Transaction, digest: SecretDigest, *, now: datetime) -> bool:
    """Mark it used; of two callers one gets `True`."""
    return await tx.one_or_none(_USE, digest=digest, now=now) is not None


async def usage(tx: Transaction, digest: SecretDigest, *, successor: SecretDigest) -> Usage:
    """What became of a token that somebody else used."""
    row = await tx.one(_USAGE, digest=digest, successor=successor)
    return Usage(used_at=row.instant_or_none("used_at"), successor_used_at=row.instant_or_none("successor_used_at"))

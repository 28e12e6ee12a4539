"""Organisations, their domains, and who may act for them; a right that was ended is never loaded again."""

from datetime import datetime

from ugyfelkapu.foundation.database import Reader, Row, Transaction
from ugyfelkapu.gate.domain.identity import PersonName
from ugyfelkapu.gate.domain.organisation import (
    Area,
    Authorisation,
    AuthorisationId,
    Organisation,
    OrganisationId,
    OrganisationKind,
    Role,
)
from ugyfelkapu.gate.domain.person import PersonId
from ugyfelkapu.gate.domain.secret import Digest

MOST_LISTED = 500

_ADD = """
    INSERT INTO organisation (organisation_id, kind, short_name, krid, name, seal_identifier, registered_at)
    VALUES (:organisation_id, :kind, :short_name, :krid, :name, :seal_identifier, :now)
    ON CONFLICT DO NOTHING RETURNING organisation_id
"""
_ORGANISATION = """
    organisation.organisation_id, organisation.kind, organisation.short_name, organisation.krid, organisation.name,
    organisation.seal_identifier
"""
_BY_SHORT_NAME = f"SELECT {_ORGANISATION} FROM organisation WHERE short_name = :short_name AND ended_at IS NULL"  # noqa: S608 - constants alone
_BY_ID = f"SELECT {_ORGANISATION} FROM organisation WHERE organisation_id = :organisation_id AND ended_at IS NULL"  # noqa: S608 - constants alone
_END = "UPDATE organisation SET ended_at = :now WHERE organisation_id = :organisation_id AND ended_at IS NULL RETURNING kind"
_REMOVE = "DELETE FROM organisation WHERE organisation_id = :organisation_id"
_LAPSE = """
    UPDATE authorisation SET ended_at = :now, ended_by = 'time'
     WHERE organisation_id = :organisation_id AND person_id = :person_id AND role = :role
       AND ended_at IS NULL AND valid_until <= :now
"""
_ASK = """
    INSERT INTO authorisation (authorisation_id, organisation_id, person_id, role, scope, asked_by, asked_at, valid_until)
    VALUES (:authorisation_id, :organisation_id, :person_id, :role, :scope, :asked_by, :now, :valid_until)
    ON CONFLICT DO NOTHING RETURNING authorisation_id
"""
_AUTHORISATION = f"""
    SELECT authorisation.authorisation_id, authorisation.person_id, authorisation.role, authorisation.scope,
           authorisation.asked_at, authorisation.valid_until, authorisation.accepted_at, person.family_name,
           person.given_name, {_ORGANISATION}
      FROM authorisation
      JOIN organisation ON organisation.organisation_id = authorisation.organisation_id
      JOIN person ON person.person_id = authorisation.person_id
     WHERE authorisation.ended_at IS NULL AND organisation.ended_at IS NULL
"""  # noqa: S608 - constants alone
_OF_PERSON = f"""
    {_AUTHORISATION} AND authorisation.person_id = :person_id AND authorisation.valid_until > :now
     ORDER BY organisation.name, authorisation.role LIMIT {MOST_LISTED}
"""
_OF_ORGANISATION = f"""
    {_AUTHORISATION} AND authorisation.organisation_id = :organisation_id
     ORDER BY authorisation.role, person.family_name, person.given_name LIMIT {MOST_LISTED}
"""
_BY_AUTHORISATION = f"{_AUTHORISATION} AND authorisation.authorisation_id = :authorisation_id"
_ACCEPT = """
    UPDATE authorisation SET accepted_at = :now
     WHERE authorisation_id = :authorisation_id AND person_id = :person_id
       AND accepted_at IS NULL AND ended_at IS NULL AND valid_until > :now
 RETURNING authorisation_id
"""
_END_ONE = """
    UPDATE authorisation SET ended_at = :now, ended_by = :ended_by
     WHERE authorisation_id = :authorisation_id AND ended_at IS NULL
 RETURNING authorisation_id
"""
_IS_ADMINISTRATOR = """
    SELECT authorisation_id FROM authorisation
     WHERE organisation_id = :organisation_id AND person_id = :person_id AND role = 'administrator'
       AND accepted_at IS NOT NULL AND ended_at IS NULL AND valid_until > :now
"""
_HOLD = "UPDATE organisation SET ended_at = ended_at WHERE organisation_id = :organisation_id"
_OTHER_ADMINISTRATORS = """
    SELECT count(*) AS many FROM authorisation
     WHERE organisation_id = :organisation_id AND role = 'administrator' AND authorisation_id <> :authorisation_id
       AND accepted_at IS NOT NULL AND ended_at IS NULL AND valid_until > :now
"""
_KEEP_CODE = """
    INSERT INTO organisation_domain_code (organisation_id, domain, code_digest, expires_at)
    VALUES (:organisation_id, :domain, :digest, :expires_at)
    ON CONFLICT (organisation_id) DO UPDATE
       SET domain = excluded.domain, code_digest = excluded.code_digest, expires_at = excluded.expires_at
"""
_USE_CODE = """
    DELETE FROM organisation_domain_code
     WHERE organisation_id = :organisation_id AND code_digest = :digest AND expires_at > :now
 RETURNING domain
"""
_PROVE = """
    INSERT INTO organisation_domain (organisation_id, domain, proven_at) VALUES (:organisation_id, :domain, :now)
    ON CONFLICT DO NOTHING
"""
_DOMAINS = "SELECT domain FROM organisation_domain WHERE organisation_id = :organisation_id ORDER BY domain"
_PURGE_CODES = "DELETE FROM organisation_domain_code WHERE expires_at <= :now"


async def add(tx: Transaction, organisation: Organisation, *, now: datetime) -> bool:
    """Register one; `False`: short name or KRID is taken, were it by one that has ended."""
    row = await tx.one_or_none(
        _ADD,
        organisation_id=organisation.organisation_id,
        kind=organisation.kind,
        short_name=organisation.short_name,
        krid=organisation.krid,
        name=organisation.name,
        seal_identifier=organisation.seal_identifier,
        now=now,
    )
    return row is not None


async def by_short_name(reader: Reader, short_name: str) -> Organisation | None:
    """The organisation of that short name, unless it has ended."""
    row = await reader.one_or_none(_BY_SHORT_NAME, short_name=short_name)
    return None if row is None else _organisation(row)


async def by_id(reader: Reader, organisation_id: OrganisationId) -> Organisation | None:
    """The organisation, unless it has ended."""
    row = await reader.one_or_none(_BY_ID, organisation_id=organisation_id)
    return None if row is None else _organisation(row)


async def end(tx: Transaction, organisation_id: OrganisationId, *, now: datetime) -> bool:
    """End an organisation, and with it every right to act for it; of two callers one does."""
    return await tx.one_or_none(_END, organisation_id=organisation_id, now=now) is not None


async def remove(tx: Transaction, organisation_id: OrganisationId) -> None:
    """Take back what was added in this very transaction, so that its names stay free."""
    await tx.execute(_REMOVE, organisation_id=organisation_id)


async def ask(tx: Transaction, asked: Authorisation, *, asked_by: str, now: datetime) -> bool:
    """Keep a right that waits for its person; `False`: they have it, or were asked already."""
    key = {"organisation_id": asked.organisation.organisation_id, "person_id": asked.person_id, "role": asked.role}
    await tx.execute(_LAPSE, now=now, **key)
    row = await tx.one_or_none(
        _ASK,
        authorisation_id=asked.authorisation_id,
        scope=" ".join(asked.scope),
        asked_by=asked_by,
        now=now,
        valid_until=asked.valid_until,
        **key,
    )
    return row is not None


async def of_person(reader: Reader, person_id: PersonId, *, now: datetime) -> list[Authorisation]:
    """What a person may do, and is asked to do, for organisations."""
    return [_authorisation(row) for row in await reader.all(_OF_PERSON, person_id=person_id, now=now)]


async def of_organisation(reader: Reader, organisation_id: OrganisationId) -> list[Authorisation]:
    """Who may act for an organisation, or was asked to; those that ran out, too."""
    return [_authorisation(row) for row in await reader.all(_OF_ORGANISATION, organisation_id=organisation_id)]


async def by_authorisation(reader: Reader, authorisation_id: AuthorisationId) -> Authorisation | None:
    """One right, unless it was ended."""
    row = await reader.one_or_none(_BY_AUTHORISATION, authorisation_id=authorisation_id)
    return None if row is None else _authorisation(row)


async def accept(tx: Transaction, authorisation_id: AuthorisationId, *, person_id: PersonId, now: datetime) -> bool:
    """The person's yes to a right that waits for them; of many at once one counts."""
    row = await tx.one_or_none(_ACCEPT, authorisation_id=authorisation_id, person_id=person_id, now=now)
    return row is not None


async def end_one(tx: Transaction, authorisation_id: AuthorisationId, *, ended_by: str, now: datetime) -> bool:
    """End a right; of two callers one does."""
    row = await tx.one_or_none(_END_ONE, authorisation_id=authorisation_id, ended_by=ended_by, now=now)
    return row is not None


async def is_administrator(reader: Reader, organisation_id: OrganisationId, *, person_id: PersonId, now: datetime) -> bool:
    """Whether a person administers an organisation now."""
    row = await reader.one_or_none(_IS_ADMINISTRATOR, organisation_id=organisation_id, person_id=person_id, now=now)
    return row is not None


async def hold(tx: Transaction, organisation_id: OrganisationId) -> None:
    """Nobody else looks who administers it until this transaction ends."""
    await tx.execute(_HOLD, organisation_id=organisation_id)


async def is_last_administrator(reader: Reader, authorisation: Authorisation, *, now: datetime) -> bool:
    """Whether nobody else administers the organisation."""
    organisation_id = authorisation.organisation.organisation_id
    row = await reader.one(
        _OTHER_ADMINISTRATORS,
        organisation_id=organisation_id,
        authorisation_id=authorisation.authorisation_id,
        now=now,
    )
    return row.number("many") == 0


async def keep_domain_code(
    tx: Transaction, organisation_id: OrganisationId, domain: str, *, digest: Digest, expires_at: datetime
) -> None:
    """Keep the code that was mailed into a domain; it takes the place of the one before."""
    await tx.execute(_KEEP_CODE, organisation_id=organisation_id, domain=domain, digest=digest, expires_at=expires_at)


async def prove_domain(tx: Transaction, organisation_id: OrganisationId, *, digest: Digest, now: datetime) -> str | None:
    """The domain that the code proves, once."""
    row = await tx.one_or_none(_USE_CODE, organisation_id=organisation_id, digest=digest, now=now)
    if row is None:
        return None
    await tx.execute(_PROVE, organisation_id=organisation_id, domain=row.text("domain"), now=now)
    return row.text("domain")


async def domains(reader: Reader, organisation_id: OrganisationId) -> tuple[str, ...]:
    """The domains that proved to be the organisation's."""
    return tuple(row.text("domain") for row in await reader.all(_DOMAINS, organisation_id=organisation_id))


async def purge(tx: Transaction, *, now: datetime) -> int:
    """Remove codes that ran out."""
    return await tx.execute(_PURGE_CODES, now=now)


def _organisation(row: Row) -> Organisation:
    return Organisation(
        organisation_id=OrganisationId(row.text("organisation_id")),
        kind=OrganisationKind(row.text("kind")),
        short_name=row.text("short_name"),
        krid=row.text("krid"),
        name=row.text("name"),
        seal_identifier=row.text("seal_identifier"),
    )


def _authorisation(row: Row) -> Authorisation:
    return Authorisation(
        authorisation_id=AuthorisationId(row.text("authorisation_id")),
        organisation=_organisation(row),
        person_id=PersonId(row.text("person_id")),
        person=PersonName(family_name=row.text("family_name"), given_name=row.text("given_name")),
        role=Role(row.text("role")),
        scope=tuple(Area(area) for area in row.text("scope").split()),
        asked_at=row.instant("asked_at"),
        valid_until=row.instant("valid_until"),
        accepted_at=row.instant_or_none("accepted_at"),
    )

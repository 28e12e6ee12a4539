"""Organisations as the operator sees them: all of them, with their domains and how many administer each."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from ugyfelkapu.foundation.database import Reader, Row
from ugyfelkapu.gate.domain.organisation import Organisation, OrganisationId, OrganisationKind

_LISTED = """
    SELECT organisation.organisation_id, organisation.kind, organisation.short_name, organisation.krid, organisation.name,
           organisation.seal_identifier, organisation.registered_at, organisation.ended_at,
           (SELECT count(*) FROM authorisation
             WHERE authorisation.organisation_id = organisation.organisation_id AND authorisation.role = 'administrator'
               AND authorisation.accepted_at IS NOT NULL AND authorisation.ended_at IS NULL
               AND authorisation.valid_until > :now AND organisation.ended_at IS NULL) AS administrators
      FROM organisation
"""
_ALL = _LISTED + " ORDER BY organisation.short_name LIMIT :many"
_ONE = _LISTED + " WHERE organisation.organisation_id = :organisation_id"
_DOMAINS = "SELECT organisation_id, domain FROM organisation_domain ORDER BY domain"
_DOMAINS_OF_ONE = "SELECT domain FROM organisation_domain WHERE organisation_id = :organisation_id ORDER BY domain"
_TAKEN = "SELECT organisation_id FROM organisation WHERE short_name = :short_name OR krid = :krid LIMIT 1"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedOrganisation:
    """One of them."""

    organisation: Organisation
    registered_at: datetime
    ended_at: datetime | None
    administrators: int
    """Who accepted, and may still; 0 once it has ended."""
    domains: tuple[str, ...]


async def every(reader: Reader, *, many: int, now: datetime) -> list[ListedOrganisation]:
    """All of them by short name, those that have ended, too."""
    domains: dict[str, list[str]] = defaultdict(list)
    for row in await reader.all(_DOMAINS):
        domains[row.text("organisation_id")].append(row.text("domain"))
    rows = await reader.all(_ALL, many=many, now=now)
    return [_listed(row, domains=tuple(domains[row.text("organisation_id")])) for row in rows]


async def one(reader: Reader, organisation_id: OrganisationId, *, now: datetime) -> ListedOrganisation | None:
    """One of them."""
    row = await reader.one_or_none(_ONE, organisation_id=organisation_id, now=now)
    if row is None:
        return None
    domains = await reader.all(_DOMAINS_OF_ONE, organisation_id=organisation_id)
    return _listed(row, domains=tuple(each.text("domain") for each in domains))


async def is_taken(reader: Reader, *, short_name: str, krid: str) -> bool:
    """Whether some organisation has or had either."""
    return await reader.one_or_none(_TAKEN, short_name=short_name, krid=krid) is not None


def _listed(row: Row, *, domains: tuple[str, ...]) -> ListedOrganisation:
    organisation = Organisation(
        organisation_id=OrganisationId(row.text("organisation_id")),
        kind=OrganisationKind(row.text("kind")),
        short_name=row.text("short_name"),
        krid=row.text("krid"),
        name=row.text("name"),
        seal_identifier=row.text("seal_identifier"),
    )
    return ListedOrganisation(
        organisation=organisation,
        registered_at=row.instant("registered_at"),
        ended_at=row.instant_or_none("ended_at"),
        administrators=row.number("administrators"),
        domains=domains,
    )

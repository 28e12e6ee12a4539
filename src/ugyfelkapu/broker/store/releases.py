"""Who learned what of a person: read from the journal by its index on the subject, so that a sign-on writes nothing more."""

from dataclasses import dataclass
from datetime import datetime

import msgspec

from ugyfelkapu.broker.domain.releases import ACTED_FOR, RELEASE, REVERSE, SIGN_ON, Behalf
from ugyfelkapu.broker.domain.relying_party import ClientId
from ugyfelkapu.foundation.database import Reader, Row
from ugyfelkapu.foundation.journal_reading import Place
from ugyfelkapu.identification import SubjectCode

MOST_SUMS = 500

_OF_SUBJECT = f"subject = :subject AND activity IN ('{SIGN_ON}', '{RELEASE}', '{REVERSE}', '{ACTED_FOR}')"
_SUMS = f"""
    SELECT technical, data_set, legal_basis, max(activity) AS activity, count(*) AS times, min(at) AS first_at,
           max(at) AS last_at
      FROM journal WHERE {_OF_SUBJECT}
     GROUP BY technical, data_set, legal_basis, activity = '{ACTED_FOR}' ORDER BY max(at) DESC LIMIT {MOST_SUMS}
"""  # noqa: S608 - made of constants
_PAGE = f"""
    SELECT entry_id, at, activity, technical, data_set, legal_basis
      FROM journal WHERE {_OF_SUBJECT} AND at <= :until AND entry_id < :before
     ORDER BY at DESC, entry_id DESC LIMIT :many
"""  # noqa: S608 - made of constants


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """So often the same service got the same data on the same legal basis."""

    client_id: ClientId
    behalf: Behalf | None
    data_set: str
    legal_basis: str
    times: int
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One time."""

    entry_id: str
    at: datetime
    is_sign_on: bool
    client_id: ClientId
    behalf: Behalf | None
    data_set: str
    legal_basis: str


class _Technical(msgspec.Struct, frozen=True):
    client_id: str
    other: str = ""
    organisation: str = ""


_decoder = msgspec.json.Decoder(_Technical)


async def sums(reader: Reader, subject: SubjectCode) -> list[Sum]:
    """All that services got, summed up, the last used first."""
    return [
        Sum(
            client_id=_client(row),
            behalf=_behalf(row),
            data_set=row.text("data_set"),
            legal_basis=row.text("legal_basis"),
            times=row.number("times"),
            first_at=row.instant("first_at"),
            last_at=row.instant("last_at"),
        )
        for row in await reader.all(_SUMS, subject=subject)
    ]


async def page(reader: Reader, subject: SubjectCode, *, place: Place, many: int) -> list[Line]:
    """One by one, the newest first."""
    rows = await reader.all(_PAGE, subject=subject, until=place.until, before=place.before, many=many)
    return [
        Line(
            entry_id=row.text("entry_id"),
            at=row.instant("at"),
            is_sign_on=row.text("activity") == SIGN_ON,
            client_id=_client(row),
            behalf=_behalf(row),
            data_set=row.text("data_set"),
            legal_basis=row.text("legal_basis"),
        )
        for row in rows
    ]


def _client(row: Row) -> ClientId:
    return ClientId(_decoder.decode(row.text("technical")).client_id)


def _behalf(row: Row) -> Behalf | None:
    told = _decoder.decode(row.text("technical"))
    if not told.other and not told.organisation:
        return None
    was_done_for_subject = row.text("activity") == ACTED_FOR
    return Behalf(was_done_for_subject=was_done_for_subject, other=SubjectCode(told.other), organisation=told.organisation)

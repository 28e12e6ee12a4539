"""What the broker's journal holds of one service on a day, counted; of nobody in particular."""

from dataclasses import dataclass
from datetime import date, datetime

from ugyfelkapu.broker.domain.relying_party import RelyingParty
from ugyfelkapu.foundation.database import Reader

_COUNT = """
    SELECT activity, outcome, data_set, count(*) AS many FROM journal
     WHERE organisation = :organisation AND at >= :since AND at < :until AND technical LIKE :named
     GROUP BY activity, outcome, data_set ORDER BY activity, outcome, data_set
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceFigure:
    """How often something happened for a service on a day, and with which data."""

    day: date
    activity: str
    outcome: str
    data_set: str
    many: int


async def of_service(
    reader: Reader, party: RelyingParty, day: date, *, since: datetime, until: datetime
) -> list[ServiceFigure]:
    """The figures of a day; the body's entries are read by their index, and those of its other services left out."""
    rows = await reader.all(
        _COUNT, organisation=party.organisation.hu, since=since, until=until, named=f'%"client_id":"{party.client_id}"%'
    )
    return [
        ServiceFigure(
            day=day,
            activity=row.text("activity"),
            outcome=row.text("outcome"),
            data_set=row.text("data_set"),
            many=row.number("many"),
        )
        for row in rows
    ]

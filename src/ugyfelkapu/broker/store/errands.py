"""What the gate is still to tell somebody by mail, kept until it has taken it."""

from datetime import datetime, timedelta

from ugyfelkapu.foundation.database import Reader, Transaction
from ugyfelkapu.identification import MandateNews, News, SubjectCode

TRIED_AGAIN_AFTER = timedelta(seconds=30)

_ADD = "INSERT INTO errand (errand_id, subject_code, news, due_at) VALUES (:errand_id, :subject_code, :news, :now)"
_DUE = "SELECT errand_id, subject_code, news FROM errand WHERE due_at <= :now ORDER BY due_at, errand_id LIMIT 1"
_PUT_OFF = "UPDATE errand SET due_at = :due_at WHERE errand_id = :errand_id"
_DONE = "DELETE FROM errand WHERE errand_id = :errand_id"


async def add(tx: Transaction, news: News, *, now: datetime) -> None:
    """Keep it with the deed it tells of."""
    await tx.execute(_ADD, errand_id=news.reference, subject_code=news.subject_code, news=news.what, now=now)


async def due(reader: Reader, *, now: datetime) -> News | None:
    """The one that waits longest."""
    row = await reader.one_or_none(_DUE, now=now)
    if row is None:
        return None
    return News(
        reference=row.text("errand_id"),
        subject_code=SubjectCode(row.text("subject_code")),
        what=MandateNews(row.text("news")),
    )


async def put_off(tx: Transaction, news: News, *, now: datetime) -> None:
    """Before it is tried, so that one that cannot be told keeps no other waiting."""
    await tx.execute(_PUT_OFF, errand_id=news.reference, due_at=now + TRIED_AGAIN_AFTER)


async def done(tx: Transaction, news: News) -> None:
    """The gate has taken it."""
    await tx.execute(_DONE, errand_id=news.reference)

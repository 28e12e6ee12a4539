"""Applications begun at home, and the provisional gates that hang on them (`domain.md` R2, R5)."""

from datetime import datetime

from ugyfelkapu.foundation.database import Reader, Row, Transaction
from ugyfelkapu.gate.domain.counter_case import ApplicationId
from ugyfelkapu.gate.domain.gate import GateId
from ugyfelkapu.gate.domain.home_application import HomeApplication, HomeKind
from ugyfelkapu.gate.domain.secret import Digest

_COLUMNS = "application_id, kind, gate_id, sealed, asked_at, expires_at"
_KEEP = """
    INSERT INTO application_from_home (application_id, kind, reference_digest, sealed, asked_at, answered_at, expires_at)
    VALUES (:application_id, :kind, :digest, :sealed, :asked_at, :answered_at, :expires_at)
"""
_BY_REFERENCE = f"SELECT {_COLUMNS} FROM application_from_home WHERE reference_digest = :digest AND expires_at > :now"  # noqa: S608 - the columns are a constant of this file
_BY_ID = f"SELECT {_COLUMNS} FROM application_from_home WHERE application_id = :application_id"  # noqa: S608 - as above
_CLAIM = f"""
    UPDATE application_from_home SET asked_at = asked_at WHERE application_id = :application_id RETURNING {_COLUMNS}
"""  # noqa: S608 - as above
_NEXT = f"""
    UPDATE application_from_home SET answered_at = :now
     WHERE answered_at IS NULL
       AND application_id = (SELECT application_id FROM application_from_home
                              WHERE answered_at IS NULL ORDER BY asked_at, application_id LIMIT 1)
 RETURNING {_COLUMNS}
"""  # noqa: S608 - as above
_GIVE_GATE = "UPDATE application_from_home SET gate_id = :gate_id WHERE application_id = :application_id"
_DELETE = "DELETE FROM application_from_home WHERE application_id = :application_id RETURNING application_id"
_OVER = f"""
    SELECT {_COLUMNS} FROM application_from_home
     WHERE expires_at <= :now
        OR (kind = 'provisional' AND answered_at <= :answered_until
            AND NOT EXISTS (SELECT 1 FROM gate WHERE gate.gate_id = application_from_home.gate_id
                               AND gate.activated_at IS NOT NULL))
     ORDER BY asked_at LIMIT :many
"""  # noqa: S608 - as above


async def keep(tx: Transaction, application: HomeApplication, *, digest: Digest) -> None:
    """Keep an application; a provisional one waits for the worker."""
    waits = application.kind is HomeKind.PROVISIONAL
    await tx.execute(
        _KEEP,
        application_id=application.application_id,
        kind=application.kind,
        digest=digest,
        sealed=application.sealed,
        asked_at=application.asked_at,
        answered_at=None if waits else application.asked_at,
        expires_at=application.expires_at,
    )


async def by_reference(reader: Reader, digest: Digest, *, now: datetime) -> HomeApplication | None:
    """The application of a reference, while it waits."""
    row = await reader.one_or_none(_BY_REFERENCE, digest=digest, now=now)
    return None if row is None else _application(row)


async def by_id(reader: Reader, application_id: ApplicationId) -> HomeApplication | None:
    """The application of a case, unless it is gone."""
    row = await reader.one_or_none(_BY_ID, application_id=application_id)
    return None if row is None else _application(row)


async def claim(tx: Transaction, application_id: ApplicationId) -> HomeApplication | None:
    """As `by_id`, held until the commit; whoever needs its gate as well takes this first, so that nobody waits in a circle."""
    row = await tx.one_or_none(_CLAIM, application_id=application_id)
    return None if row is None else _application(row)


async def take_unanswered(tx: Transaction, *, now: datetime) -> HomeApplication | None:
    """The longest waiting provisional application, answered with this transaction; of two workers one gets it."""
    row = await tx.one_or_none(_NEXT, now=now)
    return None if row is None else _application(row)


async def give_gate(tx: Transaction, application_id: ApplicationId, gate_id: GateId) -> None:
    """Hang the provisional gate on its application."""
    await tx.execute(_GIVE_GATE, application_id=application_id, gate_id=gate_id)


async def delete(tx: Transaction, application_id: ApplicationId) -> bool:
    """Delete the application; `False` when somebody else did."""
    return await tx.one_or_none(_DELETE, application_id=application_id) is not None


async def over(reader: Reader, *, answered_until: datetime, many: int, now: datetime) -> list[HomeApplication]:
    """Those that waited long enough, and provisional ones whose gate nobody activated in time."""
    rows = await reader.all(_OVER, now=now, answered_until=answered_until, many=many)
    return [_application(row) for row in rows]


def _application(row: Row) -> HomeApplication:
    gate_id = row.text_or_none("gate_id")
    return HomeApplication(
        application_id=ApplicationId(row.text("application_id")),
        kind=HomeKind(row.text("kind")),
        gate_id=GateId(gate_id) if gate_id else None,
        sealed=row.blob("sealed"),
        asked_at=row.instant("asked_at"),
        expires_at=row.instant("expires_at"),
    )

"""Who is signed on at a service now, by the code that the service knows them by."""

from ugyfelkapu.broker.domain.connection_code import ConnectionCode
from ugyfelkapu.broker.domain.relying_party import ClientId
from ugyfelkapu.broker.domain.session import BrokerSession
from ugyfelkapu.broker.store import sessions
from ugyfelkapu.foundation.database import Reader

_FIND = f"""
    SELECT {sessions.COLUMNS}
      FROM connection_code
      JOIN broker_session ON broker_session.subject_code = connection_code.subject_code
      JOIN family ON family.session_id = broker_session.session_id
     WHERE connection_code.connection_code = :connection_code AND family.client_id = :client_id
       AND family.connection_code = :connection_code AND family.ended_at IS NULL
     ORDER BY broker_session.last_used_at DESC LIMIT 1
"""  # noqa: S608 - constants alone


async def find(reader: Reader, client_id: ClientId, connection_code: ConnectionCode) -> BrokerSession | None:
    """The session used last of those in which the person signed on there; whether it is live is the domain's to say."""
    row = await reader.one_or_none(_FIND, client_id=client_id, connection_code=connection_code)
    return None if row is None else sessions.session_of(row)

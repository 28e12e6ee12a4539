"""Who is signed on at SAML services; a row lives as long as its session."""

from ugyfelkapu.broker.domain.connection_code import ConnectionCode
from ugyfelkapu.broker.domain.relying_party import ClientId
from ugyfelkapu.broker.domain.saml_service import NameIdFormat
from ugyfelkapu.broker.domain.saml_sign_on import SamlName, SamlSignOn
from ugyfelkapu.broker.domain.session import SessionId
from ugyfelkapu.foundation.database import Reader, Transaction

_PUT = """
    INSERT INTO saml_sign_on (session_id, client_id, name_id, name_id_format, connection_code)
    VALUES (:session_id, :client_id, :name_id, :name_id_format, :connection_code)
    ON CONFLICT (session_id, client_id, name_id) DO NOTHING
"""
_FIND = """
    SELECT session_id, name_id, name_id_format, connection_code FROM saml_sign_on
     WHERE client_id = :client_id AND name_id = :name_id ORDER BY session_id
"""
_IS_ON = "SELECT client_id FROM saml_sign_on WHERE session_id = :session_id AND client_id = :client_id LIMIT 1"
_END = "DELETE FROM saml_sign_on WHERE session_id = :session_id AND client_id = :client_id RETURNING client_id"


async def find(reader: Reader, client_id: ClientId, name_id: str) -> list[tuple[SessionId, SamlSignOn]]:
    """Where somebody is signed on at the service under this name, in each session."""
    return [
        (
            SessionId(row.text("session_id")),
            SamlSignOn(
                client_id=client_id,
                name=SamlName(format=NameIdFormat(row.text("name_id_format")), name_id=name_id),
                connection_code=ConnectionCode(row.text("connection_code")),
            ),
        )
        for row in await reader.all(_FIND, client_id=client_id, name_id=name_id)
    ]


async def is_on(reader: Reader, session_id: SessionId, client_id: ClientId) -> bool:
    """Whether somebody is signed on there in this session."""
    return await reader.one_or_none(_IS_ON, session_id=session_id, client_id=client_id) is not None


async def end(tx: Transaction, session_id: SessionId, client_id: ClientId) -> bool:
    """End the sign-on there alone, whatever its names; whether there was one."""
    return bool(await tx.all(_END, session_id=session_id, client_id=client_id))


async def put(tx: Transaction, session_id: SessionId, signed_on: SamlSignOn) -> None:
    """Note that the person is signed on there under this name; again changes nothing."""
    await tx.execute(
        _PUT,
        session_id=session_id,
        client_id=signed_on.client_id,
        name_id=signed_on.name.name_id,
        name_id_format=signed_on.name.format,
        connection_code=signed_on.connection_code,
    )

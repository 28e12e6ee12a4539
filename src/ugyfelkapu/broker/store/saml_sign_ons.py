"""Who is signed on at SAML services; a row lives as long as its session."""

from ugyfelkapu.broker.domain.saml_sign_on import SamlSignOn
from ugyfelkapu.broker.domain.session import SessionId
from ugyfelkapu.foundation.database import Transaction

_PUT = """
    INSERT INTO saml_sign_on (session_id, client_id, name_id, name_id_format, connection_code)
    VALUES (:session_id, :client_id, :name_id, :name_id_format, :connection_code)
    ON CONFLICT (session_id, client_id, name_id) DO NOTHING
"""


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

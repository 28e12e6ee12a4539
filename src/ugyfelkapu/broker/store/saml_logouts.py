"""SAML services' wishes to sign somebody out, each waiting for the person in one browser."""

from datetime import datetime, timedelta

from ugyfelkapu.broker.domain.logout_notice import SignOutId
from ugyfelkapu.broker.domain.relying_party import ClientId
from ugyfelkapu.broker.domain.saml_logout import SamlLogout, SamlLogoutId
from ugyfelkapu.broker.domain.secret import may_be_identifier
from ugyfelkapu.broker.domain.session import SessionId
from ugyfelkapu.foundation.database import Reader, Transaction

KEPT = timedelta(hours=1)

_ADD = """
    INSERT INTO saml_logout (logout_id, browser_digest, client_id, session_id, request_id, relay_state, created_at)
    VALUES (:logout_id, :browser_digest, :client_id, :session_id, :request_id, :relay_state, :created_at)
"""
_FIND = """
    SELECT client_id, session_id, request_id, relay_state, sign_out_id FROM saml_logout
     WHERE logout_id = :logout_id AND browser_digest = :browser_digest AND created_at > :oldest
"""
_END = "UPDATE saml_logout SET sign_out_id = :sign_out_id WHERE logout_id = :logout_id"


async def add(tx: Transaction, logout: SamlLogout, *, browser_digest: bytes, now: datetime) -> None:
    """Keep a wish whose signature was verified."""
    await tx.execute(
        _ADD,
        logout_id=logout.logout_id,
        browser_digest=browser_digest,
        client_id=logout.client_id,
        session_id=logout.session_id,
        request_id=logout.request_id,
        relay_state=logout.relay_state,
        created_at=now,
    )


async def find(reader: Reader, logout_id: SamlLogoutId, *, browser_digest: bytes, now: datetime) -> SamlLogout | None:
    """The wish, if it belongs to this browser and is younger than an hour."""
    if not may_be_identifier(logout_id):
        return None
    row = await reader.one_or_none(_FIND, logout_id=logout_id, browser_digest=browser_digest, oldest=now - KEPT)
    if row is None:
        return None
    sign_out_id = row.text_or_none("sign_out_id")
    return SamlLogout(
        logout_id=logout_id,
        client_id=ClientId(row.text("client_id")),
        session_id=SessionId(row.text("session_id")),
        request_id=row.text("request_id"),
        relay_state=row.text_or_none("relay_state"),
        sign_out_id=None if sign_out_id is None else SignOutId(sign_out_id),
    )


async def note_end(tx: Transaction, logout_id: SamlLogoutId, sign_out_id: SignOutId) -> None:
    """Which end it came to."""
    await tx.execute(_END, logout_id=logout_id, sign_out_id=sign_out_id)

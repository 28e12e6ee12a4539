"""A person signed on at a SAML service: by which name, in which session (SAML 2.0 Core section 2.2.2 and 8.3)."""

from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from ugyfelkapu.broker.domain.connection_code import ConnectionCode
from ugyfelkapu.broker.domain.relying_party import ClientId
from ugyfelkapu.broker.domain.saml_service import NameIdFormat
from ugyfelkapu.broker.domain.secret import text_of
from ugyfelkapu.broker.domain.session import BrokerSession, SessionId

ASSERTION_LIFETIME = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class SamlName:
    """A `NameID`."""

    format: NameIdFormat
    name_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SamlSignOn:
    """A service where somebody is signed on."""

    client_id: ClientId
    name: SamlName
    connection_code: ConnectionCode


def name_of(session: BrokerSession, client_id: ClientId, connection_code: ConnectionCode, *, asked: NameIdFormat) -> SamlName:
    """What the service calls the person."""
    match asked:
        case NameIdFormat.PERSISTENT:
            return SamlName(format=asked, name_id=connection_code)
        case NameIdFormat.TRANSIENT:
            return SamlName(format=asked, name_id=_transient(session.session_id, client_id))
        case NameIdFormat.EMAIL:
            return SamlName(format=asked, name_id=session.email)


def _transient(session_id: SessionId, client_id: ClientId) -> str:
    """A name that nobody can connect with the person, the same for one session of one service (Core section 8.3.8)."""
    return "_" + text_of(sha256(f"transient {session_id} {client_id}".encode()).digest()[:16])

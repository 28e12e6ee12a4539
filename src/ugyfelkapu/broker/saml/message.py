"""What every message has: who sent it, its `ID`, instants and flags (SAML 2.0 Core sections 1.3 and 3.2.1)."""

from datetime import UTC, datetime

from ugyfelkapu.broker.domain.saml_service import EntityId
from ugyfelkapu.broker.saml.xml.element import XmlElement
from ugyfelkapu.broker.saml.xml.names import SAML

LONGEST_ID = 256


class UnreadableError(Exception):
    """Says in the protocol's words what the message lacks or has wrong."""


def issuer_of(message: XmlElement) -> EntityId | None:
    """Who says to have sent it (Core section 3.2.1)."""
    issuer = message.child(SAML + "Issuer")
    return EntityId(issuer.text.strip()) if issuer is not None and issuer.text.strip() else None


def version_of(message: XmlElement) -> str:
    """In which version it speaks (Core section 3.2.1)."""
    version = message.get("Version")
    if not version:
        raise UnreadableError("Version is missing")
    return version


def message_id(message: XmlElement) -> str:
    """Its `ID` (Core section 1.3.4)."""
    name = message.get("ID") or ""
    if not 0 < len(name) <= LONGEST_ID or not name.isprintable() or " " in name:
        raise UnreadableError("ID is missing, or no name")
    return name


def instant(text: str | None, name: str) -> datetime:
    """An instant in UTC (Core section 1.3.3)."""
    try:
        at = datetime.fromisoformat(text or "")
        in_utc = at.astimezone(UTC)
    except (ValueError, OverflowError):  # the first and the last day there is, in another zone
        raise UnreadableError(f"{name} is missing, or no instant") from None
    if at.tzinfo is None:
        raise UnreadableError(f"{name} has no time zone; it must end in Z")
    return in_utc


def flag(element: XmlElement, name: str) -> bool:
    """A boolean attribute, false where it is left out (XML Schema Datatypes section 3.2.2)."""
    text = element.get(name)
    if text not in (None, "true", "false", "1", "0"):
        raise UnreadableError(f"{name} must be true or false")
    return text in ("true", "1")

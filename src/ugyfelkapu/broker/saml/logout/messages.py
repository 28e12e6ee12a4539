"""`LogoutRequest` and `LogoutResponse`, written and read (SAML 2.0 Core section 3.7)."""

from datetime import datetime, timedelta

from ugyfelkapu.broker.domain.logout_notice import Notice
from ugyfelkapu.broker.domain.saml_logout import LogoutAnswered, LogoutAsked, message_id_of
from ugyfelkapu.broker.domain.saml_service import SamlTerms
from ugyfelkapu.broker.ports import BrokerWorld
from ugyfelkapu.broker.saml.message import UnreadableError, instant, issuer_of, message_id, version_of
from ugyfelkapu.broker.saml.speaking import fresh_id, issuer, name_node, stamped
from ugyfelkapu.broker.saml.xml.element import XmlElement
from ugyfelkapu.broker.saml.xml.names import SAML, SAMLP
from ugyfelkapu.broker.saml.xml.writing import XmlNode, element

LOGOUT_LIFETIME = timedelta(minutes=5)
MOST_INDEXES = 50


def logout_request(world: BrokerWorld, notice: Notice, terms: SamlTerms, *, destination: str, now: datetime) -> XmlNode:
    """Our request: who is signed out, as this service knows them; not signed yet."""
    attributes = {
        "Destination": destination,
        "ID": message_id_of(notice),
        "IssueInstant": stamped(now),
        "NotOnOrAfter": stamped(now + LOGOUT_LIFETIME),
        "Version": "2.0",
    }
    name = notice.signed_on.name
    return element(
        "samlp:LogoutRequest",
        attributes,
        issuer(world),
        *([name_node(name, terms)] if name else []),
        element("samlp:SessionIndex", {}, notice.signed_on.sid),
    )


def logout_response(world: BrokerWorld, *, request_id: str, destination: str | None, status: XmlNode, now: datetime) -> XmlNode:
    """Our answer; not signed yet. `destination`: `None` where it goes back on the same connection."""
    attributes = {
        **({} if destination is None else {"Destination": destination}),
        "ID": fresh_id(world),
        "InResponseTo": request_id,
        "IssueInstant": stamped(now),
        "Version": "2.0",
    }
    return element("samlp:LogoutResponse", attributes, issuer(world), status)


def logout_request_of(message: XmlElement) -> LogoutAsked:
    """The values; `UnreadableError` where one of them is none."""
    if message.name != SAMLP + "LogoutRequest":
        raise UnreadableError("the message is no samlp:LogoutRequest")
    name, asker = message.child(SAML + "NameID"), issuer_of(message)
    if name is None or asker is None:
        raise UnreadableError("Issuer or NameID is missing; an EncryptedID is not read here")
    indexes = tuple(each.text.strip() for each in message.children(SAMLP + "SessionIndex"))
    if len(indexes) > MOST_INDEXES:
        raise UnreadableError(f"there are more than {MOST_INDEXES} SessionIndex")
    until = message.get("NotOnOrAfter")
    return LogoutAsked(
        version=version_of(message),
        request_id=message_id(message),
        issuer=asker,
        issued_at=instant(message.get("IssueInstant"), "IssueInstant"),
        destination=message.get("Destination"),
        not_on_or_after=None if until is None else instant(until, "NotOnOrAfter"),
        name_id=name.text.strip(),
        session_indexes=indexes,
    )


def logout_response_of(message: XmlElement) -> LogoutAnswered:
    """The values; `UnreadableError` where one of them is none."""
    status = message.child(SAMLP + "Status")
    code = status.child(SAMLP + "StatusCode") if status is not None else None
    inner = code.child(SAMLP + "StatusCode") if code is not None else None
    sender = issuer_of(message)
    if message.name != SAMLP + "LogoutResponse" or code is None or sender is None:
        raise UnreadableError("the message is no samlp:LogoutResponse with Issuer and Status")
    return LogoutAnswered(
        issuer=sender,
        issued_at=instant(message.get("IssueInstant"), "IssueInstant"),
        in_response_to=message.get("InResponseTo") or "",
        destination=message.get("Destination"),
        status=code.get("Value") or "",
        detail=inner.get("Value") if inner is not None else None,
    )

"""A `LogoutRequest` or its answer as it was read, and the rules they must keep (SAML 2.0 Core section 3.7, Profiles 4.4)."""

from dataclasses import dataclass
from datetime import datetime
from typing import NewType

from ugyfelkapu.broker.domain.authn_request import REQUEST_LIFETIME, SAML_LEEWAY
from ugyfelkapu.broker.domain.logout_notice import Notice, NoticeId, SignOutId
from ugyfelkapu.broker.domain.relying_party import ClientId
from ugyfelkapu.broker.domain.saml_entity import client_id_of
from ugyfelkapu.broker.domain.saml_service import EntityId
from ugyfelkapu.broker.domain.saml_status import Detail, SamlRefusal, Status, fault_of_version, requester
from ugyfelkapu.broker.domain.session import SessionId, sid_of

SamlLogoutId = NewType("SamlLogoutId", str)
"""A service's wish to sign somebody out, part of the address of the page that asks the person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LogoutAsked:
    """What a service says; nothing in it is believed before its signature was."""

    version: str
    request_id: str
    issuer: EntityId
    issued_at: datetime
    destination: str | None
    not_on_or_after: datetime | None
    name_id: str
    session_indexes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LogoutAnswered:
    """What a service says to a request of ours."""

    issuer: EntityId
    issued_at: datetime
    in_response_to: str
    destination: str | None
    status: str
    detail: str | None
    """The status below it; `None`: none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SamlLogout:
    """A service's wish, waiting for the person in one browser."""

    logout_id: SamlLogoutId
    client_id: ClientId
    session_id: SessionId
    request_id: str
    relay_state: str | None
    sign_out_id: SignOutId | None
    """The end it came to; `None`: none yet."""


def fault_of_logout(asked: LogoutAsked, *, destination: str, now: datetime) -> SamlRefusal | None:
    """The first rule the request breaks; `destination`: the address it came to."""
    if mismatch := fault_of_version(asked.version):
        return mismatch
    if asked.destination != destination:
        return requester(f"Destination must be {destination}")
    if asked.issued_at <= now - REQUEST_LIFETIME:
        return requester("IssueInstant is too long ago")
    if asked.issued_at > now + SAML_LEEWAY:
        return requester("IssueInstant is in the future; compare the clocks")
    if asked.not_on_or_after is not None and asked.not_on_or_after <= now - SAML_LEEWAY:
        return requester("NotOnOrAfter is over")
    return None


def means(asked: LogoutAsked, session_id: SessionId, client_id: ClientId) -> bool:
    """Whether the request is about this session: by its index, or about all where it names none (Core section 3.7.1)."""
    return not asked.session_indexes or sid_of(session_id, client_id) in asked.session_indexes


def message_id_of(notice: Notice) -> str:
    """The `ID` of the request by which a service is told: another one for each try, or one seen before would be refused."""
    return f"_{notice.notice_id}.{notice.tries}"


def notice_id_in(in_response_to: str) -> NoticeId:
    """Which notice an answer is about, as it says."""
    return NoticeId(in_response_to.removeprefix("_").partition(".")[0])


def fault_of_arrival(answered: LogoutAnswered, *, destination: str, now: datetime) -> str | None:
    """Why an answer by browser is not listened to: meant for elsewhere, or not of now (Bindings section 3.4.5.2)."""
    if answered.destination != destination:
        return f"Destination must be {destination}"
    if not now - REQUEST_LIFETIME < answered.issued_at <= now + SAML_LEEWAY:
        return "IssueInstant is too long ago or in the future"
    return None


def fault_of_answer(answered: LogoutAnswered, notice: Notice) -> str | None:
    """Why the service did not sign the person out, as it says; `None`: it did."""
    if client_id_of(answered.issuer) != notice.signed_on.client_id:
        return "Issuer is another service"
    if notice_id_in(answered.in_response_to) != notice.notice_id:
        return "InResponseTo names another request"
    if answered.status == Status.SUCCESS and answered.detail != Detail.PARTIAL_LOGOUT:
        return None
    return f"answered {' / '.join(filter(None, (answered.status, answered.detail)))}"

"""May a service end the session without asking the person (OpenID Connect RP-Initiated Logout 1.0 section 2)."""

from dataclasses import dataclass
from enum import StrEnum

from ugyfelkapu.broker.domain.relying_party import ClientId, RelyingParty
from ugyfelkapu.broker.domain.session import BrokerSession, sid_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Hint:
    """What a verified `id_token_hint` says; an expired one still tells who asks (section 2)."""

    client_id: ClientId
    sid: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LogoutRequest:
    """A parsed request to sign out; `hint` is verified already."""

    client_id: ClientId | None
    hint: Hint | None
    post_logout_redirect_uri: str | None
    state: str | None


class LogoutFault(StrEnum):
    """Why a request to sign out gets a page that refuses it, never a redirect (section 3)."""

    OTHER_CLIENT = "other_client"
    UNKNOWN_CLIENT = "unknown_logout_client"
    UNREGISTERED_REDIRECT = "unregistered_redirect"


class LogoutStep(StrEnum):
    """What happens to a faultless request."""

    CONFIRM = "confirm"
    END = "end"
    NOTHING_TO_END = "nothing_to_end"


def asking_client(request: LogoutRequest) -> ClientId | None:
    """Which service asks, by the hint or by its own word."""
    return request.hint.client_id if request.hint else request.client_id


def logout_fault(request: LogoutRequest, party: RelyingParty | None) -> LogoutFault | None:
    """The first rule the request breaks; `party` is the registered `asking_client`."""
    if request.hint and request.client_id and request.hint.client_id != request.client_id:
        return LogoutFault.OTHER_CLIENT  # section 2: both must name the same client
    if asking_client(request) is not None and party is None:
        return LogoutFault.UNKNOWN_CLIENT
    if request.post_logout_redirect_uri is None:
        return None
    if party is None:
        return LogoutFault.UNKNOWN_CLIENT  # section 3: nobody to check the address against
    if request.post_logout_redirect_uri not in party.post_logout_redirect_uris:
        return LogoutFault.UNREGISTERED_REDIRECT  # section 3: exactly as registered
    return None


def logout_step(request: LogoutRequest, session: BrokerSession | None) -> LogoutStep:
    """Whether the person is asked first: always, unless the hint was made for this very session (section 6)."""
    if session is None:
        return LogoutStep.NOTHING_TO_END
    if request.hint and request.hint.sid == sid_of(session.session_id, request.hint.client_id):
        return LogoutStep.END
    return LogoutStep.CONFIRM

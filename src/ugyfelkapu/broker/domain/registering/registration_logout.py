"""How a service wants to be told that somebody signed out (Back-Channel and Front-Channel Logout 1.0, section 2.2)."""

from ugyfelkapu.broker.domain.metadata import Document, MetadataFaultError, flag, text
from ugyfelkapu.broker.domain.redirect import is_acceptable, origin_of
from ugyfelkapu.broker.domain.relying_party import LogoutTerms


def logout_terms(document: Document, *, redirect_uris: tuple[str, ...], loopback_allowed: bool) -> LogoutTerms:
    """The terms; the address for the browser must be of a host the service redirects to (Front-Channel Logout section 2)."""
    back = _address(document, "backchannel_logout_uri", loopback_allowed=loopback_allowed)
    front = _address(document, "frontchannel_logout_uri", loopback_allowed=loopback_allowed)
    if front is not None and origin_of(front) not in {origin_of(uri) for uri in redirect_uris}:
        message = "frontchannel_logout_uri must have scheme, host and port of one of the redirect_uris"
        raise MetadataFaultError(message)
    return LogoutTerms(
        back_channel_uri=back,
        is_back_channel_sid_needed=flag(document, "backchannel_logout_session_required"),
        front_channel_uri=front,
        is_front_channel_sid_needed=flag(document, "frontchannel_logout_session_required"),
    )


def _address(document: Document, field: str, *, loopback_allowed: bool) -> str | None:
    address = text(document, field)
    if address is not None and not is_acceptable(address, native=False, loopback_allowed=loopback_allowed):
        message = f"{field} must be an absolute https address without fragment"
        raise MetadataFaultError(message)
    return address

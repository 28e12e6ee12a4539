"""Why a sign-in or sign-out did not succeed, as a person is told."""

from enum import StrEnum
from http import HTTPStatus

_SILENT = ("login_required", "interaction_required", "consent_required", "account_selection_required")
_LATER = ("server_error", "temporarily_unavailable")


class Refusal(StrEnum):
    """Each has its page."""

    CANCELLED = "cancelled"
    SIGN_IN_NEEDED = "sign_in_needed"
    LEVEL_NOT_REACHED = "level_not_reached"
    TRY_LATER = "try_later"
    NOT_ALLOWED = "not_allowed"
    NOT_OURS = "not_ours"
    """The answer belongs to no sign-in that this browser has open."""
    NOT_TRUSTED = "not_trusted"
    """The answer could not be verified, so nothing in it counts."""
    UNREACHABLE = "unreachable"
    SIGNED_OUT_HERE_ONLY = "signed_out_here_only"


def refusal_of(error: str) -> Refusal:
    """The reason behind a protocol error (RFC 6749 section 4.1.2.1, OpenID Connect Core section 3.1.2.6)."""
    if error == "access_denied":
        return Refusal.CANCELLED
    if error in {"mismatching_state", "invalid_grant"}:
        return Refusal.NOT_OURS  # a code that ran out or was used is as little ours as another's state
    if error == "unmet_authentication_requirements":
        return Refusal.LEVEL_NOT_REACHED
    if error in _SILENT:
        return Refusal.SIGN_IN_NEEDED
    return Refusal.TRY_LATER if error in _LATER else Refusal.NOT_ALLOWED


def status_of(refusal: Refusal) -> HTTPStatus:
    """The status of a refusal's page."""
    match refusal:
        case Refusal.UNREACHABLE | Refusal.SIGNED_OUT_HERE_ONLY | Refusal.TRY_LATER:
            return HTTPStatus.SERVICE_UNAVAILABLE
        case Refusal.CANCELLED | Refusal.SIGN_IN_NEEDED | Refusal.LEVEL_NOT_REACHED | Refusal.NOT_ALLOWED:
            return HTTPStatus.FORBIDDEN
        case Refusal.NOT_OURS | Refusal.NOT_TRUSTED:
            return HTTPStatus.BAD_REQUEST

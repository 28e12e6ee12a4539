"""Where a standard speaks of a refusal, and by which text the developer's log explains it."""

_SOURCES = {
    "invalid_request": "RFC 6749 4.1.2.1, 5.2",
    "invalid_client": "RFC 6749 5.2; RFC 7523 3",
    "invalid_grant": "RFC 6749 5.2; RFC 7636 4.6",
    "unauthorized_client": "RFC 6749 4.1.2.1, 5.2",
    "unsupported_grant_type": "RFC 6749 5.2",
    "unsupported_response_type": "RFC 6749 4.1.2.1",
    "unsupported_token_type": "RFC 7009 2.2.1",
    "invalid_scope": "RFC 6749 4.1.2.1, 5.2",
    "invalid_token": "RFC 6750 3.1; RFC 9449 7.1",
    "insufficient_scope": "RFC 6750 3.1",
    "invalid_dpop_proof": "RFC 9449 4.3, 5",
    "invalid_target": "RFC 8693 2.2.2",
    "invalid_request_uri": "RFC 9101 7; RFC 9126 4",
    "invalid_request_object": "RFC 9101 6, 7",
    "request_not_supported": "OpenID Connect Core 3.1.2.6",
    "registration_not_supported": "OpenID Connect Core 3.1.2.6",
    "unmet_authentication_requirements": "OpenID Connect Core Unmet Authentication Requirements 1.0",
    "expired_token": "RFC 8628 3.5",
    "slow_down": "RFC 8628 3.5",
    "access_denied": "RFC 6749 4.1.2.1; RFC 8628 3.5",
    "temporarily_unavailable": "RFC 6749 4.1.2.1",
    "invalid_redirect_uri": "RFC 7591 3.2.2",
    "invalid_client_metadata": "RFC 7591 3.2.2",
    "not_signed_on": "docs/protocols.md",
    "too_many_requests": "RFC 6585 4",
    "invalid_logout_request": "OpenID Connect RP-Initiated Logout 2, 3",
}


def source_of(error: str) -> str:
    """The sections; empty for what no standard of these names."""
    return _SOURCES.get(error, "")


def explanation_of(error: str) -> str:
    """The key of the text that explains it."""
    return f"developer.error.{error}" if error in _SOURCES else "developer.error.other"

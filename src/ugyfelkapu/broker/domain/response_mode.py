"""How an answer travels to the service (OAuth 2.0 Multiple Response Types section 2.1, Form Post Response Mode, JARM)."""

from enum import StrEnum


class ResponseMode(StrEnum):
    """By a redirect or by a form that the browser posts; as parameters or as one signed token."""

    QUERY = "query"
    FORM_POST = "form_post"
    QUERY_JWT = "query.jwt"
    FORM_POST_JWT = "form_post.jwt"

    @property
    def is_posted(self) -> bool:
        """Whether the browser posts a form."""
        return self in (ResponseMode.FORM_POST, ResponseMode.FORM_POST_JWT)

    @property
    def is_signed(self) -> bool:
        """Whether the answer is one signed token (JARM section 2.1)."""
        return self in (ResponseMode.QUERY_JWT, ResponseMode.FORM_POST_JWT)


USUAL_JWT_MODE = "jwt"
"""The usual one of the response type, which for `code` is `query.jwt` (JARM section 2.3.4)."""

RESPONSE_MODES = (*ResponseMode, USUAL_JWT_MODE)


def response_mode_of(asked: str | None) -> ResponseMode | None:
    """The mode asked for, `query` where none was; `None` for one we do not have."""
    if asked is None:
        return ResponseMode.QUERY
    if asked == USUAL_JWT_MODE:
        return ResponseMode.QUERY_JWT
    return ResponseMode(asked) if asked in list(ResponseMode) else None

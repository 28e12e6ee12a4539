"""Cookies as browsers protect them best: `__Host-`, Secure, HttpOnly, SameSite=Lax (RFC 6265bis section 4.1.3)."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

MOST_CHARACTERS = 300
"""None of ours is longer; what is longer was not set by us."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cookies:
    """How this installation names its cookies."""

    secure: bool
    """Whether the public address is https; plain http is for the demo alone, where other clients would not send them."""

    def read(self, request: Request, name: str) -> str | None:
        """The cookie's value, if it was sent and could be ours."""
        value = request.cookies.get(self._full_name(name))
        return value if value and value.isascii() and len(value) <= MOST_CHARACTERS else None

    def keep(self, response: Response, name: str, value: str, *, max_age_seconds: int | None = None) -> None:
        """Set the cookie; without an age it goes with the browser's session."""
        response.set_cookie(
            self._full_name(name), value, max_age=max_age_seconds, path="/", secure=self.secure, httponly=True, samesite="lax"
        )

    def drop(self, response: Response, name: str) -> None:
        """Remove the cookie."""
        response.delete_cookie(self._full_name(name), path="/", secure=self.secure, httponly=True, samesite="lax")

    def _full_name(self, name: str) -> str:
        return f"__Host-{name}" if self.secure else name

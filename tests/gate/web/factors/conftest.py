"""The same browsers and owners as before the sign-in."""

from tests.gate.web.signin.conftest import (
    another,
    browser,
    counter,
    owner,
    pages,
)

__all__ = ["another", "browser", "counter", "owner", "pages"]

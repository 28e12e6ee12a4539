"""The own pages stand behind the same application as sign-in."""

from tests.gate.web.signin.conftest import another, browser, counter, owner, pages

__all__ = ["another", "browser", "counter", "owner", "pages"]

"""The same pages and browsers as before sign-in."""

from tests.gate.web.signin.conftest import another, browser, counter, owner, pages, password_pool

__all__ = ["another", "browser", "counter", "owner", "pages", "password_pool"]

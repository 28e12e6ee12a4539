"""A counter on each database."""

from tests.gate.actions.conftest import counter, password_pool

__all__ = ["counter", "password_pool"]

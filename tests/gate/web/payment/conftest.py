"""A counter on each database."""

from tests.gate.actions.conftest import counter

__all__ = ["counter"]

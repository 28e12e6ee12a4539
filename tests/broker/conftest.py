"""The broker's tests stand on its own tables."""

import pytest


@pytest.fixture
def migrated_packages() -> tuple[str, ...]:
    """The broker's tables beside the foundation's."""
    return ("ugyfelkapu.broker.store",)

"""The gate's tests stand on its own tables."""

import pytest


@pytest.fixture
def migrated_packages() -> tuple[str, ...]:
    """The gate's tables beside the foundation's."""
    return ("ugyfelkapu.gate.store",)

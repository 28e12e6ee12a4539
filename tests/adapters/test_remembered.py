"""How long a document of somebody else's server counts."""

import pytest

from ugyfelkapu.adapters.remembered import MOST_DOCUMENTS, Remembered, lifetime_seconds
from ugyfelkapu.broker.ports import FetchFault


@pytest.mark.parametrize(
    ("told", "seconds"),
    [
        ("", 300),
        ("max-age=0", 60),
        ("no-store", 60),
        ("public, max-age=99999999", 3600),
        ('MAX-AGE="600"', 600),
        ("max-age=-1", 300),
    ],
)
def test_a_server_says_how_long_within_bounds(told: str, seconds: float) -> None:
    assert lifetime_seconds(told) == seconds


def test_no_more_than_so_many_documents_are_remembered() -> None:
    remembered = Remembered()
    for number in range(MOST_DOCUMENTS + 1):
        remembered.keep(str(number), FetchFault.REFUSED, cache_control="", now=0)
    assert remembered.current("0", now=1) is None
    assert remembered.current("1", now=1) is FetchFault.REFUSED

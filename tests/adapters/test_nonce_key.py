"""The key of nonces: one for all processes, for its owner alone."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.world import CountedEntropy
from ugyfelkapu.adapters.entropy import SystemEntropy
from ugyfelkapu.adapters.nonce_key import FILE, KEY_BYTES, UnsafeNonceKeyError, nonce_key


def test_the_key_is_made_once_and_read_ever_after(tmp_path: Path) -> None:
    directory = tmp_path / "keys"
    made = nonce_key(directory, CountedEntropy("first"))
    assert len(made) == KEY_BYTES
    assert nonce_key(directory, CountedEntropy("second")) == made
    assert [each.name for each in directory.iterdir()] == [FILE]
    assert (directory / FILE).stat().st_mode & 0o077 == 0


def test_of_many_that_start_at_once_all_get_the_same_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(20) as starting:
        keys = set(starting.map(lambda _: nonce_key(tmp_path, SystemEntropy()), range(20)))
    assert len(keys) == 1


def test_a_key_that_others_may_read_or_that_is_none_stops_the_start(tmp_path: Path) -> None:
    nonce_key(tmp_path, CountedEntropy())
    (tmp_path / FILE).chmod(0o640)
    with pytest.raises(UnsafeNonceKeyError, match="read by others"):
        nonce_key(tmp_path, CountedEntropy())
    (tmp_path / FILE).chmod(0o600)
    (tmp_path / FILE).write_bytes(b"short")
    with pytest.raises(UnsafeNonceKeyError, match="5 bytes"):
        nonce_key(tmp_path, CountedEntropy())

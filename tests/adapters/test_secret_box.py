"""Sealed secrets: bound to their owner, and to a key that lies apart."""

from pathlib import Path

import pytest

from tests.world import CountedEntropy
from ugyfelkapu.adapters.secret_box import SealingBox, WrongKeyFileError, make_key_file


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    path = tmp_path / "gate.key"
    make_key_file(path, CountedEntropy())
    return path


def test_what_was_sealed_opens_for_its_owner_alone(key_file: Path, entropy: CountedEntropy) -> None:
    box = SealingBox.from_file(key_file, entropy)
    sealed = box.seal(b"secret", context="gate 1")
    assert b"secret" not in sealed
    assert box.open(sealed, context="gate 1") == b"secret"
    with pytest.raises(ValueError, match="another context"):
        box.open(sealed, context="gate 2")


def test_the_same_secret_is_sealed_differently_each_time(key_file: Path, entropy: CountedEntropy) -> None:
    box = SealingBox.from_file(key_file, entropy)
    assert box.seal(b"secret", context="g") != box.seal(b"secret", context="g")


@pytest.mark.parametrize("place", [0, 1, 13, -1])
def test_a_changed_bit_is_noticed(key_file: Path, entropy: CountedEntropy, place: int) -> None:
    box = SealingBox.from_file(key_file, entropy)
    sealed = bytearray(box.seal(b"secret", context="g"))
    sealed[place] ^= 1
    with pytest.raises(ValueError, match="sealed"):
        box.open(bytes(sealed), context="g")


def test_a_key_that_others_may_read_is_refused(key_file: Path, entropy: CountedEntropy) -> None:
    key_file.chmod(0o640)
    with pytest.raises(WrongKeyFileError, match="chmod 600"):
        SealingBox.from_file(key_file, entropy)


def test_a_key_of_another_length_is_refused(key_file: Path, entropy: CountedEntropy) -> None:
    key_file.write_bytes(b"short")
    with pytest.raises(WrongKeyFileError, match="5 bytes"):
        SealingBox.from_file(key_file, entropy)


def test_a_key_file_is_never_written_over(key_file: Path, entropy: CountedEntropy) -> None:
    with pytest.raises(FileExistsError):
        make_key_file(key_file, entropy)

"""A full breach list: made in blocks that may be interrupted, searched on the disk, refused when it is not what it says."""

from hashlib import sha1
from pathlib import Path

import pytest

from ugyfelkapu.adapters.breach_list import HEADER, BreachList, NoBreachList, WrongBlockListError, breach_list
from ugyfelkapu.adapters.breach_list_making import UnreadableListError, make_block_list

WORDS = [f"jelszó {number}" for number in range(1000)]


class TurnedOffError(Exception):
    """The machine was turned off just now."""


def quiet(_done: int, _whole: int) -> None:
    """Nobody looks."""


def hash_lines(words: list[str]) -> str:
    hashes = sorted(sha1(word.encode(), usedforsecurity=False).hexdigest().upper() for word in words)
    return "".join(f"{digest}:{number + 1}\r\n" for number, digest in enumerate(hashes))


@pytest.fixture(params=["hashes", "words"])
def source(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    file = tmp_path / "source.txt"
    text = hash_lines(WORDS) if request.param == "hashes" else "\n".join([*reversed(WORDS), "", WORDS[0]])
    file.write_text(text, encoding="utf-8", newline="")
    return file


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "blocked.list"


@pytest.mark.parametrize("block_lines", [1, 7, 1000, 5000])
def test_a_list_holds_its_passwords_and_no_other_however_it_was_cut(source: Path, target: Path, block_lines: int) -> None:
    assert make_block_list(source, target, quiet, block_lines=block_lines) == len(WORDS)
    made = BreachList(target)
    assert all(made.holds(word) for word in WORDS)
    assert not any(made.holds(f"{word}!") for word in WORDS)
    assert made.is_whole()
    assert [path.name for path in sorted(target.parent.iterdir())] == ["blocked.list", "source.txt"]


def test_a_spelling_of_other_bytes_is_the_same_password(source: Path, target: Path) -> None:
    make_block_list(source, target, quiet)
    assert BreachList(target).holds("jelszo\u0301 7")


@pytest.mark.parametrize("stopped_after", [1, 3, 9])
def test_an_interrupted_run_goes_on_where_it_was(source: Path, target: Path, stopped_after: int) -> None:
    begun: list[int] = []

    def stop(done: int, _whole: int) -> None:
        begun.append(done)
        if len(begun) == stopped_after:
            raise TurnedOffError

    with pytest.raises(TurnedOffError):
        make_block_list(source, target, stop, block_lines=100)
    with target.with_name("blocked.list.part").open("ab") as part:
        part.write(b"half of a block")
    again: list[int] = []
    assert make_block_list(source, target, lambda done, _: again.append(done), block_lines=100) == len(WORDS)
    assert len(begun) == stopped_after
    assert min(again) > max(begun)
    assert BreachList(target).is_whole()


def test_a_source_that_changed_meanwhile_is_read_from_its_beginning(source: Path, target: Path) -> None:
    def stop(_done: int, _whole: int) -> None:
        raise TurnedOffError

    with pytest.raises(TurnedOffError):
        make_block_list(source, target, stop, block_lines=100)
    source.write_text("egészen más jelszó\n", encoding="utf-8")
    assert make_block_list(source, target, quiet) == 1
    assert BreachList(target).holds("egészen más jelszó")


def test_hashes_out_of_order_are_refused_with_the_line(tmp_path: Path, target: Path) -> None:
    lines = hash_lines(WORDS[:10]).splitlines(keepends=True)
    file = tmp_path / "unordered.txt"
    file.write_text("".join([*lines[:4], lines[9], *lines[4:9]]), encoding="ascii", newline="")
    for block_lines in (5, 100):
        with pytest.raises(UnreadableListError, match="line 6 is not in the order of the hashes"):
            make_block_list(file, target, quiet, block_lines=block_lines)


def test_a_line_that_is_no_hash_in_a_list_of_hashes_is_refused_with_its_number(tmp_path: Path, target: Path) -> None:
    file = tmp_path / "mixed.txt"
    file.write_text(hash_lines(WORDS[:3]) + "password\n", encoding="utf-8")
    with pytest.raises(UnreadableListError, match="line 4 is no SHA1:count line"):
        make_block_list(file, target, quiet)


def spoilt(whole: bytes, how: str) -> bytes:
    middle = HEADER.size + 400
    return {
        "empty": b"",
        "other file": b"x" * 4096,
        "cut": whole[:-5],
        "shorter by a digest": whole[:-8],
        "longer": whole + b"12345678",
        "one bit": whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :],
        "zeroes": whole[:middle] + bytes(len(whole) - middle),
    }[how]


@pytest.mark.parametrize("how", ["empty", "other file", "cut", "shorter by a digest", "longer", "one bit", "zeroes"])
def test_a_wrong_or_damaged_file_is_refused_in_one_line(source: Path, target: Path, how: str) -> None:
    make_block_list(source, target, quiet)
    target.write_bytes(spoilt(target.read_bytes(), how))
    with pytest.raises(
        WrongBlockListError, match=r"^setting blocked_passwords_file: .*(is no block list|is damaged); make .*$"
    ):
        breach_list(str(target))


def test_an_empty_list_blocks_nothing(tmp_path: Path, target: Path) -> None:
    file = tmp_path / "empty.txt"
    file.touch()
    assert make_block_list(file, target, quiet) == 0
    assert not BreachList(target).holds("password")


def test_without_a_setting_there_is_no_list() -> None:
    assert isinstance(breach_list(""), NoBreachList)
    assert not breach_list("").holds("password")

"""The kernel's setting as it is written down by Linux."""

from pathlib import Path

import pytest

from ugyfelkapu.adapters.huge_pages import huge_pages


@pytest.mark.parametrize(
    ("text", "chosen"),
    [("always [madvise] never\n", "madvise"), ("[always] madvise never\n", "always"), ("nothing like it", None)],
)
def test_the_choice_stands_in_brackets(tmp_path: Path, text: str, chosen: str | None) -> None:
    setting = tmp_path / "enabled"
    setting.write_text(text, encoding="ascii")
    assert huge_pages(setting) == chosen


def test_a_system_without_the_setting_is_no_fault(tmp_path: Path) -> None:
    assert huge_pages(tmp_path / "enabled") is None

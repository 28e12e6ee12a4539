"""Scripts and marks are served as `assets/` has them: what stands in the copy alone is lost with the next build."""

from pathlib import Path

import pytest

from tests.architecture.source import PACKAGE, ROOT

STATIC = PACKAGE / "foundation" / "page" / "static"
SOURCES = sorted([*(ROOT / "assets" / "scripts").iterdir(), *(ROOT / "assets" / "marks").iterdir()])


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.name)
def test_what_is_served_is_what_the_sources_say(source: Path) -> None:
    assert (STATIC / source.name).read_bytes() == source.read_bytes()

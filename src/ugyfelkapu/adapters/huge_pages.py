"""Whether this system gives large memory in huge pages, which password hashing gains most from (`docs/operations.md`)."""

import re
from pathlib import Path

SETTING = Path("/sys/kernel/mm/transparent_hugepage/enabled")
_CHOSEN = re.compile(r"\[(\w+)\]")


def huge_pages(setting: Path = SETTING) -> str | None:
    """The kernel's choice, `always`, `madvise` or `never`; `None` where it has no such setting."""
    try:
        chosen = _CHOSEN.search(setting.read_text(encoding="ascii"))
    except OSError:
        return None
    return chosen[1] if chosen else None

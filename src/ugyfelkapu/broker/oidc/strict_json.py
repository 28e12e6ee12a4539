"""JSON of services read strictly: where one reader takes the first of two members and another the second, neither does."""

import json


def json_object(text: str | bytes) -> dict[str, object] | None:
    """The object, no member twice on any level, no number that is none (`security.md` 2); `None` for anything else.

    A lone surrogate, which an escape can spell, is no text that anybody could keep.
    """
    try:
        parsed = json.loads(text, object_pairs_hook=_once, parse_constant=_refused)
        json.dumps(parsed, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        return None
    return parsed if isinstance(parsed, dict) else None


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError
    return found


def _refused(_constant: str) -> object:
    raise ValueError

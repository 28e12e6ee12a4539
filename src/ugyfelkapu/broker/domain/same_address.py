"""Whether two spellings are one address (RFC 3986 sections 6.2.2 and 6.2.3; RFC 9449 section 4.3)."""

import re
from urllib.parse import urlsplit

LONGEST_ADDRESS = 2000
_DEFAULT_PORTS = {"https": 443, "http": 80}
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")

Address = tuple[str, str, int, str]
"""Scheme, host, port and path, each in its one spelling."""


def address_of(url: str) -> Address | None:
    """An absolute http(s) address without query and fragment; `None` when it is none."""
    if len(url) > LONGEST_ADDRESS or not url.isascii() or not url.isprintable() or " " in url:
        return None
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    if parts.scheme not in _DEFAULT_PORTS or not host or "@" in parts.netloc:
        return None
    return parts.scheme, host, port or _DEFAULT_PORTS[parts.scheme], _without_dots(_ESCAPE.sub(_unescaped, parts.path))


def _unescaped(escape: re.Match[str]) -> str:
    """A sign that needs no escape is written plainly; others in capitals (section 6.2.2.1)."""
    sign = chr(int(escape[1], 16))
    return sign if sign in _UNRESERVED else escape[0].upper()


def _without_dots(path: str) -> str:
    """Section 5.2.4; an empty path is the root."""
    kept: list[str] = []
    segments = path.split("/")[1:]
    for segment in segments:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    ends_open = bool(segments) and segments[-1] in (".", "..")
    return "/" + "/".join([*kept, ""] if ends_open and kept else kept)

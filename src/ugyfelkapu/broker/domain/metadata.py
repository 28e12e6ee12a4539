"""A service's registration document read into typed pieces, each refusal in plain words (RFC 7591 section 2)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from ugyfelkapu.broker.domain.relying_party import Wording

MOST_ITEMS = 20
LONGEST_TEXT = 2000
LONGEST_NAME = 200
LONGEST_AGE_SECONDS = 10**9

_Word = TypeVar("_Word", bound=StrEnum)


class MetadataErrorCode(StrEnum):
    """The error codes of RFC 7591 section 3.2.2."""

    INVALID_REDIRECT_URI = "invalid_redirect_uri"
    INVALID_CLIENT_METADATA = "invalid_client_metadata"


@dataclass(frozen=True, slots=True, kw_only=True)
class MetadataFault:
    """Why a document is refused, said so that its author can mend it."""

    code: MetadataErrorCode
    description: str


class MetadataFaultError(Exception):
    """Carries a fault from the reading of one field to the reader of the whole; never leaves `registration.py`."""

    def __init__(self, description: str, code: MetadataErrorCode = MetadataErrorCode.INVALID_CLIENT_METADATA) -> None:
        """Wrap a description."""
        super().__init__(description)
        self.fault = MetadataFault(code=code, description=description)


Document = Mapping[str, object]
"""A decoded JSON object."""


def text(document: Document, field: str, *, longest: int = LONGEST_TEXT) -> str | None:
    """An optional string."""
    value = document.get(field)
    if value is None:
        return None
    if not isinstance(value, str) or not value.strip() or len(value) > longest or not value.isprintable():
        message = f"{field} must be a printable string of 1 to {longest} characters"
        raise MetadataFaultError(message)
    return value.strip()


def texts(document: Document, field: str) -> tuple[str, ...] | None:
    """An optional array of strings."""
    value = document.get(field)
    if value is None:
        return None
    if (
        not isinstance(value, list)
        or len(value) > MOST_ITEMS
        or not all(isinstance(item, str) and len(item) <= LONGEST_TEXT for item in value)
    ):
        message = f"{field} must be an array of at most {MOST_ITEMS} strings"
        raise MetadataFaultError(message)
    return tuple(value)


def word(document: Document, field: str, *, kind: type[_Word], default: _Word) -> _Word:
    """One of a few words."""
    value = document.get(field, default)
    if isinstance(value, str) and value in list(kind):
        return kind(value)
    message = f"{field} must be one of: {', '.join(kind)}"
    raise MetadataFaultError(message)


def age(document: Document, field: str) -> int | None:
    """An optional number of seconds."""
    value = document.get(field)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= LONGEST_AGE_SECONDS:
        message = f"{field} must be a whole number of seconds from 0 to {LONGEST_AGE_SECONDS}"
        raise MetadataFaultError(message)
    return value


def flag(document: Document, field: str) -> bool:
    """An optional yes or no; left out it is no."""
    value = document.get(field)
    if value is None or isinstance(value, bool):
        return bool(value)
    message = f"{field} must be true or false"
    raise MetadataFaultError(message)


def wording(document: Document, field: str, *, default: str) -> Wording:
    """A name with language tags (RFC 7591 section 2.2); a missing language falls back to the plain field, then to another."""
    plain = text(document, field, longest=LONGEST_NAME)
    tagged = {language: text(document, f"{field}#{language}", longest=LONGEST_NAME) for language in ("hu", "en", "de")}
    known = [name for name in (plain, tagged["hu"], tagged["en"], tagged["de"]) if name]
    fallback = known[0] if known else default
    return Wording(hu=tagged["hu"] or fallback, en=tagged["en"] or fallback, de=tagged["de"] or fallback)

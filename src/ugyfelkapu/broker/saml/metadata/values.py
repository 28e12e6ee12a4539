"""Simple values of metadata, each read or refused in one place (XML Schema Part 2, SAML 2.0 Metadata section 2.2)."""

import re
from datetime import UTC, datetime, timedelta

from ugyfelkapu.broker.domain.metadata import LONGEST_NAME, MetadataFaultError
from ugyfelkapu.broker.domain.redirect import is_acceptable
from ugyfelkapu.broker.domain.relying_party import Wording
from ugyfelkapu.broker.saml.xml.element import XmlElement
from ugyfelkapu.broker.saml.xml.names import XML

MOST_INDEX = 65535
"""Of an unsignedShort (Metadata section 2.2.3)."""

LONGEST_DURATION = timedelta(days=366)
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)?", re.ASCII)
_DURATION = re.compile(
    r"P(?:(\d{1,4})Y)?(?:(\d{1,5})M)?(?:(\d{1,6})D)?(?:T(?:(\d{1,7})H)?(?:(\d{1,8})M)?(?:(\d{1,10})(?:\.\d+)?S)?)?", re.ASCII
)
_DURATION_PARTS = (timedelta(days=365), timedelta(days=30), timedelta(days=1), timedelta(hours=1), timedelta(minutes=1))


def refuse(description: str) -> MetadataFaultError:
    """A rule that the metadata break, to be raised."""
    return MetadataFaultError(description)


def flag(element: XmlElement, name: str) -> bool | None:
    """An optional yes or no (xs:boolean)."""
    value = element.get(name)
    if value not in (None, "true", "false", "1", "0"):
        raise refuse(f"{name} must be true or false")
    return None if value is None else value in ("true", "1")


def index(element: XmlElement) -> int:
    """The `index` of an endpoint or a set of attributes."""
    value = element.get("index") or ""
    if not value.isascii() or not value.isdecimal() or len(value) > len(str(MOST_INDEX)) or int(value) > MOST_INDEX:
        raise refuse(f"{_local(element)}: index must be a number from 0 to {MOST_INDEX}")
    return int(value)


def instant(element: XmlElement, name: str) -> datetime | None:
    """An optional instant (xs:dateTime); without a zone it is UTC (SAML 2.0 Core section 1.3.3)."""
    value = element.get(name)
    if value is None:
        return None
    try:
        at = _in_utc(datetime.fromisoformat(value)) if _INSTANT.fullmatch(value) else None
    except (ValueError, OverflowError):  # the first and the last day there is, in another zone
        at = None
    if at is None:
        raise refuse(f"{name} must be an instant such as 2026-11-22T09:00:00Z")
    return at


def _in_utc(at: datetime) -> datetime:
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


def duration(element: XmlElement, name: str) -> timedelta | None:
    """An optional span (xs:duration), of which a year is the most that counts; a month has 30 days."""
    value = element.get(name)
    if value is None:
        return None
    found = _DURATION.fullmatch(value)
    if found is None or not any(found.groups()):
        raise refuse(f"{name} must be a duration such as PT6H")
    parts = zip((*_DURATION_PARTS, timedelta(seconds=1)), found.groups("0"), strict=True)
    return sum((min(int(many), LONGEST_DURATION // unit) * unit for unit, many in parts), timedelta())


def address(element: XmlElement, name: str, *, loopback_allowed: bool) -> str | None:
    """An optional address of the service; https, and http on this machine where that is allowed."""
    value = element.get(name)
    if value is not None and not is_acceptable(value, native=False, loopback_allowed=loopback_allowed):
        raise refuse(f"{_local(element)}: {name} must be an absolute https address without fragment, user name or wildcard")
    return value


def texts_by_language(elements: tuple[XmlElement, ...]) -> dict[str, str]:
    """Texts under their `xml:lang`, of which the first part counts (`de-AT` is German)."""
    told: dict[str, str] = {}
    for element in elements:
        text = " ".join(element.text.split())
        if len(text) > LONGEST_NAME or not text.isprintable():
            raise refuse(f"{_local(element)} must be a printable text of at most {LONGEST_NAME} characters")
        if text:
            told.setdefault((element.get(XML + "lang") or "").partition("-")[0].lower(), text)
    return told


def wording(told: dict[str, str], *, default: Wording) -> Wording:
    """A name in our three languages; a missing one falls back to Hungarian, English, or whichever there is."""
    if not told:
        return default
    fallback = told.get("hu") or told.get("en") or next(iter(told.values()))
    return Wording(hu=told.get("hu", fallback), en=told.get("en", fallback), de=told.get("de", fallback))


def _local(element: XmlElement) -> str:
    return element.name.rpartition("}")[2]

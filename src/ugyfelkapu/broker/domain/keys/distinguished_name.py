"""Names of certificates' subjects as text, so that two spellings of one name are one (RFC 4514)."""

import re
import unicodedata
from binascii import unhexlify

LONGEST_NAME = 1000
Attribute = tuple[str, str]
"""An object identifier or a known short name in lower case, and the value folded for comparing."""
Name = tuple[frozenset[Attribute], ...]
"""The relative names in the order of the text; each is a set, for in one of several parts the order means nothing."""

_TYPE = re.compile(r"\s*([A-Za-z][A-Za-z0-9-]*|[0-9]+(?:\.[0-9]+)+)\s*=[ ]*")
_VALUE = re.compile(r'((?:[^\\,+";<>\x00]|\\(?:[0-9A-Fa-f]{2}|[ "#+,;<=>\\]))*)')
_ESCAPED = re.compile(r"((?:\\[0-9A-Fa-f]{2})+)|\\(.)")
_HEXADECIMAL = re.compile(r"#(?:[0-9A-Fa-f]{2})+")
_TEXT_TAGS = {0x0C: "utf-8", 0x13: "ascii", 0x16: "ascii"}
"""UTF8String, PrintableString and IA5String: the strings of today's names (RFC 5280 section 4.1.2.4)."""

_SHORT_NAMES = {
    "2.5.4.3": "cn",
    "2.5.4.4": "sn",
    "2.5.4.5": "serialnumber",
    "2.5.4.6": "c",
    "2.5.4.7": "l",
    "2.5.4.8": "st",
    "2.5.4.9": "street",
    "2.5.4.10": "o",
    "2.5.4.11": "ou",
    "2.5.4.12": "title",
    "2.5.4.15": "businesscategory",
    "2.5.4.42": "gn",
    "2.5.4.97": "organizationidentifier",
    "0.9.2342.19200300.100.1.1": "uid",
    "0.9.2342.19200300.100.1.25": "dc",
    "1.2.840.113549.1.9.1": "emailaddress",
}
_OTHER_NAMES = {"surname": "sn", "givenname": "gn", "e": "emailaddress", "s": "st", "commonname": "cn"}


def distinguished_name(text: str) -> Name | None:
    """The name a text spells, or `None` when it spells none; an empty name is none."""
    if len(text) > LONGEST_NAME:
        return None
    parts: list[set[Attribute]] = [set()]
    position = 0
    while True:
        read = _attribute(text, position)
        if read is None:
            return None
        attribute, position = read
        parts[-1].add(attribute)
        if position == len(text):
            return tuple(frozenset(part) for part in parts)
        if text[position] == ",":
            parts.append(set())
        elif text[position] != "+":
            return None
        position += 1


def _attribute(text: str, position: int) -> tuple[Attribute, int] | None:
    """One `type=value`, and where it ends."""
    kind = _TYPE.match(text, position)
    if kind is None:
        return None
    value = _VALUE.match(text, kind.end())
    type_name, plain = _type_name(kind[1]), _plain(value[1]) if value else None
    return None if value is None or type_name is None or not plain else ((type_name, plain), value.end())


def _type_name(text: str) -> str | None:
    """One name for each kind of attribute; a short name that nobody knows is none."""
    if text[0].isdigit():
        return _SHORT_NAMES.get(text, text)
    name = _OTHER_NAMES.get(text.lower(), text.lower())
    return name if name in _SHORT_NAMES.values() else None


def _plain(value: str) -> str | None:
    """The value as it is compared: capitals and runs of spaces do not count (RFC 4517 section 4.2.11, caseIgnoreMatch)."""
    text = _from_der(value) if value.startswith("#") else _unescaped(value)
    return None if text is None else " ".join(unicodedata.normalize("NFC", text).casefold().split())


def _unescaped(value: str) -> str | None:
    """RFC 4514 section 2.4: a backslash before a sign, or before the hexadecimal octets of one."""
    try:
        return _ESCAPED.sub(lambda found: found[2] or unhexlify(found[1].replace("\\", "")).decode("utf-8"), value)
    except UnicodeDecodeError:
        return None


def _from_der(value: str) -> str | None:
    """A value in hexadecimal is a whole DER string (RFC 4514 section 2.4), here one of the short text kinds."""
    octets = unhexlify(value[1:]) if _HEXADECIMAL.fullmatch(value) else b""
    longest_short_form = 127
    if len(octets) < 2 or octets[0] not in _TEXT_TAGS or not octets[1] == len(octets) - 2 <= longest_short_form:  # noqa: PLR2004 - tag and length
        return None
    try:
        return octets[2:].decode(_TEXT_TAGS[octets[0]])
    except UnicodeDecodeError:
        return None

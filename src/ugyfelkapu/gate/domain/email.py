"""E-mail addresses: which texts are one (`domain.md R3`: without an address no gate is opened)."""

import re
from enum import StrEnum
from typing import NewType

import idna

EmailAddress = NewType("EmailAddress", str)
"""An address as it is sent to: local part as typed, domain in small letters and ASCII (RFC 5890 A-labels)."""

LONGEST_LOCAL_PART = 64
LONGEST = 254
"""RFC 5321 section 4.5.3.1, less the angle brackets of the path."""

LOCAL_PART = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
"""RFC 5322 section 3.2.3, `dot-atom-text`; quoted local parts are not taken, since no provider gives them out."""

TOP_LEVEL = re.compile(r"(?:[a-z]{2,63}|xn--[a-z0-9-]{1,59})")


class EmailFault(StrEnum):
    """Why a text is no e-mail address; each has its own sentence."""

    MISSING = "missing"
    TOO_LONG = "too_long"
    NOT_AN_ADDRESS = "not_an_address"


def email_of(typed: str) -> EmailAddress | EmailFault:
    """The address typed, spaces around it dropped, or what is wrong with it.

    Nothing that passes holds a control character, a space or a comma, so it cannot add a header or a recipient.
    """
    text = typed.strip(" \t")
    if not text:
        return EmailFault.MISSING
    if len(text) > LONGEST:
        return EmailFault.TOO_LONG
    local_part, at, domain = text.rpartition("@")
    ascii_domain = _ascii_domain(domain)
    if not at or not LOCAL_PART.fullmatch(local_part) or ascii_domain is None:
        return EmailFault.NOT_AN_ADDRESS
    address = f"{local_part}@{ascii_domain}"
    if len(local_part) > LONGEST_LOCAL_PART or len(address) > LONGEST:
        return EmailFault.TOO_LONG
    return EmailAddress(address)


def _ascii_domain(domain: str) -> str | None:
    try:
        name = idna.encode(domain, uts46=True, std3_rules=True).decode().lower()
    except idna.IDNAError:
        return None
    labels = name.split(".")
    return name if len(labels) > 1 and TOP_LEVEL.fullmatch(labels[-1]) else None

"""A device without a browser asks: a long code for it, a short one that a person types elsewhere (RFC 8628)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256

from ugyfelkapu.broker.domain.authorization import AuthorizationRequest
from ugyfelkapu.broker.domain.secret import SecretDigest

DEVICE_LIFETIME = timedelta(minutes=10)
POLL_SECONDS = 5
SLOWER_SECONDS = 5
POLL_LEEWAY = timedelta(seconds=1)
"""A device that waits as it was told is not called too fast for what the network takes away."""

USER_CODE_CHARACTERS = 8
USER_CODE_BYTES = 16
LONGEST_TYPED = 64
_ALPHABET = "BCDFGHJKLMNPQRSTVWXZ"
"""Consonants: no words come about, and nothing looks like a digit (section 6.1); 20 to the 8th are 34 bits."""

_GROUP = 4
_KIND = b"user-code\0"


class DeviceState(StrEnum):
    """Where a device's request stands."""

    OPEN = "open"
    APPROVED = "approved"
    REFUSED = "refused"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceCode:
    """A device's request as kept, by digests of both codes."""

    digest: SecretDigest
    request: AuthorizationRequest
    expires_at: datetime
    interval_seconds: int
    next_poll_at: datetime
    answered_at: datetime | None
    code_digest: SecretDigest | None
    """Of the authorization code that answers; it never left the broker."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How often a device may ask from now on, and whether it just asked too soon (section 3.5)."""

    interval_seconds: int
    next_poll_at: datetime
    is_too_fast: bool


def state_of(held: DeviceCode, *, now: datetime) -> DeviceState:
    """What the device is told now; what nobody fetched in time is over, whatever was decided."""
    if now >= held.expires_at:
        return DeviceState.EXPIRED
    if held.answered_at is None:
        return DeviceState.OPEN
    return DeviceState.REFUSED if held.code_digest is None else DeviceState.APPROVED


def pace_of(held: DeviceCode, *, now: datetime) -> Pace:
    """`slow_down` adds five seconds to every further wait (section 3.5)."""
    is_too_fast = now < held.next_poll_at
    interval = held.interval_seconds + (SLOWER_SECONDS if is_too_fast else 0)
    return Pace(
        interval_seconds=interval, next_poll_at=now + timedelta(seconds=interval) - POLL_LEEWAY, is_too_fast=is_too_fast
    )


def user_code_from(randomness: bytes) -> str:
    """A short code of `USER_CODE_BYTES` random bytes, without its hyphen."""
    number, letters = int.from_bytes(randomness), ""
    for _ in range(USER_CODE_CHARACTERS):
        number, letter = divmod(number, len(_ALPHABET))
        letters += _ALPHABET[letter]
    return letters


def shown(user_code: str) -> str:
    """As people read it."""
    return f"{user_code[:_GROUP]}-{user_code[_GROUP:]}"


def typed_user_code(typed: str) -> str | None:
    """What somebody typed, in whatever case and with whatever between the letters (section 6.1); `None`: no code of ours."""
    letters = "".join(character for character in typed.upper() if character.isalnum())
    is_code = len(typed) <= LONGEST_TYPED and len(letters) == USER_CODE_CHARACTERS and set(letters) <= set(_ALPHABET)
    return letters if is_code else None


def user_code_digest(user_code: str) -> bytes:
    """What is kept of a short code; it is good for minutes, and guesses are counted."""
    return sha256(_KIND + user_code.encode("ascii")).digest()

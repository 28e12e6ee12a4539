"""Second factors (`domain.md R16`); one-time codes are those of any standard app (RFC 6238): 30 seconds, SHA-1, six digits."""

from base64 import b32encode
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from pyotp import HOTP

STEP_SECONDS = 30
DIGITS = 6
DRIFT_STEPS = 1
"""A clock may be one step early or late of where it was last time (RFC 6238 section 5.2)."""

LONGEST_DRIFT_STEPS = 4
"""No clock is followed further than two minutes (RFC 6238 section 6)."""

TOTP_SECRET_BYTES = 20
"""As long as the hash that is used with it (RFC 4226 section 4, R6)."""

LONGEST_TYPED_CODE = 32

FactorId = NewType("FactorId", str)
"""One second factor of a gate; no secret."""


class FactorKind(StrEnum):
    """What a second factor is; a gate may have several of each."""

    TOTP = "totp"
    PASSKEY = "passkey"


@dataclass(frozen=True, slots=True, kw_only=True)
class TotpClock:
    """An authenticator's clock as it was last seen."""

    drift_steps: int
    """How many steps it was ahead of ours, below zero behind."""
    last_step: int
    """The newest step used up: neither it nor one before it counts again."""


def totp_step(secret: bytes, typed: str, *, clock: TotpClock, now: datetime) -> int | None:
    """The step whose code was typed, if it is now and not used up; the caller uses it up (RFC 6238 section 5.2)."""
    code = _digits_of(typed)
    if code is None:
        return None
    generator = HOTP(base32(secret), digits=DIGITS)
    expected = current_step(now) + clock.drift_steps
    steps = range(max(0, expected - DRIFT_STEPS), expected + DRIFT_STEPS + 1)
    fitting = [step for step in steps if generator.verify(code, step) and step > clock.last_step]
    return fitting[0] if fitting else None


def drift_of(step: int, *, now: datetime) -> int:
    """How far ahead of ours the clock is that showed this step, as far as we follow it."""
    return max(-LONGEST_DRIFT_STEPS, min(LONGEST_DRIFT_STEPS, step - current_step(now)))


def current_step(now: datetime) -> int:
    """The time step of this instant (RFC 6238 section 4.2)."""
    return int(now.timestamp()) // STEP_SECONDS


def base32(secret: bytes) -> str:
    """A secret as apps take it (RFC 4648 section 6, without padding)."""
    return b32encode(secret).decode().rstrip("=")


def _digits_of(typed: str) -> str | None:
    if len(typed) > LONGEST_TYPED_CODE:
        return None
    plain = "".join(typed.split())
    return plain if len(plain) == DIGITS and plain.isascii() and plain.isdecimal() else None

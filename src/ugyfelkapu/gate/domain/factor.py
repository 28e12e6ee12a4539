"""Time-based one-time codes from any standard app (RFC 6238, `domain.md R16`): 30 seconds, SHA-1, six digits."""

from base64 import b32encode
from datetime import datetime

from pyotp import HOTP

STEP_SECONDS = 30
DIGITS = 6
DRIFT_STEPS = 1
"""A clock may be one step early or late (RFC 6238 section 5.2)."""

TOTP_SECRET_BYTES = 20
"""As long as the hash that is used with it (RFC 4226 section 4, R6)."""

LONGEST_TYPED_CODE = 32


def totp_step(secret: bytes, typed: str, *, last_step: int, now: datetime) -> int | None:
    """The step whose code was typed, if it is now and later than `last_step`; the caller uses it up (RFC 6238 section 5.2)."""
    code = _digits_of(typed)
    if code is None:
        return None
    generator = HOTP(base32(secret), digits=DIGITS)
    current = int(now.timestamp()) // STEP_SECONDS
    steps = range(max(0, current - DRIFT_STEPS), current + DRIFT_STEPS + 1)
    fitting = [step for step in steps if generator.verify(code, step) and step > last_step]
    return fitting[0] if fitting else None


def base32(secret: bytes) -> str:
    """A secret as apps take it (RFC 4648 section 6, without padding)."""
    return b32encode(secret).decode().rstrip("=")


def _digits_of(typed: str) -> str | None:
    if len(typed) > LONGEST_TYPED_CODE:
        return None
    plain = "".join(typed.split())
    return plain if len(plain) == DIGITS and plain.isascii() and plain.isdecimal() else None

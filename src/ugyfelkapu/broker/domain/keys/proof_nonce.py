"""Nonces that show when a proof was made: kept nowhere, known again by a key of our own (RFC 9449 section 8)."""

from datetime import datetime, timedelta
from hashlib import sha256
from hmac import compare_digest
from hmac import new as keyed

from ugyfelkapu.broker.domain.secret import text_of

SLICE = timedelta(minutes=5)
LIFETIME = 3 * SLICE
"""No nonce is good for longer: it counts in its slice, in the one before (another process's clock) and in the one after."""

_NONCE_BYTES = 16


def nonce_at(key: bytes, now: datetime) -> str:
    """The nonce of this slice of time, the same for everybody: it says when, not who."""
    return _nonce_of(key, _slice_of(now))


def is_nonce(key: bytes, nonce: str, *, now: datetime) -> bool:
    """Whether we gave this nonce, and lately."""
    current = _slice_of(now)
    known = [_nonce_of(key, number) for number in (current, current - 1, current + 1)]
    return nonce.isascii() and any(compare_digest(nonce, each) for each in known)


def _slice_of(now: datetime) -> int:
    return int(now.timestamp() // SLICE.total_seconds())


def _nonce_of(key: bytes, number: int) -> str:
    return text_of(keyed(key, f"dpop nonce {number}".encode("ascii"), sha256).digest()[:_NONCE_BYTES])

"""How the gate and the payment gateway sign what they say to each other: HMAC-SHA256 (RFC 2104) over the raw bytes.

A signature covers who speaks, when, to which address and with which body; an answer's covers the signature of its question, so
that no answer fits another question.
"""

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from hmac import compare_digest, digest

TIME_HEADER = "Payment-Time"
SIGNATURE_HEADER = "Payment-Signature"
OLDEST = timedelta(minutes=5)
"""A call signed longer ago, or as far ahead, is not heard."""

LEAST_KEY_BYTES = 32


def signed_request(key: bytes, method: str, target: str, *, time: str, body: bytes) -> str:
    """The signature of a request; `target` is path and query as they are sent."""
    return _signed(key, "request", time, method, target, body=body)


def signed_answer(key: bytes, question: str, status: int, *, body: bytes) -> str:
    """The signature of an answer to the request with the signature `question`."""
    return _signed(key, "answer", question, str(status), body=body)


def same(left: str, right: str) -> bool:
    """Whether two signatures are one, in constant time."""
    return compare_digest(left.encode(), right.encode())


def time_of(now: datetime) -> str:
    """An instant as it is signed: microseconds since 1970, so that two requests differ."""
    return str(int(now.timestamp() * 1_000_000))


def is_fresh(time: str, *, now: datetime) -> bool:
    """Whether a signed instant is near enough; what is no instant is not."""
    if not (time.isascii() and time.isdigit() and len(time) <= len(time_of(now)) + 1):
        return False
    at = datetime.fromtimestamp(0, UTC) + timedelta(microseconds=int(time))
    return abs(now - at) <= OLDEST


def _signed(key: bytes, *parts: str, body: bytes) -> str:
    return digest(key, "\n".join([*parts, sha256(body).hexdigest()]).encode(), "sha256").hex()

"""The connection code: a person's pseudonym for one body (`domain.md R14`; OpenID Connect Core section 8.1)."""

from typing import NewType

from ugyfelkapu.broker.domain.secret import text_of

ConnectionCode = NewType("ConnectionCode", str)
"""The `sub` of the protocols: random and stored, so that nothing about a person or another body can be derived from it."""

CONNECTION_CODE_BYTES = 24


def connection_code_from(randomness: bytes) -> ConnectionCode:
    """A new code from `CONNECTION_CODE_BYTES` random bytes; that the same pair gets it again is the store's doing."""
    return ConnectionCode(text_of(randomness))

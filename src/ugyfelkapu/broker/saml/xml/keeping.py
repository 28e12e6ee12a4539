"""An answer kept for its service so that only the artifact opens it: nobody's data lie about readable (`domain.md R14`)."""

from hashlib import sha256

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_ONCE = bytes(12)
"""Each key locks one message, so the vector need not differ."""


def locked(message: bytes, handle: bytes) -> bytes:
    """The message under a key made of an artifact's handle."""
    return AESGCM(_key(handle)).encrypt(_ONCE, message, None)


def unlocked(kept: bytes, handle: bytes) -> bytes:
    """The message again."""
    return AESGCM(_key(handle)).decrypt(_ONCE, kept, None)


def _key(handle: bytes) -> bytes:
    return sha256(b"key of the message" + handle).digest()

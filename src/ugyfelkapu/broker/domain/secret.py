"""Secrets the broker hands out: each carries its kind as prefix, and only its digest is kept (`security.md` 1)."""

from base64 import urlsafe_b64encode
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import NewType

SecretDigest = NewType("SecretDigest", bytes)
"""SHA-256 of a secret with its prefix; enough because a secret has 256 random bits."""

SECRET_BYTES = 32
IDENTIFIER_BYTES = 16
MARK_BYTES = 9
"""Tells the tokens of one family apart."""

SECRET_CHARACTERS = 43
IDENTIFIER_CHARACTERS = 22


@dataclass(frozen=True, slots=True, kw_only=True)
class Minted:
    """A new secret: what leaves, and what is kept."""

    secret: str
    digest: SecretDigest


class SecretKind(StrEnum):
    """What a secret opens; the prefix keeps one kind from being taken for another."""

    CODE = "ac_"
    SESSION = "bs_"
    CLIENT_SECRET = "cs_"  # noqa: S105 - the prefix of a kind, no secret
    REGISTRATION = "rt_"
    MANAGEMENT = "rm_"
    PUSHED_REQUEST = "pr_"
    REFRESH = "rf_"
    DEVICE = "dc_"
    DEVELOPER_VISIT = "dv_"


def minted(kind: SecretKind, randomness: bytes) -> Minted:
    """A new secret from `SECRET_BYTES` random bytes."""
    secret = kind + text_of(randomness)
    return Minted(secret=secret, digest=SecretDigest(sha256(secret.encode("ascii")).digest()))


def digest_of(kind: SecretKind, secret: str) -> SecretDigest | None:
    """What is kept of a secret, or `None` when it is of another kind or no secret of ours at all."""
    if not secret.startswith(kind) or len(secret) != len(kind) + SECRET_CHARACTERS or not secret.isascii():
        return None
    return SecretDigest(sha256(secret.encode("ascii")).digest())


def may_be_identifier(text: str) -> bool:
    """Whether a text from outside could be one of our ids at all; what is not is nobody's, and never asked about."""
    return len(text) == IDENTIFIER_CHARACTERS and text.isascii() and text.isprintable()


def text_of(randomness: bytes) -> str:
    """Random bytes as base64url without padding (RFC 4648 section 5)."""
    return urlsafe_b64encode(randomness).rstrip(b"=").decode("ascii")

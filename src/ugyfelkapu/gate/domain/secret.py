"""Secrets the gate hands out: each carries its kind, is kept as a digest, and compared in constant time (`security.md`)."""

from base64 import urlsafe_b64encode
from enum import StrEnum, unique
from hashlib import sha256
from hmac import compare_digest
from typing import NewType

Digest = NewType("Digest", bytes)
"""SHA-256 of a secret; what the database holds instead of it."""

SECRET_BYTES = 32
CODE_BYTES = 8
"""Eight bytes of chance give the twelve characters (60 bits) of a code that people type."""

CODE_CHARACTERS = 12
CODE_GROUP = 4
LONGEST_TYPED_CODE = 64
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O and U, so that a code survives handwriting and the telephone."""

_LOOK_ALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})
_CHARACTER_BITS = 5


@unique
class SecretKind(StrEnum):
    """What a secret is for; its value is the prefix, so that no secret can be used as another."""

    SESSION = "gs"
    DEVICE = "gd"
    TICKET = "gt"
    PENDING_SIGN_IN = "gp"
    IDENTIFICATION = "gi"
    SESSION_HANDLE = "gh"
    EID_APPLICATION = "ge"
    EID_TICKET = "gk"
    CLERK_SESSION = "cs"
    PENDING_CLERK = "cp"
    PAID_APPLICATION = "ga"
    ACTIVATION_CODE = "A"
    PASSWORD_RESET_CODE = "R"  # noqa: S105 - the prefix of a kind, no secret
    FREEZING_CODE = "N"
    EMAIL_UNDO_CODE = "U"
    EMAIL_CODE = "C"
    ENDING_CODE = "X"
    RECOVERY_CODE = "H"
    SIGN_IN_CODE = "M"
    SIGNATURE_APPLICATION = "S"
    DOMAIN_CODE = "D"
    AUTHORISATION = "gr"
    HOME_REFERENCE = "P"


def secret_of(kind: SecretKind, chance: bytes) -> str:
    """A secret of this kind for machines, such as a cookie; `chance` is `SECRET_BYTES` long."""
    return f"{kind}_{urlsafe_b64encode(chance).decode().rstrip('=')}"


def made(kind: SecretKind, chance: bytes) -> tuple[str, Digest]:
    """A new secret of this kind, for its holder, and its digest, for the database."""
    secret = secret_of(kind, chance)
    return secret, _digest(secret)


def digest_of(kind: SecretKind, secret: str) -> Digest | None:
    """What to look for in the database; `None` when this is no secret of this kind."""
    if not secret.startswith(f"{kind}_") or len(secret) > 2 * SECRET_BYTES:
        return None
    return _digest(secret)


def code_of(kind: SecretKind, chance: bytes) -> str:
    """A one-time code that a person reads and types, such as `A-7K3D-9QWX-4MTR`; `chance` is `CODE_BYTES` long."""
    number = int.from_bytes(chance[:CODE_BYTES])
    characters = [ALPHABET[number >> _CHARACTER_BITS * place & len(ALPHABET) - 1] for place in range(CODE_CHARACTERS)]
    groups = ["".join(characters[start : start + CODE_GROUP]) for start in range(0, CODE_CHARACTERS, CODE_GROUP)]
    return "-".join([kind, *groups])


def code_digest(kind: SecretKind, typed: str, *, gate_id: str) -> Digest | None:
    """The digest of a typed code for this gate; forgives case, spaces, hyphens, O for 0, I and L for 1, a left-out prefix."""
    body = _body_of(kind, typed)
    return None if body is None else Digest(sha256(f"{kind}:{gate_id}:{body}".encode()).digest())


def same(left: bytes, right: bytes) -> bool:
    """Whether two digests are the same, in constant time."""
    return compare_digest(left, right)


def _digest(secret: str) -> Digest:
    return Digest(sha256(secret.encode(errors="replace")).digest())


def _body_of(kind: SecretKind, typed: str) -> str | None:
    if len(typed) > LONGEST_TYPED_CODE:
        return None
    plain = "".join(character for character in typed.upper() if character.isascii() and character.isalnum())
    if len(plain) == CODE_CHARACTERS + len(kind) and plain.startswith(kind):
        plain = plain[len(kind) :]
    plain = plain.translate(_LOOK_ALIKES)
    return plain if len(plain) == CODE_CHARACTERS and set(plain) <= set(ALPHABET) else None

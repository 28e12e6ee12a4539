"""A key's own name, the same everywhere: the digest of its members (RFC 7638)."""

import json
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from hashlib import sha256

from ugyfelkapu.broker.domain.secret import text_of

_MEMBERS = {"EC": ("crv", "kty", "x", "y"), "OKP": ("crv", "kty", "x"), "RSA": ("e", "kty", "n")}
"""What names a key, in the order of the digest (section 3.2, RFC 8037 section 2)."""
_ENCODED = ("x", "y", "n", "e")


def thumbprint(key: Mapping[str, str]) -> str | None:
    """The thumbprint of a public key; `None` where a member is not in its one right spelling, so that no key has two names."""
    members = {name: key[name] for name in _MEMBERS[key["kty"]]}
    if not all(_is_canonical(members[name], key["kty"]) for name in _ENCODED if name in members):
        return None
    return text_of(sha256(json.dumps(members, separators=(",", ":")).encode("utf-8")).digest())


def _is_canonical(value: str, kty: str) -> bool:
    """RFC 7518 sections 2, 6.2.1.2 and 6.3.1: no padding, a whole coordinate, no leading zeros before a number."""
    octets = urlsafe_b64decode(value + "==")
    coordinate_bytes = 32
    is_whole = octets[:1] != b"\x00" if kty == "RSA" else len(octets) == coordinate_bytes
    return text_of(octets) == value and is_whole

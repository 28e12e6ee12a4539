"""Which public keys a service may register (RFC 7517; RFC 7518 section 6)."""

from base64 import urlsafe_b64decode
from binascii import Error as Base64Error

from ugyfelkapu.broker.domain.metadata import Document, MetadataFaultError

MOST_KEYS = 10
LONGEST_MEMBER = 2000
LEAST_RSA_BITS = 2048
MOST_RSA_BITS = 8192
P256_BYTES = 32
PRIVATE_MEMBERS = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k"})
KEPT_MEMBERS = ("kty", "kid", "use", "alg", "n", "e", "crv", "x", "y")


def public_keys(document: Document) -> list[dict[str, str]]:
    """The keys of `jwks`, only the members we use; a fault for a key that is private, weak or of another kind."""
    keys = document.get("keys")
    if not isinstance(keys, list) or not 1 <= len(keys) <= MOST_KEYS:
        message = f"jwks must be an object whose keys are an array of 1 to {MOST_KEYS} public keys"
        raise MetadataFaultError(message)
    return [_public_key(key, number) for number, key in enumerate(keys, start=1)]


def _public_key(key: object, number: int) -> dict[str, str]:
    if not isinstance(key, dict):
        message = f"jwks: key {number} is not an object"
        raise MetadataFaultError(message)
    if PRIVATE_MEMBERS & set(key):
        message = f"jwks: key {number} holds private or symmetric key material; send the public half only, and replace the key"
        raise MetadataFaultError(message)
    kept = {
        member: value for member in KEPT_MEMBERS if isinstance(value := key.get(member), str) and len(value) <= LONGEST_MEMBER
    }
    if not (_is_good_rsa(kept) or _is_good_ec(kept)):
        message = f"jwks: key {number} must be an RSA key of {LEAST_RSA_BITS} bits or more, or an EC key on P-256"
        raise MetadataFaultError(message)
    if kept.get("use", "sig") != "sig":
        message = f"jwks: key {number} is not for signatures (use)"
        raise MetadataFaultError(message)
    return kept


def _is_good_rsa(key: dict[str, str]) -> bool:
    modulus, exponent = _number(key.get("n")), _number(key.get("e"))
    return (
        key.get("kty") == "RSA"
        and LEAST_RSA_BITS <= modulus.bit_length() <= MOST_RSA_BITS
        and exponent > 1
        and exponent % 2 == 1
    )


def _is_good_ec(key: dict[str, str]) -> bool:
    x, y = _number(key.get("x")), _number(key.get("y"))
    return key.get("kty") == "EC" and key.get("crv") == "P-256" and 0 < x < 1 << 8 * P256_BYTES and 0 < y < 1 << 8 * P256_BYTES


def _number(value: str | None) -> int:
    """A base64url big-endian number (RFC 7518 section 2); 0 for anything else."""
    try:
        return int.from_bytes(urlsafe_b64decode((value or "") + "=="))
    except (Base64Error, ValueError):
        return 0

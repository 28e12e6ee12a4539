"""Which public keys a service may register (RFC 7517; RFC 7518 section 6, RFC 8037 section 2)."""

from base64 import urlsafe_b64decode
from binascii import Error as Base64Error

from ugyfelkapu.broker.domain.keys.weak_keys import ED25519_BYTES, LEAST_RSA_BITS, is_good_modulus, is_on_p256
from ugyfelkapu.broker.domain.metadata import Document, MetadataFaultError

MOST_KEYS = 10
MOST_PUBLISHED = 50
LONGEST_MEMBER = 2000
PRIVATE_MEMBERS = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k"})
KEPT_MEMBERS = ("kty", "kid", "use", "alg", "n", "e", "crv", "x", "y")
USES = {"verify": "sig", "encrypt": "enc", "wrapKey": "enc", "deriveKey": "enc", "deriveBits": "enc"}
"""What the operations of a public key mean for its use (RFC 7517 section 4.3)."""


def public_keys(document: Document) -> list[dict[str, str]]:
    """The keys of `jwks`, only the members we use; a fault for a key that is private, weak or of another kind."""
    keys = document.get("keys")
    if not isinstance(keys, list) or not 1 <= len(keys) <= MOST_KEYS:
        message = f"jwks must be an object whose keys are an array of 1 to {MOST_KEYS} public keys"
        raise MetadataFaultError(message)
    kept = [_public_key(key, number) for number, key in enumerate(keys, start=1)]
    names = [key["kid"] for key in kept if "kid" in key]
    if len(set(names)) < len(names):
        message = "jwks: two keys have one kid"
        raise MetadataFaultError(message)
    return kept


def usable_keys(document: Document) -> list[dict[str, str]]:
    """The keys of a published set that would be taken at a registration; the others are passed over (RFC 7517 section 5)."""
    keys = document.get("keys")
    usable = []
    for number, key in enumerate(keys[:MOST_PUBLISHED] if isinstance(keys, list) else [], start=1):
        try:
            usable.append(_public_key(key, number))
        except MetadataFaultError:
            continue
    return usable


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
    if not (_is_good_rsa(kept) or _is_good_ec(kept) or _is_good_okp(kept)):
        message = f"jwks: key {number} must be an RSA key of {LEAST_RSA_BITS} bits or more, an EC key on P-256, or Ed25519"
        raise MetadataFaultError(message)
    return kept | _use_of(key, number)


def _use_of(key: Document, number: int) -> dict[str, str]:
    """Whether it is for signatures or encryption, where it says so in either way (RFC 7517 sections 4.2 and 4.3)."""
    named, operations = key.get("use"), key.get("key_ops", [])
    said: set[str | None] = set() if named is None else {named if isinstance(named, str) else None}
    said |= {USES.get(str(operation)) for operation in operations} if isinstance(operations, list) else {None}
    if not said:
        return {}
    use = said.pop() if len(said) == 1 else None
    if use not in ("sig", "enc"):
        message = f"jwks: key {number} must be for signatures or for encryption (use, key_ops), and for one of them"
        raise MetadataFaultError(message)
    return {"use": use}


def _is_good_rsa(key: dict[str, str]) -> bool:
    return key.get("kty") == "RSA" and is_good_modulus(_number(key.get("n")), _number(key.get("e")))


def _is_good_ec(key: dict[str, str]) -> bool:
    is_p256 = key.get("kty") == "EC" and key.get("crv") == "P-256"
    return is_p256 and is_on_p256(_number(key.get("x")), _number(key.get("y")))


def _is_good_okp(key: dict[str, str]) -> bool:
    return key.get("kty") == "OKP" and key.get("crv") == "Ed25519" and len(_octets(key.get("x"))) == ED25519_BYTES


def _number(value: str | None) -> int:
    """A base64url big-endian number (RFC 7518 section 2); 0 for anything else."""
    return int.from_bytes(_octets(value))


def _octets(value: str | None) -> bytes:
    try:
        return urlsafe_b64decode((value or "") + "==")
    except (Base64Error, ValueError):
        return b""

"""One private key in one PEM file: made, loaded, and signing as JOSE wants it (RFC 7518 section 3)."""

import os
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

RSA_BITS = 2048
P256_BYTES = 32
OWNER_ONLY = 0o600
OTHERS = 0o077

_ES256 = ec.ECDSA(hashes.SHA256())
_SHA256 = hashes.SHA256()
_PADDINGS = {
    "RS256": padding.PKCS1v15(),  # RFC 7518 section 3.3
    "PS256": padding.PSS(padding.MGF1(hashes.SHA256()), padding.PSS.DIGEST_LENGTH),  # section 3.5
}

PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey

_KINDS: dict[str, type[PrivateKey]] = {
    "ES256": ec.EllipticCurvePrivateKey,
    "RS256": rsa.RSAPrivateKey,
    "PS256": rsa.RSAPrivateKey,
    "EdDSA": ed25519.Ed25519PrivateKey,
}


class UnsafeKeyFileError(Exception):
    """A key file that others may read, or that holds another kind of key than the state file says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyFile:
    """A loaded key; a `Signer`."""

    key_id: str
    algorithm: str
    public_jwk: dict[str, str]
    private_key: PrivateKey

    def sign(self, message: bytes) -> bytes:
        """The JWS signature; for ES256 r and s side by side (RFC 7518 section 3.4)."""
        match self.private_key:
            case rsa.RSAPrivateKey() as key:
                return key.sign(message, _PADDINGS[self.algorithm], _SHA256)
            case ed25519.Ed25519PrivateKey() as key:
                return key.sign(message)  # RFC 8037 section 3.1
            case key:
                r, s = decode_dss_signature(key.sign(message, _ES256))
                return r.to_bytes(P256_BYTES) + s.to_bytes(P256_BYTES)

    def __repr__(self) -> str:
        return f"KeyFile({self.algorithm} {self.key_id})"


def create_key(directory: Path, algorithm: str) -> str:
    """Make a key, write it where only the owner may read, and give its id: the thumbprint of its public half."""
    key = _new_key(algorithm)
    key_id = _thumbprint(key)
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    descriptor = os.open(directory / f"{key_id}.pem", os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
    with os.fdopen(descriptor, "wb") as file:
        file.write(pem)
        file.flush()
        os.fsync(file.fileno())
    return key_id


def _new_key(algorithm: str) -> PrivateKey:
    match algorithm:
        case "ES256":
            return ec.generate_private_key(ec.SECP256R1())
        case "EdDSA":
            return ed25519.Ed25519PrivateKey.generate()
        case _:
            return rsa.generate_private_key(65537, RSA_BITS)


def load_key(directory: Path, key_id: str, algorithm: str) -> KeyFile:
    """Read a key back."""
    path = directory / f"{key_id}.pem"
    if path.stat().st_mode & OTHERS:
        raise UnsafeKeyFileError(f"{path} may be read by others; set its mode to 0600")
    key = load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, PrivateKey) or not isinstance(key, _KINDS[algorithm]):
        raise UnsafeKeyFileError(f"{path} holds no key for {algorithm}")
    public = _required_members(key) | {"kid": key_id, "use": "sig", "alg": algorithm}
    return KeyFile(key_id=key_id, algorithm=algorithm, public_jwk=public, private_key=key)


def _required_members(key: PrivateKey) -> dict[str, str]:
    """The public half as a JWK, its members in the order of a thumbprint (RFC 7638 section 3.2)."""
    if isinstance(key, rsa.RSAPrivateKey):
        numbers = key.public_key().public_numbers()
        return {"e": _text(numbers.e), "kty": "RSA", "n": _text(numbers.n)}
    if isinstance(key, ed25519.Ed25519PrivateKey):  # RFC 8037 section 2
        octets = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        return {"crv": "Ed25519", "kty": "OKP", "x": _encoded(octets)}
    point = key.public_key().public_numbers()
    return {"crv": "P-256", "kty": "EC", "x": _text(point.x, P256_BYTES), "y": _text(point.y, P256_BYTES)}


def _thumbprint(key: PrivateKey) -> str:
    """RFC 7638: the same key has the same id everywhere."""
    return _encoded(sha256(msgspec.json.encode(_required_members(key))).digest())


def _text(number: int, length: int | None = None) -> str:
    return _encoded(number.to_bytes(length or (number.bit_length() + 7) // 8))


def _encoded(octets: bytes) -> str:
    return urlsafe_b64encode(octets).rstrip(b"=").decode("ascii")

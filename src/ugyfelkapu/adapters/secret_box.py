"""Small secrets sealed with AES-256-GCM under a key that lies in a file, apart from the database."""

from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from ugyfelkapu.ports import Entropy

KEY_BYTES = 32
NONCE_BYTES = 12
"""Random for each secret (NIST SP 800-38D section 8.2.2): far fewer than 2^32 secrets stand under one key."""

KEY_FILE_MODE = 0o600
VERSION = b"\x01"


class WrongKeyFileError(Exception):
    """The key file has not 32 bytes, or others than its owner may read it."""


class SealingBox:
    """Seals and opens under one key; what was sealed begins with a version, so that keys can be replaced later."""

    def __init__(self, key: bytes, entropy: Entropy) -> None:
        self._cipher = AESGCM(key)
        self._entropy = entropy

    @classmethod
    def from_file(cls, path: Path, entropy: Entropy) -> "SealingBox":
        """The box of an installation; `WrongKeyFileError` says what is wrong with the file."""
        if path.stat().st_mode & 0o077:
            raise WrongKeyFileError(f"{path} can be read by others: allow its owner alone (chmod 600)")
        key = path.read_bytes()
        if len(key) != KEY_BYTES:
            raise WrongKeyFileError(f"{path} holds {len(key)} bytes, not {KEY_BYTES}")
        return cls(key, entropy)

    def seal(self, secret: bytes, *, context: str) -> bytes:
        """The secret encrypted and bound to `context`."""
        nonce = self._entropy.bytes(NONCE_BYTES)
        return VERSION + nonce + self._cipher.encrypt(nonce, secret, _bound(context))

    def open(self, sealed: bytes, *, context: str) -> bytes:
        """The secret again; `ValueError` if it was changed or belongs to another context."""
        if not sealed.startswith(VERSION):
            raise ValueError("sealed under a version that is not known here")
        nonce, body = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
        try:
            return self._cipher.decrypt(nonce, body, _bound(context))
        except InvalidTag as error:
            raise ValueError("the sealed secret was changed or belongs to another context") from error


def make_key_file(path: Path, entropy: Entropy) -> None:
    """Write a new key that only its owner may read; `FileExistsError` when there is one, for what it sealed would be lost."""
    path.touch(mode=KEY_FILE_MODE, exist_ok=False)
    path.write_bytes(entropy.bytes(KEY_BYTES))


def _bound(context: str) -> bytes:
    return VERSION + context.encode()

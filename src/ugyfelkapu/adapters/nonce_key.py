"""The key of nonces for proofs of possession, beside the signing keys: made once, read by every process."""

from pathlib import Path

from ugyfelkapu.adapters.written_once import write_once
from ugyfelkapu.ports import Entropy

KEY_BYTES = 32
FILE = "nonce.key"
OWNER_ONLY_DIRECTORY = 0o700
OTHERS = 0o077


class UnsafeNonceKeyError(Exception):
    """The file may be read by others, or holds something else."""


def nonce_key(directory: Path, entropy: Entropy) -> bytes:
    """The key of an installation, made at its first start; of two processes that start at once, both get the same."""
    directory.mkdir(mode=OWNER_ONLY_DIRECTORY, parents=True, exist_ok=True)
    path = directory / FILE
    if not path.exists():
        write_once(path, entropy.bytes(KEY_BYTES))
    if path.stat().st_mode & OTHERS:
        raise UnsafeNonceKeyError(f"{path} may be read by others; set its mode to 0600")
    key = path.read_bytes()
    if len(key) != KEY_BYTES:
        raise UnsafeNonceKeyError(f"{path} holds {len(key)} bytes, not {KEY_BYTES}")
    return key

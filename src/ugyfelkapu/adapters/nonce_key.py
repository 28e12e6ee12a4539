"""The key of nonces for proofs of possession, beside the signing keys: made once, read by every process."""

import os
from pathlib import Path

from ugyfelkapu.ports import Entropy

KEY_BYTES = 32
FILE = "nonce.key"
OWNER_ONLY = 0o600
OTHERS = 0o077


class UnsafeNonceKeyError(Exception):
    """The file may be read by others, or holds something else."""


def nonce_key(directory: Path, entropy: Entropy) -> bytes:
    """The key of an installation, made at its first start; of two processes that start at once, both get the same."""
    path = directory / FILE
    if not path.exists():
        _make(path, entropy.bytes(KEY_BYTES))
    if path.stat().st_mode & OTHERS:
        raise UnsafeNonceKeyError(f"{path} may be read by others; set its mode to 0600")
    key = path.read_bytes()
    if len(key) != KEY_BYTES:
        raise UnsafeNonceKeyError(f"{path} holds {len(key)} bytes, not {KEY_BYTES}")
    return key


def _make(path: Path, key: bytes) -> None:
    """Written whole under another name first; whoever comes second finds the first one's."""
    draft = path.with_name(f"{FILE}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY), "wb") as file:
        file.write(key)
        file.flush()
        os.fsync(file.fileno())
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        return
    finally:
        draft.unlink()

"""Password hashing with libsodium's argon2id, in a bounded pool beside the event loop (`docs/security.md`)."""

import asyncio
import os
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from importlib.resources import files
from typing import TypeVar

from nacl.exceptions import InvalidkeyError
from nacl.pwhash import argon2id

from ugyfelkapu.gate.ports import Hashing

MEMORY_BYTES = 19 * 1024 * 1024
OPERATIONS = 2
"""19 MiB and two passes, as OWASP's password storage sheet has it for argon2id."""

WAITING_FOR_EACH_THREAD = 32
"""So many may wait for a thread: at some 10 ms a hash, none waits much longer than a third of a second."""

BLOCKED_FILE = "passwords_blocked.txt"

_ENCODED = re.compile(r"\$argon2id\$v=19\$m=(\d+),t=(\d+),p=1\$")
_NOBODYS = b"nobody has this password"
_Answer = TypeVar("_Answer")


class PasswordPool:
    """argon2id on as many threads as there are cores; libsodium lets go of the interpreter while it works."""

    def __init__(self, *, threads: int | None = None) -> None:
        count = threads or os.cpu_count() or 1
        self._threads = ThreadPoolExecutor(max_workers=count, thread_name_prefix="argon2id")
        self._places = count * (1 + WAITING_FOR_EACH_THREAD)
        self._dummy = _hash(_NOBODYS)

    async def hash(self, password: str) -> str | Hashing:
        """The encoded hash under the parameters in force, or `Hashing.BUSY`."""
        return await self._run(lambda: _hash(password.encode()))

    async def verify(self, password: str, encoded: str | None) -> Hashing:
        """Whether the password fits; without a hash the same work is done in vain."""
        known = self._dummy if encoded is None else encoded
        answer = await self._run(lambda: _verify(password.encode(), known))
        return Hashing.DIFFERS if encoded is None and answer is Hashing.MATCHES else answer

    def is_outdated(self, encoded: str) -> bool:
        """Whether the hash was made with less memory or fewer passes than are in force."""
        parameters = _ENCODED.match(encoded)
        if parameters is None:
            return True
        return int(parameters[1]) * 1024 < MEMORY_BYTES or int(parameters[2]) < OPERATIONS

    def close(self) -> None:
        """Let the threads end."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def _run(self, work: Callable[[], _Answer]) -> _Answer | Hashing:
        if self._places == 0:
            return Hashing.BUSY
        self._places -= 1
        future = asyncio.get_running_loop().run_in_executor(self._threads, work)
        future.add_done_callback(self._free)  # on the loop, and also when whoever asked has gone away
        return await asyncio.shield(future)

    def _free(self, done: asyncio.Future[_Answer]) -> None:
        self._places += 1
        if not done.cancelled():
            done.exception()  # seen; whoever asked gets it too, unless they have gone away


def blocked_passwords() -> frozenset[str]:
    """The bundled list of common passwords, folded, one a line."""
    text = files("ugyfelkapu.adapters").joinpath(BLOCKED_FILE).read_text(encoding="utf-8")
    return frozenset(text.splitlines())


def _hash(password: bytes) -> str:
    return argon2id.str(password, opslimit=OPERATIONS, memlimit=MEMORY_BYTES).decode()


def _verify(password: bytes, encoded: str) -> Hashing:
    try:
        argon2id.verify(encoded.encode(), password)
    except InvalidkeyError:
        return Hashing.DIFFERS
    return Hashing.MATCHES

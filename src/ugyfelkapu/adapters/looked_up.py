"""Names looked up once, every answer judged: what is connected to is what was judged (no DNS rebinding; `security.md` 8)."""

import asyncio
import socket
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor

from ugyfelkapu.broker.domain.outside import OutsideAddress, is_loopback, is_outside
from ugyfelkapu.broker.ports import FetchFault

MOST_LOOK_UPS = 8
"""Look-ups that hang keep their thread until the system gives them up; further ones wait, and are too late."""

LookUp = Callable[[str, int], Awaitable[list[str]]]
"""The IP addresses of a host, in the order to try them; `OSError` when it has none."""


async def judged_addresses(address: OutsideAddress, look_up: LookUp, *, loopback_allowed: bool) -> list[str] | FetchFault:
    """Where to connect; one inner address among them, and none is connected to."""
    try:
        found = await look_up(address.host, address.port)
    except (OSError, UnicodeError):
        return FetchFault.UNREACHABLE
    if not found:
        return FetchFault.UNREACHABLE
    if loopback_allowed and all(map(is_loopback, found)):
        return found
    if address.scheme == "https" and all(map(is_outside, found)):
        return found
    return FetchFault.NOT_ALLOWED


class SystemNames:
    """Names as the operating system knows them, in threads of their own so that a slow server of names holds up nobody."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(max_workers=MOST_LOOK_UPS, thread_name_prefix="names")

    async def look_up(self, host: str, port: int) -> list[str]:
        """The addresses of a host, by RFC 6724; `OSError` when it has none."""
        loop = asyncio.get_running_loop()
        found = await loop.run_in_executor(self._threads, _addresses, host, port)
        return list(dict.fromkeys(found))

    def close(self) -> None:
        """Wait for nobody."""
        self._threads.shutdown(wait=False, cancel_futures=True)


def _addresses(host: str, port: int) -> list[str]:
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]

"""A mail server in the test's own hands: it notes every delivery, and can be asked to be slow."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes

from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass(kw_only=True)
class Deliveries:
    """What was delivered: Message-ID and recipient, each time it came."""

    answering: asyncio.Event = field(default_factory=asyncio.Event)
    """Deliveries wait for this before they are acknowledged."""
    begun: asyncio.Event = field(default_factory=asyncio.Event)
    taken: list[tuple[str, str]] = field(default_factory=list)
    at_once: dict[str, int] = field(default_factory=dict)
    overlapping: list[str] = field(default_factory=list)

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - the name is aiosmtpd's
        """Take a mail."""
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        name = str(message_from_bytes(content)["Message-ID"])
        if self.at_once.get(name):
            self.overlapping.append(name)
        self.at_once[name] = self.at_once.get(name, 0) + 1
        self.begun.set()
        try:
            await self.answering.wait()
        finally:
            self.at_once[name] -= 1
        self.taken.append((name, envelope.rcpt_tos[0]))
        return "250 Kept"

    async def came_to(self, address: str) -> list[str]:
        """The Message-IDs of a recipient's mails, once there is one."""
        for _ in range(1200):
            if found := [name for name, to in self.taken if to == address]:
                return found
            await asyncio.sleep(0.05)
        raise TimeoutError(address)


@asynccontextmanager
async def mail_server(port: int) -> AsyncIterator[Deliveries]:
    """Receive mail on a port of this machine."""
    deliveries = Deliveries()
    deliveries.answering.set()
    server = await asyncio.get_running_loop().create_server(
        lambda: SMTP(deliveries, enable_SMTPUTF8=True, hostname="localhost"), "127.0.0.1", port
    )
    try:
        yield deliveries
    finally:
        deliveries.answering.set()
        server.close()

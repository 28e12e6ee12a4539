"""The mail server (RFC 5321): takes every mail for everybody and keeps it."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from aiosmtpd.smtp import SMTP, Envelope, Session

from ugyfelkapu.demo.mailbox.box import Mailbox
from ugyfelkapu.demo.mailbox.mail import read_mail

HOST = "127.0.0.1"
MAIL_LIMIT_BYTES = 1_000_000
MOST_RECIPIENTS = 20
IDLE_SECONDS = 60


@dataclass(frozen=True, kw_only=True)  # no slots: aiosmtpd looks through its members, which fails before Python 3.11.3
class Receiver:
    """What the mail server does with a mail."""

    mailbox: Mailbox
    now: Callable[[], datetime]

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - the name is aiosmtpd's
        """Keep the mail for each recipient and only then say so (RFC 5321 section 4.2.5)."""
        if len(envelope.rcpt_tos) > MOST_RECIPIENTS:
            return "452 Too many recipients"
        content = envelope.content
        for address in envelope.rcpt_tos:
            mail = read_mail(
                content if isinstance(content, bytes) else b"",
                to=address,
                sender=envelope.mail_from or "",
                now=self.now(),
            )
            self.mailbox.put(mail)
        return "250 Kept"


async def receive(receiver: Receiver, *, port: int) -> asyncio.Server:
    """A mail server on the loopback address; port 0 takes any free one."""
    return await asyncio.get_running_loop().create_server(
        lambda: SMTP(
            receiver,
            data_size_limit=MAIL_LIMIT_BYTES,
            enable_SMTPUTF8=True,
            hostname="localhost",
            timeout=IDLE_SECONDS,
        ),
        HOST,
        port,
    )

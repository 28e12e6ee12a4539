"""Starts the mail server and the pages in one process."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import uvicorn

from ugyfelkapu.demo.mailbox.box import Mailbox
from ugyfelkapu.demo.mailbox.pages import MailboxPages
from ugyfelkapu.demo.mailbox.receiving import HOST, Receiver, receive


def serve(*, folder: Path, smtp_port: int, http_port: int) -> None:
    """Take and show mails until the process is told to end."""
    asyncio.run(_serve(Mailbox(folder), smtp_port=smtp_port, http_port=http_port))


async def _serve(mailbox: Mailbox, *, smtp_port: int, http_port: int) -> None:
    application = MailboxPages.of(mailbox).application()
    config = uvicorn.Config(application, host=HOST, port=http_port, log_level="warning", access_log=False, server_header=False)
    async with await receive(Receiver(mailbox=mailbox, now=_now), port=smtp_port):
        await uvicorn.Server(config).serve()


def _now() -> datetime:
    return datetime.now(UTC)

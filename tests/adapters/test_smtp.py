"""Mail over a real mail server into the mailbox, and what happens when the server does not want it."""

import asyncio
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import datetime
from email.headerregistry import Address
from pathlib import Path

import httpx
import pytest

from tests.demo.loopback import running
from tests.world import HandClock
from ugyfelkapu.adapters.smtp import Encryption, Login, SmtpMailer
from ugyfelkapu.demo.mailbox.box import Mailbox
from ugyfelkapu.demo.mailbox.pages import MailboxPages
from ugyfelkapu.demo.mailbox.receiving import Receiver, receive
from ugyfelkapu.ports import Letter

LETTER = Letter(
    message_id="0b7d",
    to="kovacsne.anna@example.hu",
    subject="Árvíztűrő tükörfúrógép: az Ön aktiváló kódja megérkezett, kérjük, öt napon belül használja fel",
    text=(
        "Tisztelt Kovácsné Szabó Ágnes!\n\nAz Ön kódja: ABCD-1234\n"
        "http://localhost:8000/activate?a=1&b=2\n\nŐszinte üdvözlettel\n"
    ),
    html="<p>Tisztelt Kovácsné Szabó Ágnes!</p><p>Az Ön kódja: <b>ABCD-1234</b></p>",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A mailer, the mailbox it sends to, and the mailbox's pages."""

    mailer: SmtpMailer
    pages: httpx.AsyncClient


@pytest.fixture
async def post(tmp_path: Path, clock: HandClock) -> AsyncIterator[Post]:
    mailbox = Mailbox(tmp_path)
    server = await receive(Receiver(mailbox=mailbox, now=clock.now), port=0)
    async with (
        server,
        running(MailboxPages.of(mailbox).application()) as url,
        httpx.AsyncClient(base_url=url, trust_env=False, timeout=60) as pages,
    ):
        yield Post(mailer=mailer(server.sockets[0].getsockname()[1], clock), pages=pages)


def mailer(port: int, clock: HandClock) -> SmtpMailer:
    return SmtpMailer(
        host="127.0.0.1",
        port=port,
        encryption=Encryption.NONE,
        login=None,
        sender=Address("Ügyfélkapu", "ugyfelkapu", "example.hu"),
        clock=clock,
    )


async def test_a_letter_arrives_with_every_hungarian_letter(post: Post, clock: HandClock) -> None:
    await post.mailer.send(LETTER)
    (mail,) = (await post.pages.get("/", params={"to": LETTER.to})).json()
    assert mail["to"] == LETTER.to
    assert mail["subject"] == LETTER.subject
    assert mail["text"] == LETTER.text
    assert datetime.fromisoformat(mail["at"]) == clock.now()


async def test_a_letter_sent_twice_is_one_mail(post: Post) -> None:
    await post.mailer.send(LETTER)
    await post.mailer.send(LETTER)
    assert len((await post.pages.get("/", params={"to": LETTER.to})).json()) == 1


async def test_the_newest_mail_comes_first_and_other_peoples_not_at_all(post: Post, clock: HandClock) -> None:
    for number in range(3):
        clock.advance(minutes=1)
        await post.mailer.send(replace(LETTER, message_id=f"m{number}", subject=f"Levél {number}"))
    await post.mailer.send(replace(LETTER, message_id="other", to="other@example.hu"))
    mails = (await post.pages.get("/", params={"to": LETTER.to.upper()})).json()
    assert [mail["subject"] for mail in mails] == ["Levél 2", "Levél 1", "Levél 0"]


async def test_a_letter_carries_date_message_id_and_both_bodies(clock: HandClock) -> None:
    message = mailer(25, clock).message(LETTER)
    assert message["Date"].datetime == clock.now()
    assert message["Message-ID"] == "<0b7d@example.hu>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    assert [part.get_content_charset() for part in message.iter_parts()] == ["utf-8", "utf-8"]


async def test_a_whole_message_id_is_kept(clock: HandClock) -> None:
    message = mailer(25, clock).message(replace(LETTER, message_id="<a@b.hu>"))
    assert message["Message-ID"] == "<a@b.hu>"


@pytest.mark.parametrize(
    "letter",
    [
        replace(LETTER, subject="Hello\r\nBcc: stranger@example.org"),
        replace(LETTER, subject="Hello\nX: y"),
        replace(LETTER, to="a@example.hu\r\nBcc: stranger@example.org"),
        replace(LETTER, to="a@example.hu, stranger@example.org"),
        replace(LETTER, to="Stranger <stranger@example.org>"),
        replace(LETTER, to=""),
        replace(LETTER, to="nobody"),
        replace(LETTER, message_id="a\r\nBcc: stranger@example.org"),
    ],
)
async def test_nothing_in_a_letter_becomes_a_header_or_a_further_recipient(post: Post, letter: Letter) -> None:
    with pytest.raises(ValueError, match=r".+"):
        await post.mailer.send(letter)
    assert (await post.pages.get("/", headers={"Accept": "application/json"})).json() == []


async def test_a_server_that_is_down_is_an_os_error(clock: HandClock) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    with pytest.raises(OSError, match="mail server"):
        await mailer(port, clock).send(LETTER)


@pytest.mark.parametrize("greeting", [b"554 No mail here\r\n", b"", b"hello\r\n"])
async def test_a_server_that_refuses_or_hangs_up_is_an_os_error(clock: HandClock, greeting: bytes) -> None:
    async def refuse(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(greeting)
        writer.close()

    async with await asyncio.start_server(refuse, "127.0.0.1", 0) as server:
        with pytest.raises(OSError, match="mail server"):
            await mailer(server.sockets[0].getsockname()[1], clock).send(LETTER)


async def test_a_letter_too_big_for_the_server_is_an_os_error(post: Post) -> None:
    with pytest.raises(OSError, match="mail server"):
        await post.mailer.send(replace(LETTER, text="x\n" * 600_000))


async def test_a_server_without_encryption_gets_nothing_when_encryption_is_asked_for(post: Post) -> None:
    with pytest.raises(OSError, match="mail server"):
        await replace(post.mailer, encryption=Encryption.STARTTLS).send(LETTER)


def test_the_mailer_does_not_print_its_password(clock: HandClock) -> None:
    login = Login(username="ugyfelkapu", password="very secret")
    assert "very secret" not in repr(replace(mailer(25, clock), login=login))

"""The mailbox: what it keeps, what it shows, and what it makes of malformed mail."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from tests.demo.loopback import running
from ugyfelkapu.demo.mailbox.box import FILE_NAME, Mailbox
from ugyfelkapu.demo.mailbox.mail import ReceivedMail, read_mail
from ugyfelkapu.demo.mailbox.pages import MailboxPages

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
PLAIN = b"Message-ID: <1@x>\r\nSubject: =?utf-8?q?K=C3=B3d?=\r\n\r\nlink: http://localhost:8000/activate?c=1 end\r\n"
TO = "anna+1@example.hu"


def mail(content: bytes = PLAIN, *, to: str = TO) -> ReceivedMail:
    return read_mail(content, to=to, sender="ugyfelkapu@example.hu", now=NOW)


def numbered(number: int) -> ReceivedMail:
    return mail(f"Message-ID: <{number}@x>\r\nSubject: {number}\r\n\r\ntext".encode())


@pytest.fixture
def mailbox(tmp_path: Path) -> Mailbox:
    return Mailbox(tmp_path)


@pytest.fixture
async def pages(mailbox: Mailbox) -> AsyncIterator[httpx.AsyncClient]:
    async with (
        running(MailboxPages.of(mailbox).application()) as url,
        httpx.AsyncClient(base_url=url, trust_env=False, timeout=60) as client,
    ):
        yield client


def test_mails_outlive_the_process(tmp_path: Path, mailbox: Mailbox) -> None:
    mailbox.put(mail())
    assert Mailbox(tmp_path).mails() == [mail()]


def test_a_line_cut_off_by_a_crash_costs_only_that_line(tmp_path: Path, mailbox: Mailbox) -> None:
    mailbox.put(mail())
    with (tmp_path / FILE_NAME).open("ab") as file:
        file.write(b'{"id":"half')
    reopened = Mailbox(tmp_path)
    reopened.put(numbered(2))
    assert [kept.subject for kept in Mailbox(tmp_path).mails()] == ["2", "Kód"]


def test_only_the_newest_mails_are_kept_in_memory_and_on_disk(tmp_path: Path) -> None:
    mailbox = Mailbox(tmp_path, most_mails=3)
    for number in range(20):
        mailbox.put(numbered(number))
    assert [kept.subject for kept in mailbox.mails()] == ["19", "18", "17"]
    assert [kept.subject for kept in Mailbox(tmp_path, most_mails=3).mails()] == ["19", "18", "17"]
    assert len((tmp_path / FILE_NAME).read_bytes().splitlines()) <= 6


def test_one_mail_to_two_people_is_two_and_twice_to_one_is_one(mailbox: Mailbox) -> None:
    for to in (TO, "bela@example.hu", TO):
        mailbox.put(mail(to=to))
    assert len(mailbox.mails()) == 2


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"", ""),
        (b"\xff\xfe\x00", None),
        (b"Subject: x\r\nContent-Type: text/plain; charset=martian\r\n\r\n\xc5\x91", "ő"),
        (b"Content-Type: text/plain; charset=iso-8859-2\r\n\r\n\xf5", "ő"),
        (b"Content-Type: multipart/mixed; boundary=q\r\n\r\nno parts", ""),
        (b"Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!", None),
        (b"Subject: =?utf-8?b?gICA?=\r\n\r\ntext", "text"),
    ],
)
def test_a_malformed_mail_is_kept_as_well_as_it_can_be(mailbox: Mailbox, content: bytes, text: str | None) -> None:
    received = mail(content)
    mailbox.put(received)
    assert text is None or received.text == text


async def test_a_plus_in_an_address_may_be_sent_as_it_is(mailbox: Mailbox, pages: httpx.AsyncClient) -> None:
    mailbox.put(mail())
    assert len((await pages.get(f"/?to={TO}")).json()) == 1
    assert len((await pages.get("/", params={"to": TO})).json()) == 1
    assert (await pages.get("/?to=")).json() == []


async def test_json_has_the_agreed_fields_and_no_others(mailbox: Mailbox, pages: httpx.AsyncClient) -> None:
    mailbox.put(mail())
    (listed,) = (await pages.get("/", headers={"Accept": "application/json"})).json()
    assert set(listed) == {"to", "subject", "text", "at"}


async def test_a_browser_gets_pages_with_the_links_of_a_mail(mailbox: Mailbox, pages: httpx.AsyncClient) -> None:
    mailbox.put(mail())
    browser = {"Accept": "text/html,*/*;q=0.8", "Accept-Language": "de-AT,de"}
    listed = await pages.get("/", headers=browser)
    assert "Postfach" in listed.text
    assert f"/mails/{mail().id}" in listed.text
    shown = await pages.get(f"/mails/{mail().id}", headers=browser)
    assert '<a href="http://localhost:8000/activate?c=1">' in shown.text
    assert "default-src 'none'" in shown.headers["content-security-policy"]


async def test_the_html_of_a_mail_is_shut_in_a_sandbox(mailbox: Mailbox, pages: httpx.AsyncClient) -> None:
    script = mail(b"Message-ID: <2@x>\r\nContent-Type: text/html\r\n\r\n<script>steal()</script>")
    mailbox.put(script)
    shown = await pages.get(f"/mails/{script.id}/formatted")
    assert "sandbox" in shown.headers["content-security-policy"]
    assert "script-src" not in shown.headers["content-security-policy"]


async def test_markup_in_a_mail_is_shown_and_not_obeyed(mailbox: Mailbox, pages: httpx.AsyncClient) -> None:
    nasty = mail(b'Message-ID: <3@x>\r\nSubject: <script>a</script>\r\n\r\n<img src=x> http://a/"onclick=b')
    mailbox.put(nasty)
    page = (await pages.get(f"/mails/{nasty.id}")).text
    assert "<script>" not in page
    assert "<img" not in page
    assert 'href="http://a/"' in page


@pytest.mark.parametrize("path", ["/mails/none", "/mails/none/formatted"])
async def test_an_unknown_mail_is_a_page_that_says_so(pages: httpx.AsyncClient, path: str) -> None:
    answer = await pages.get(path)
    assert answer.status_code == 404
    assert 'data-page="unknown-mail"' in answer.text


async def test_an_empty_mailbox_says_so(pages: httpx.AsyncClient) -> None:
    assert "No mail yet" in (await pages.get("/", params={"lang": "en"})).text

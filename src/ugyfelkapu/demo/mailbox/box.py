"""Where the mails lie: the newest ones, in a file of JSON lines that survives a restart."""

import os
from pathlib import Path

import msgspec

from ugyfelkapu.demo.mailbox.mail import ReceivedMail

MOST_MAILS = 2_000
FILE_NAME = "mails.jsonl"


class Mailbox:
    """The last mails, oldest first in the file and newest first to whoever looks."""

    def __init__(self, folder: Path, *, most_mails: int = MOST_MAILS) -> None:
        """The mailbox in a folder, which is made if absent; a line cut off by a crash is left out."""
        folder.mkdir(parents=True, exist_ok=True)
        self._file = folder / FILE_NAME
        self._most_mails = most_mails
        self._mails = {mail.id: mail for mail in _kept(self._file)[-most_mails:]}
        self._rewrite()

    def put(self, mail: ReceivedMail) -> None:
        """Keep a mail, on the disk before this returns; one that is here already stays as it was."""
        if mail.id in self._mails:
            return
        _append(self._file, mail)
        self._mails[mail.id] = mail
        self._lines += 1
        while len(self._mails) > self._most_mails:
            del self._mails[next(iter(self._mails))]
        if self._lines > 2 * self._most_mails:
            self._rewrite()

    def mails(self, to: str | None = None) -> list[ReceivedMail]:
        """All mails, or those to one address (its case does not count), newest first."""
        newest_first = reversed(self._mails.values())
        return [mail for mail in newest_first if to is None or mail.to.casefold() == to.casefold()]

    def mail(self, mail_id: str) -> ReceivedMail | None:
        """One mail, while it is kept."""
        return self._mails.get(mail_id)

    def _rewrite(self) -> None:
        fresh = self._file.with_suffix(".new")
        fresh.write_bytes(b"".join(_line(mail) for mail in self._mails.values()))
        fresh.replace(self._file)
        self._lines = len(self._mails)


def _kept(file: Path) -> list[ReceivedMail]:
    lines = file.read_bytes().splitlines() if file.exists() else []
    return [mail for line in lines if (mail := _read(line))]


def _read(line: bytes) -> ReceivedMail | None:
    try:
        return msgspec.json.decode(line, type=ReceivedMail)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None


def _append(file: Path, mail: ReceivedMail) -> None:
    with file.open("ab") as lines:
        lines.write(_line(mail))
        lines.flush()
        os.fsync(lines.fileno())


def _line(mail: ReceivedMail) -> bytes:
    return msgspec.json.encode(mail) + b"\n"

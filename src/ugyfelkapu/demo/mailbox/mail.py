"""A mail as it came in, read from its bytes; a malformed one is shown as well as it can be."""

from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from hashlib import sha256


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedMail:
    """What is kept of a mail for one recipient."""

    id: str
    """Made from Message-ID and recipient: a mail delivered twice is one."""
    to: str
    sender: str
    subject: str
    text: str
    html: str
    at: datetime
    """When it arrived."""


def read_mail(content: bytes, *, to: str, sender: str, now: datetime) -> ReceivedMail:
    """The mail in an SMTP message's bytes (RFC 5322, MIME)."""
    message = BytesParser(EmailMessage, policy=default).parsebytes(content)
    name = str(message.get("Message-ID", "")).strip().encode() or content
    return ReceivedMail(
        id=sha256(name + b"\0" + to.casefold().encode("utf-8", "replace")).hexdigest()[:24],
        to=to,
        sender=sender,
        subject=_clean(str(message.get("Subject", ""))),
        text=_part(message, "plain"),
        html=_part(message, "html"),
        at=now,
    )


def _part(message: EmailMessage, subtype: str) -> str:
    part = message.get_body((subtype,))
    if part is None:
        return ""
    content = part.get_payload(decode=True)
    charset = part.get_content_charset("utf-8")
    return _clean(_decoded(content if isinstance(content, bytes) else b"", charset).replace("\r\n", "\n"))


def _decoded(content: bytes, charset: str) -> str:
    try:
        return content.decode(charset, "replace")
    except LookupError:  # a charset that nobody knows
        return content.decode("utf-8", "replace")


def _clean(text: str) -> str:
    """The text without lone surrogates, which no JSON may carry."""
    return text.encode("utf-8", "replace").decode("utf-8")

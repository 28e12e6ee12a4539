"""Mail handed over to a mail server (RFC 5321), written so that nothing in a letter can become a header."""

from dataclasses import dataclass
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from enum import StrEnum

import aiosmtplib

from ugyfelkapu.ports import Clock, Letter

PATIENCE_SECONDS = 5.0


class Encryption(StrEnum):
    """How the way to the mail server is protected."""

    NONE = "none"
    """Only for a mail server on the same machine."""
    STARTTLS = "starttls"
    TLS = "tls"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Login:
    """Our account at the mail server; never printed."""

    username: str
    password: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpMailer:
    """The way to one mail server; a connection for each letter."""

    host: str
    port: int
    encryption: Encryption
    login: Login | None
    sender: Address
    """Who the letters are from; answers and bounces go there."""
    clock: Clock

    async def send(self, letter: Letter) -> None:
        """Hand the letter over; `OSError` when the server does not take it, `ValueError` when it is no letter."""
        message = self.message(letter)
        try:
            await aiosmtplib.send(
                message,
                sender=self.sender.addr_spec,
                recipients=[letter.to],  # never read from the headers again
                hostname=self.host,
                port=self.port,
                username=self.login.username if self.login else None,
                password=self.login.password if self.login else None,
                timeout=PATIENCE_SECONDS,
                use_tls=self.encryption is Encryption.TLS,
                start_tls=self.encryption is Encryption.STARTTLS,
            )
        except aiosmtplib.SMTPException as error:
            refusal = f"the mail server did not take the letter: {type(error).__name__}"
            raise OSError(refusal) from error

    def message(self, letter: Letter) -> EmailMessage:
        """The letter as it travels: text and HTML of the same content, UTF-8 (RFC 5322, RFC 2046 section 5.1.4)."""
        message = EmailMessage(policy=SMTP)
        message["From"] = self.sender
        message["To"] = _recipient(letter.to)
        message["Subject"] = letter.subject
        message["Date"] = self.clock.now()
        message["Message-ID"] = _message_id(letter.message_id, domain=self.sender.domain)
        message["Auto-Submitted"] = "auto-generated"  # RFC 3834 section 5: no out-of-office answers, please
        message.set_content(letter.text)
        message.add_alternative(letter.html, subtype="html")
        return message


def _recipient(address: str) -> Address:
    """The one address and nothing else; `ValueError` for a list, a name with it, or a line end."""
    try:
        return Address(addr_spec=address)
    except (MessageError, IndexError) as error:
        refusal = "not an e-mail address"
        raise ValueError(refusal) from error


def _message_id(name: str, *, domain: str) -> str:
    """The identification in angle brackets, with a right side (RFC 5322 section 3.6.4)."""
    bare = name.removeprefix("<").removesuffix(">")
    return f"<{bare}>" if "@" in bare else f"<{bare}@{domain}>"

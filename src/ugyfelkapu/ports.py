"""What both wings ask of the world; a wing's own wishes stand in its `ports.py`, the world itself in `adapters`."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """The time, asked once for each request and handed on as `now`."""

    def now(self) -> datetime:
        """This instant, aware, in UTC."""


class Entropy(Protocol):
    """Chance that nobody can guess."""

    def bytes(self, count: int) -> bytes:
        """`count` bytes fit for keys and codes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A mail as it leaves: plain text and HTML say the same."""

    message_id: str
    to: str
    subject: str
    text: str
    html: str


class Mailer(Protocol):
    """Where the worker hands letters over."""

    async def send(self, letter: Letter) -> None:
        """Hand the letter over; `OSError` when the mail server does not take it now, `ValueError` when it is no letter."""


class Signer(Protocol):
    """A private key that signs and never leaves its keeper."""

    @property
    def key_id(self) -> str:
        """The `kid` under which the public half is published (RFC 7517 section 4.5)."""

    @property
    def algorithm(self) -> str:
        """The JWS algorithm, `ES256` or `RS256` (RFC 7518 section 3.1)."""

    def sign(self, message: bytes) -> bytes:
        """The JWS signature over `message` (RFC 7518 section 3.3 and 3.4)."""

"""What both wings ask of the world; a wing's own wishes stand in its `ports.py`, the world itself in `adapters`."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
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


class Unsealed(StrEnum):
    """Why there is no sealed document."""

    NOT_CONFIGURED = "not_configured"
    """The operator has no seal, or its certificate has run out."""
    BUSY = "busy"
    """Too many documents are being made: the answer is *try again in a moment*, never a time-out."""


class DocumentSeal(Protocol):
    """The operator's electronic seal on documents that people keep (PAdES B-B, ETSI EN 319 142-1)."""

    async def sealed(self, make: Callable[[], bytes]) -> bytes | Unsealed:
        """The PDF that `make` makes, sealed; making and sealing take place beside the event loop, few at a time."""

"""What every library for SAML services can do, whatever its language; the tests ask no more of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import parse_qsl, urlsplit

from tests.journeys.clients.saml.keys import KeyFiles

LOW = "http://eidas.europa.eu/LoA/low"
SUBSTANTIAL = "http://eidas.europa.eu/LoA/substantial"

Came = Mapping[str, str]
"""Where the browser came back to the service, as `came`, and what it posted, as `posted`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """How a sign-in is asked for."""

    is_forced: bool = False
    is_passive: bool = False
    context: str = LOW
    comparison: str = "minimum"


ANYHOW = Asked()


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """What the library believes of an answer: its signature, its audience, its times and what it answers were checked."""

    name_id: str
    session_index: str
    context: str
    email: str


@dataclass(frozen=True, slots=True)
class NotLearned:
    """The library's own words for an answer without an assertion."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where the service under test stands, what it knows of us, and its key."""

    url: str
    """Of its consumer; what comes there is kept."""
    files: KeyFiles
    our_metadata: bytes

    @property
    def entity_id(self) -> str:
        return self.url + "/metadata"


class Library(Protocol):
    """A service made with the library, as its manual says."""

    def metadata(self) -> bytes:
        """Of the service, as the library writes it."""

    def begin(self, asked: Asked) -> str:
        """Where the browser goes with a signed request."""

    def begin_by_form(self) -> str:
        """A page whose form takes a signed request along, by the POST binding."""

    def finish(self, came: Came) -> Learned | NotLearned:
        """What the answer says."""

    def leave(self, learned: Learned) -> str:
        """Where the browser goes to sign out everywhere."""

    def left(self, came: Came) -> bool:
        """Whether the library believes the answer to its wish, and whether that says that everybody heard."""

    def hear(self, came: Came) -> str:
        """Where the browser goes on after our request to end a session, which the library has to believe."""


def fields_of(came: Came) -> dict[str, str]:
    """The parameters of the message that came, by form or by address."""
    return dict(parse_qsl(came["posted"] if "posted" in came else urlsplit(came["came"]).query, keep_blank_values=True))

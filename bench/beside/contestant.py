"""What is measured, and who takes part in it."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from bench.connection import Line
from bench.flow import Provider
from bench.load import Step


class Kind(StrEnum):
    """A row: one kind of work; the value is its name in the report."""

    CODE_FLOW = "code flow"
    PUSHED_FLOW = "PAR + code flow"
    CLIENT_CREDENTIALS = "client credentials"
    REFRESH = "refresh with rotation"
    USERINFO = "userinfo"
    INTROSPECTION = "introspection"
    DISCOVERY = "discovery"
    KEY_SET = "JWKS"
    PASSWORD = "password sign-in"
    MIXED = "refresh while 8 people sign in"


AT_ONCE: Mapping[Kind, int] = dict.fromkeys(Kind, 32) | {Kind.PASSWORD: 8, Kind.MIXED: 1}
"""How many ask at once."""

SIGN_INS_BESIDE = 8

SignsIn = Callable[[Line], Awaitable[Step]]
"""Makes of a line a browser that signs in with a password each time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paths:
    """Where a contestant answers beyond what a sign-on needs; empty: it does not."""

    userinfo: str
    introspection: str
    discovery: str
    par: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """A service as registered."""

    client_id: str
    client_secret: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Contestant:
    """A server that runs, and all that it is asked for."""

    name: str
    store: str
    version: str
    durable: bool
    """Whether what it answered would be there after a loss of power."""
    provider: Provider
    renewing: Identity
    """The service with refresh tokens."""
    machine: Identity
    """The service that asks for itself."""
    machine_scope: str
    paths: Paths
    pids: tuple[int, ...]
    """All that serves: the server and its database's."""
    signs_in: SignsIn | None
    missing: Mapping[Kind, str]
    """Rows that it does not have, and why."""
    hear: Callable[[], None] = field(default=lambda: None)
    """What must happen now and then so that sessions stay good."""

    @property
    def title(self) -> str:
        """Who, and on what."""
        return f"{self.name}, {self.store}"

    def as_client(self, identity: Identity) -> Provider:
        """The provider as another service drives it."""
        return replace(self.provider, client_id=identity.client_id, client_secret=identity.client_secret)


class NotHereError(Exception):
    """The contestant cannot be measured on this machine; the sentence says why."""

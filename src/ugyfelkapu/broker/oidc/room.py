"""What every endpoint of this room is given."""

from dataclasses import dataclass

from starlette.requests import Request

from ugyfelkapu.broker.domain.session import SESSION_COOKIE
from ugyfelkapu.broker.oidc.documents import KeySetDocument
from ugyfelkapu.broker.ports import BrokerWorld
from ugyfelkapu.foundation.page.pages import Pages


@dataclass(frozen=True, slots=True, kw_only=True)
class OidcRoom:
    """The world, the page shell, and the documents that need no database."""

    world: BrokerWorld
    pages: Pages
    discovery: bytes
    key_set: KeySetDocument

    def session_secret(self, request: Request) -> str | None:
        """What the browser carries of a session."""
        return self.pages.cookies.read(request, SESSION_COOKIE)

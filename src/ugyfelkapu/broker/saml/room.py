"""What every endpoint of this room is given."""

from dataclasses import dataclass

from starlette.requests import Request

from ugyfelkapu.broker.domain.session import SESSION_COOKIE
from ugyfelkapu.broker.ports import BrokerWorld
from ugyfelkapu.broker.saml import paths
from ugyfelkapu.broker.saml.metadata.ours import OurMetadata
from ugyfelkapu.foundation.page.pages import Pages


@dataclass(frozen=True, slots=True, kw_only=True)
class SamlRoom:
    """The world, the page shell, and our metadata, which need no database."""

    world: BrokerWorld
    pages: Pages
    metadata: OurMetadata

    @property
    def entity_id(self) -> str:
        """Who we are in every message."""
        return self.world.issuer + paths.METADATA

    def session_secret(self, request: Request) -> str | None:
        """What the browser carries of a session."""
        return self.pages.cookies.read(request, SESSION_COOKIE)

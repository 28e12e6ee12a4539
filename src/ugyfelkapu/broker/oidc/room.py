"""What every endpoint of this room is given."""

from dataclasses import dataclass

from starlette.requests import Request

from ugyfelkapu.broker.domain.session import SESSION_COOKIE
from ugyfelkapu.broker.oidc.documents import KeySetDocument
from ugyfelkapu.broker.ports import BrokerWorld, ServiceCertificates
from ugyfelkapu.foundation.page.pages import Pages
from ugyfelkapu.foundation.page.proxy_certificate import CertificateEntrance


@dataclass(frozen=True, slots=True, kw_only=True)
class MutualTls:
    """How services' certificates come in, and whose are believed (RFC 8705)."""

    entrance: CertificateEntrance
    certificates: ServiceCertificates


@dataclass(frozen=True, slots=True, kw_only=True)
class OidcRoom:
    """The world, the page shell, and the documents that need no database."""

    world: BrokerWorld
    pages: Pages
    discovery: bytes
    key_set: KeySetDocument
    mutual_tls: MutualTls | None
    """`None`: this installation takes no certificates."""

    def session_secret(self, request: Request) -> str | None:
        """What the browser carries of a session."""
        return self.pages.cookies.read(request, SESSION_COOKIE)

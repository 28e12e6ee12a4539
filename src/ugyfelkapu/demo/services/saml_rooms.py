"""The addresses that only a service with SAML has."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from ugyfelkapu.demo.services.rooms import Service, or_refusal
from ugyfelkapu.demo.services.saml_library import metadata
from ugyfelkapu.demo.services.saml_provider import HeardOfEnd, SamlProvider


@dataclass(frozen=True, slots=True, kw_only=True)
class SamlRooms:
    """Beside the rooms of every service."""

    service: Service
    provider: SamlProvider

    async def metadata(self, _request: Request) -> Response:
        """What the service says of itself, for whoever registers it."""
        document = metadata(self.service.kind, self.provider.configuration)
        return Response(document, media_type="application/samlmetadata+xml")

    async def logout(self, request: Request) -> Response:
        """A sign-out that began elsewhere, or the answer to one that began here (SAML 2.0 Profiles section 4.4)."""
        heard = await self.provider.hear(request)
        if isinstance(heard, HeardOfEnd):
            self.service.visits.end_sessions(heard.sids)
            return or_refusal(heard.answer)
        return or_refusal(RedirectResponse("/signed-out") if heard is None else heard)

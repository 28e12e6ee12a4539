"""The addresses that only a service with OpenID Connect has."""

import logging
from dataclasses import dataclass, field
from http import HTTPStatus
from urllib.parse import parse_qsl

import httpx
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from ugyfelkapu.demo.services.heard_end import LONGEST_TOKEN, HeardTokens, NotBelievedError, ended_of, verified_claims
from ugyfelkapu.demo.services.provider import Provider
from ugyfelkapu.demo.services.rooms import Service
from ugyfelkapu.foundation.page.form import bounded_body

NOT_KEPT = {"Cache-Control": "no-store"}
"""OpenID Connect Back-Channel Logout 1.0 section 2.8."""
LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenIdRooms:
    """Beside the rooms of every service."""

    service: Service
    provider: Provider
    heard: HeardTokens = field(default_factory=HeardTokens)

    async def back_channel_logout(self, request: Request) -> Response:
        """The provider says that somebody signed out elsewhere (section 2.5); 400 with the reason where it is not believed."""
        sent = [
            value
            for name, value in parse_qsl((await bounded_body(request, 2 * LONGEST_TOKEN)).decode("ascii", "replace"))
            if name == "logout_token"
        ]
        if len(sent) != 1:
            return _refused("there must be one logout_token")
        try:
            claims = await verified_claims(sent[0], self.provider.client, self.provider.manner)
            ended = ended_of(claims, self.provider.configuration, heard=self.heard, now=self.service.clock.now())
        except NotBelievedError as reason:
            return _refused(str(reason))
        except httpx.HTTPError:
            return _refused("the provider's keys cannot be had")
        self.service.visits.end_of(sid=ended.sid, sub=ended.sub)
        return Response(status_code=HTTPStatus.OK, headers=NOT_KEPT)


def _refused(reason: str) -> Response:
    LOG.warning("a logout token does not count: %s", reason)
    answer = {"error": "invalid_request", "error_description": reason}
    return JSONResponse(answer, HTTPStatus.BAD_REQUEST, NOT_KEPT)

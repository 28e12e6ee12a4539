"""Signing in and out at the provider by OpenID Connect, with the client library; every trouble becomes a `Refusal`."""

import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx
from authlib.common.errors import AuthlibBaseError
from joserfc import jws
from joserfc.errors import JoseError
from starlette.requests import Request
from starlette.responses import Response

from ugyfelkapu.demo.services.client_library import ClientLibrary, client_of
from ugyfelkapu.demo.services.configuration import Configuration
from ugyfelkapu.demo.services.kind import TAX_MANNER, Manner
from ugyfelkapu.demo.services.learned import Learned, Level
from ugyfelkapu.demo.services.refusal import Refusal, refusal_of

LEEWAY_SECONDS = 10
LONGEST_ANSWER = 4000
LOG = logging.getLogger(__name__)


class RefusedError(Exception):
    """Carries a refusal from the depth of a protocol exchange to its start; never leaves this file."""

    def __init__(self, refusal: Refusal) -> None:
        """Wrap a refusal."""
        super().__init__(refusal)
        self.refusal = refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """The identification broker as one registered service sees it."""

    configuration: Configuration
    manner: Manner
    client: ClientLibrary

    @classmethod
    def of(cls, configuration: Configuration) -> "Provider":
        """The provider of a configuration; it is first asked when somebody signs in."""
        return cls(configuration=configuration, manner=TAX_MANNER, client=client_of(configuration, TAX_MANNER))

    async def begin(self, request: Request, language: str, *, level: Level | None = None) -> Response | Refusal:
        """Send the browser to sign in, at least at this level if one is named (OpenID Connect Core section 3.1.2.1)."""
        wishes = {"ui_locales": language} | ({"acr_values": level.value} if level else {})
        try:
            async with _refusing():
                return await self.client.authorize_redirect(request, self.configuration.callback_url, **wishes)
        except RefusedError as refused:
            return refused.refusal

    async def finish(self, request: Request) -> Learned | Refusal:
        """What the answer to a sign-in says, once all of it is verified."""
        try:
            async with _refusing():
                await self._check_answer(request)
                return await self._learn(request)
        except RefusedError as refused:
            return refused.refusal

    async def sign_out(self, request: Request, learned: Learned, *, language: str) -> Response | Refusal:
        """Send the browser to sign out everywhere (OpenID Connect RP-Initiated Logout section 2)."""
        try:
            async with _refusing():
                return await self.client.logout_redirect(
                    request,
                    post_logout_redirect_uri=self.configuration.signed_out_url,
                    id_token_hint=learned.id_token_hint,
                    ui_locales=language,
                )
        except RefusedError as refused:
            return refused.refusal

    async def confirm_sign_out(self, request: Request) -> Refusal | None:
        """Whether a browser that comes back was sent by us: the state must be ours (section 2.1)."""
        try:
            async with _refusing():
                await self.client.validate_logout_response(request)
        except RefusedError:
            return Refusal.NOT_OURS
        return None

    async def _check_answer(self, request: Request) -> None:
        """What the client library leaves to us."""
        parameters = request.query_params
        if len(parameters.multi_items()) != len(parameters) or len(str(parameters)) > LONGEST_ANSWER:
            raise RefusedError(Refusal.NOT_OURS)  # RFC 6749 section 3.1: no parameter twice
        metadata = await self.client.load_server_metadata()
        promised = metadata.get("authorization_response_iss_parameter_supported") is True
        if parameters.get("iss", None if promised else self.configuration.issuer) != self.configuration.issuer:
            raise RefusedError(Refusal.NOT_TRUSTED)  # RFC 9207 section 2.4

    async def _learn(self, request: Request) -> Learned:
        token = await self.client.authorize_access_token(request, claims_options=self._expected_claims(), leeway=LEEWAY_SECONDS)
        hint, claims = token.get("id_token"), token.get("userinfo")
        if not isinstance(hint, str) or not isinstance(claims, Mapping):
            raise RefusedError(Refusal.NOT_TRUSTED)  # OpenID Connect Core section 3.1.3.3
        if jws.extract_compact(hint.encode()).headers()["alg"] != self.manner.id_token_algorithm:
            raise RefusedError(Refusal.NOT_TRUSTED)  # section 3.1.3.7 step 7
        userinfo = await self.client.userinfo(token=token)
        if userinfo.get("sub") != claims["sub"]:
            raise RefusedError(Refusal.NOT_TRUSTED)  # section 5.3.2
        return Learned(id_token=dict(claims), userinfo=dict(userinfo), id_token_hint=hint)

    def _expected_claims(self) -> dict[str, dict[str, object]]:
        """The provider and ourselves (section 3.1.3.7 steps 2 and 3)."""
        return {
            "iss": {"essential": True, "value": self.configuration.issuer},
            "aud": {"essential": True, "value": self.configuration.client_id},
        }


@asynccontextmanager
async def _refusing() -> AsyncIterator[None]:
    """Turn whatever the library raises at a bad or missing answer into a refusal."""
    try:
        yield
    except AuthlibBaseError as error:
        raise RefusedError(refusal_of(str(error.error))) from error
    except (httpx.TransportError, httpx.InvalidURL) as error:
        raise RefusedError(Refusal.UNREACHABLE) from error
    except httpx.HTTPStatusError as error:
        raise RefusedError(Refusal.UNREACHABLE if error.response.is_server_error else Refusal.NOT_TRUSTED) from error
    except (JoseError, httpx.HTTPError, ValueError, KeyError, TypeError, AttributeError, RuntimeError) as error:
        LOG.warning("the provider's answer does not count: %s", type(error).__name__)
        raise RefusedError(Refusal.NOT_TRUSTED) from error

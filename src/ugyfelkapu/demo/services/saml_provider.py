"""Signing in and out at the provider by SAML, with python3-saml; every trouble becomes a `Refusal`."""

import logging
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

import httpx
from onelogin.saml2.auth import OneLogin_Saml2_Auth
from onelogin.saml2.errors import OneLogin_Saml2_Error
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from ugyfelkapu.demo.services.configuration import Configuration
from ugyfelkapu.demo.services.learned import Learned, Level
from ugyfelkapu.demo.services.provider_trust import is_believed
from ugyfelkapu.demo.services.refusal import Refusal
from ugyfelkapu.demo.services.saml_answer import answered_request, ended_sessions, learned_from, refusal_in
from ugyfelkapu.demo.services.saml_library import PERSISTENT, settings_of
from ugyfelkapu.ports import Clock

TIMEOUT_SECONDS = 5
LONGEST_ANSWER = 256 * 1024
LOG = logging.getLogger(__name__)
_ASKED = "saml_request"
_LEAVING = "saml_logout"


@dataclass(frozen=True, slots=True, kw_only=True)
class HeardOfEnd:
    """The provider ended somebody's sessions, and waits for our answer."""

    sids: tuple[str, ...]
    answer: Response


@dataclass(frozen=True, slots=True, kw_only=True)
class SamlProvider:
    """The identification broker as a SAML service sees it."""

    configuration: Configuration
    clock: Clock

    async def begin(self, request: Request, language: str, *, level: Level | None = None) -> Response | Refusal:
        """Send the browser to sign in, at least at this level if one is named; the protocol has no place for a language."""
        _ = language
        auth = await self._auth(request, level=level)
        if isinstance(auth, Refusal):
            return auth
        address = auth.login("/account")
        request.session[_ASKED] = auth.get_last_request_id()
        return RedirectResponse(address)

    async def finish(self, request: Request) -> Learned | Refusal:
        """What the answer to a sign-in says, once all of it is verified (SAML 2.0 Profiles section 4.1.4.3)."""
        body = await request.body()
        auth = await self._auth(request, posted=body)
        if isinstance(auth, Refusal):
            return auth
        asked = request.session.pop(_ASKED, None)
        try:
            return self._learned(auth, asked)
        except (OneLogin_Saml2_Error, ValueError, TypeError, KeyError, IndexError, AttributeError) as error:
            LOG.warning("the provider's answer does not count: %s", type(error).__name__)
            return Refusal.NOT_TRUSTED

    def _learned(self, auth: OneLogin_Saml2_Auth, asked: object) -> Learned | Refusal:
        if not isinstance(asked, str):
            return Refusal.NOT_OURS
        auth.process_response(request_id=asked)
        document = auth.get_last_response_xml()
        if auth.is_authenticated():
            return learned_from(auth, entity_id=self.configuration.entity_id)
        LOG.warning("the provider's answer does not count: %s", auth.get_last_error_reason())
        return refusal_in(document) if answered_request(document) == asked else Refusal.NOT_OURS

    async def sign_out(self, request: Request, learned: Learned, *, language: str) -> Response | Refusal:
        """Send the browser to sign out everywhere (SAML 2.0 Profiles section 4.4), or to the provider's own page for it."""
        auth = await self._auth(request)
        if isinstance(auth, Refusal):
            return auth
        if not auth.get_slo_url():
            return RedirectResponse(f"{self.configuration.issuer}/end-session?ui_locales={language}")
        names = {"name_id": learned.sub, "name_id_format": PERSISTENT, "spnq": self.configuration.entity_id}
        address = auth.logout("/signed-out", **names, session_index=str(learned.id_token["sid"]))
        request.session[_LEAVING] = auth.get_last_request_id()
        return RedirectResponse(address)

    async def hear(self, request: Request) -> HeardOfEnd | Refusal | None:
        """A message about a sign-out: the provider's wish, a refusal, or `None` for the good answer to our own."""
        auth = await self._auth(request)
        if isinstance(auth, Refusal):
            return auth
        leaving = request.session.pop(_LEAVING, None)
        try:
            address = auth.process_slo(keep_local_session=True, request_id=leaving)
        except (OneLogin_Saml2_Error, ValueError, TypeError):
            return Refusal.NOT_OURS
        errors = auth.get_errors()
        if errors:
            LOG.warning("the provider's message about a sign-out does not count: %s", auth.get_last_error_reason())
            return Refusal.SIGNED_OUT_HERE_ONLY if "logout_not_success" in errors else Refusal.NOT_TRUSTED
        if address is None:
            return None if leaving else Refusal.NOT_OURS
        sids = ended_sessions(auth.get_last_request_xml())
        return HeardOfEnd(sids=sids, answer=RedirectResponse(address))

    async def _auth(
        self, request: Request, *, level: Level | None = None, posted: bytes = b""
    ) -> OneLogin_Saml2_Auth | Refusal:
        """The library for one request; the address is the configured one, whatever the request says."""
        if len(posted) + len(request.url.query) > LONGEST_ANSWER:
            return Refusal.NOT_OURS
        provider = await self._provider()
        if isinstance(provider, Refusal):
            return provider
        at = urlsplit(self.configuration.public_url)
        told = {
            "https": "on" if self.configuration.is_secure else "off",
            "http_host": at.netloc,
            "script_name": request.url.path,
            "query_string": request.url.query,
            "get_data": dict(request.query_params),
            "post_data": dict(parse_qsl(posted.decode("ascii", "replace"))),
        }
        try:
            return OneLogin_Saml2_Auth(told, settings_of(self.configuration, provider=provider, level=level))
        except (OneLogin_Saml2_Error, ValueError, KeyError) as error:
            LOG.warning("the provider's metadata do not count: %s", type(error).__name__)
            return Refusal.NOT_TRUSTED

    async def _provider(self) -> bytes | Refusal:
        """Its metadata, asked for each time, so that its keys are those of now; believed by the keys that are known."""
        try:
            async with httpx.AsyncClient(timeout=TIMEOUT_SECONDS, trust_env=False) as client:
                answer = await client.get(self.configuration.provider_metadata_url)
        except (httpx.HTTPError, httpx.InvalidURL):
            return Refusal.UNREACHABLE
        if not answer.is_success:
            return Refusal.UNREACHABLE
        if is_believed(answer.content, self.configuration, now=self.clock.now()):
            return answer.content
        LOG.warning("the provider's metadata are signed by no key that we know, or are over")
        return Refusal.NOT_TRUSTED

"""The standard client library as we use it: its answers get a type where they enter."""

import warnings
from collections.abc import Mapping
from typing import Protocol

from authlib.deprecate import AuthlibDeprecationWarning
from joserfc.jwk import KeySetSerialization
from starlette.requests import Request
from starlette.responses import Response

from ugyfelkapu.demo.services.configuration import Configuration
from ugyfelkapu.demo.services.kind import Manner

with warnings.catch_warnings():
    # Authlib says at import that it will follow httpx's successor one day; until then it works with httpx as it is.
    warnings.simplefilter("ignore", AuthlibDeprecationWarning)
    from authlib.integrations.starlette_client import OAuth

TIMEOUT_SECONDS = 5


class ClientLibrary(Protocol):
    """What we use of Authlib's client for Starlette."""

    async def authorize_redirect(self, request: Request, redirect_uri: str, **parameters: str) -> Response:
        """Where to send the browser; state, nonce and code verifier are kept in the session."""

    async def authorize_access_token(
        self, request: Request, *, claims_options: Mapping[str, Mapping[str, object]], leeway: int
    ) -> dict[str, object]:
        """The token response; `userinfo` in it holds the claims of the verified ID token."""

    async def userinfo(self, *, token: Mapping[str, object]) -> Mapping[str, object]:
        """The claims of the userinfo endpoint."""

    async def load_server_metadata(self) -> Mapping[str, object]:
        """The provider's description of itself."""

    async def fetch_jwk_set(self, *, force: bool) -> KeySetSerialization:
        """The provider's public keys; `force`: asked for anew."""

    async def logout_redirect(
        self, request: Request, *, post_logout_redirect_uri: str, id_token_hint: str, ui_locales: str
    ) -> Response:
        """Where to send the browser to sign out; the state is kept in the session."""

    async def validate_logout_response(self, request: Request) -> Mapping[str, object]:
        """Raises unless the state is the one we sent."""


def client_of(configuration: Configuration, manner: Manner) -> ClientLibrary:
    """Authlib's client, set up for a service: authorization code with PKCE S256 (RFC 7636) and nonce."""
    client: ClientLibrary = OAuth().register(
        name="ugyfelkapu",
        client_id=configuration.client_id,
        client_secret=configuration.client_secret,
        server_metadata_url=configuration.discovery_url,
        client_kwargs={
            "scope": manner.scope,
            "code_challenge_method": "S256",
            "token_endpoint_auth_method": "client_secret_basic",
            "timeout": TIMEOUT_SECONDS,
            "trust_env": False,
        },
    )
    return client

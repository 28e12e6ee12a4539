"""The standard client library as we use it: its answers get a type where they enter."""

import warnings
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from authlib.deprecate import AuthlibDeprecationWarning
from authlib.oauth2.rfc7523 import PrivateKeyJWT
from joserfc.jwk import ECKey
from starlette.requests import Request
from starlette.responses import Response

from ugyfelkapu.demo.services import own_keys
from ugyfelkapu.demo.services.configuration import Configuration
from ugyfelkapu.demo.services.kind import ClientAuthentication, Manner

with warnings.catch_warnings():
    # Authlib says at import that it will follow httpx's successor one day; until then it works with httpx as it is.
    warnings.simplefilter("ignore", AuthlibDeprecationWarning)
    from authlib.integrations.starlette_client import OAuth

TIMEOUT_SECONDS = 5
ASSERTION_LIFETIME_SECONDS = 60


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

    async def logout_redirect(
        self, request: Request, *, post_logout_redirect_uri: str, id_token_hint: str, ui_locales: str
    ) -> Response:
        """Where to send the browser to sign out; the state is kept in the session."""

    async def validate_logout_response(self, request: Request) -> Mapping[str, object]:
        """Raises unless the state is the one we sent."""


def client_of(configuration: Configuration, manner: Manner) -> ClientLibrary:
    """Authlib's client, set up for a service: authorization code with PKCE S256 (RFC 7636) and nonce."""
    by_key = manner.authentication is ClientAuthentication.KEY
    client: ClientLibrary = OAuth().register(
        name="ugyfelkapu",
        client_id=configuration.client_id,
        client_secret=own_keys.client_key(Path(configuration.data)) if by_key else configuration.client_secret,
        server_metadata_url=configuration.discovery_url,
        client_auth_methods=[(ClientAuthentication.KEY.value, _AssertionAuthentication(configuration.issuer))],
        client_kwargs={
            "scope": manner.scope,
            "code_challenge_method": "S256",
            "token_endpoint_auth_method": manner.authentication.value,
            "timeout": TIMEOUT_SECONDS,
            "trust_env": False,
        },
    )
    return client


class _Client(Protocol):
    """What Authlib tells an authentication method of the client it works for."""

    client_id: str
    client_secret: ECKey


class _AssertionAuthentication:
    """Authlib's `PrivateKeyJWT` for the issuer alone, each assertion for one minute (RFC 7523 section 3).

    By itself Authlib would address it to the token endpoint and let it live for an hour.
    """

    def __init__(self, issuer: str) -> None:
        self._issuer = issuer

    def __call__(self, client: _Client, *request: object) -> object:
        """The token request with a client assertion in it."""
        expires_at = int(datetime.now(UTC).timestamp()) + ASSERTION_LIFETIME_SECONDS
        method = PrivateKeyJWT(
            self._issuer,
            claims={"exp": expires_at},
            headers={"kid": client.client_secret.kid},
            alg=own_keys.ALGORITHM,
        )
        return method(client, *request)

"""What a service is told at its start: a small JSON file that the demo writes."""

from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from ugyfelkapu.demo.services.kind import ClientAuthentication, Manner


class ConfigurationError(Exception):
    """Which setting is wrong and why, in one line."""


class Configuration(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where a service runs, whom it trusts, and as whom it is registered there."""

    port: int
    issuer: str
    client_id: str
    client_secret: str | None
    """Only of a service that proves itself with a secret."""
    public_url: str
    """The address in all links; never taken from a request."""
    data: str
    """The folder of the service's own keys."""

    @property
    def callback_url(self) -> str:
        """Where the answer to a sign-in comes."""
        return f"{self.public_url}/callback"

    @property
    def signed_out_url(self) -> str:
        """Where a sign-out comes back to."""
        return f"{self.public_url}/signed-out"

    @property
    def discovery_url(self) -> str:
        """Where the provider describes itself (OpenID Connect Discovery section 4)."""
        return f"{self.issuer.rstrip('/')}/.well-known/openid-configuration"

    @property
    def issuer_origin(self) -> str:
        """The provider as a Content-Security-Policy names it."""
        parts = urlsplit(self.issuer)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def is_secure(self) -> bool:
        """Whether browsers reach the service over TLS."""
        return self.public_url.startswith("https://")


def read_configuration(path: Path, manner: Manner) -> Configuration:
    """The configuration in a file, whole for what the service does; `ConfigurationError` says in one line what is wrong."""
    try:
        configuration = msgspec.json.decode(path.read_bytes(), type=Configuration)
    except (OSError, msgspec.DecodeError) as error:
        raise ConfigurationError(f"{path}: {error}") from error
    for name in ("issuer", "public_url"):
        if not urlsplit(getattr(configuration, name)).hostname:
            raise ConfigurationError(f"{path}: {name} is no URL with a host")
    if manner.authentication is ClientAuthentication.SECRET and not configuration.client_secret:
        raise ConfigurationError(f"{path}: client_secret is missing")
    return configuration

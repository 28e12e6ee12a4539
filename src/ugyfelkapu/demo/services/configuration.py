"""What a service is told at its start: a small JSON file that the demo writes."""

from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from ugyfelkapu.demo.services.kind import PROTOCOLS, ServiceKind, ServiceProtocol

BACK_CHANNEL_LOGOUT = "/back-channel-logout"


class ConfigurationError(Exception):
    """Which setting is wrong and why, in one line."""


class Configuration(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where a service runs, whom it trusts, and as whom it is registered there."""

    port: int
    issuer: str
    client_id: str
    client_secret: str | None
    """Only of a service that speaks OpenID Connect; one that speaks SAML signs."""
    public_url: str
    """The address in all links; never taken from a request."""
    data: str
    """The folder of the service's own keys."""
    provider_certificates: tuple[str, ...] = ()
    """Only of a service that speaks SAML: base64 of DER; whose metadata it believes at first."""

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
    def consumer_url(self) -> str:
        """Where SAML assertions come."""
        return f"{self.public_url}/saml/acs"

    @property
    def logout_url(self) -> str:
        """Where SAML messages about a sign-out come."""
        return f"{self.public_url}/saml/logout"

    @property
    def entity_id(self) -> str:
        """The service's name in SAML, and where its metadata are."""
        return entity_id_of(self.public_url)

    @property
    def provider_metadata_url(self) -> str:
        """Where the provider describes itself to SAML services; its name there, too."""
        return f"{self.issuer.rstrip('/')}/saml/metadata"

    @property
    def issuer_origin(self) -> str:
        """The provider as a Content-Security-Policy names it."""
        parts = urlsplit(self.issuer)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def is_secure(self) -> bool:
        """Whether browsers reach the service over TLS."""
        return self.public_url.startswith("https://")


def entity_id_of(public_url: str) -> str:
    """What a SAML service at this address is called."""
    return f"{public_url}/saml/metadata"


def read_configuration(path: Path, kind: ServiceKind) -> Configuration:
    """The configuration in a file, whole for what the service does; `ConfigurationError` says in one line what is wrong."""
    try:
        configuration = msgspec.json.decode(path.read_bytes(), type=Configuration)
    except (OSError, msgspec.DecodeError) as error:
        raise ConfigurationError(f"{path}: {error}") from error
    for name in ("issuer", "public_url"):
        if not urlsplit(getattr(configuration, name)).hostname:
            raise ConfigurationError(f"{path}: {name} is no URL with a host")
    if PROTOCOLS[kind] is ServiceProtocol.OPENID_CONNECT and not configuration.client_secret:
        raise ConfigurationError(f"{path}: client_secret is missing")
    if PROTOCOLS[kind] is ServiceProtocol.SAML and not configuration.provider_certificates:
        raise ConfigurationError(f"{path}: provider_certificates are missing")
    return configuration

"""A service as the broker knows it: who runs it, where answers go, how it proves itself (RFC 7591 section 2)."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import NewType

from ugyfelkapu.broker.domain.saml_service import SamlTerms

ClientId = NewType("ClientId", str)
"""The service's public name in the protocol (RFC 6749 section 2.2)."""

Sector = NewType("Sector", str)
"""The body a pseudonym is made for: the host of its redirect URIs (OpenID Connect Core section 8.1)."""


class ClientProfile(StrEnum):
    """Which rules a service keeps to; they stand in one table (`domain/profile.py`)."""

    BASIC = "basic"
    """OpenID Connect as most libraries speak it."""
    OAUTH21 = "oauth21"
    """The default: PKCE always, no secret in a body."""
    FAPI2 = "fapi2"
    """FAPI 2.0 Security Profile; with signed requests and answers, Message Signing."""


class ClientAuthentication(StrEnum):
    """How a service proves itself at the token endpoint (OpenID Connect Core section 9, RFC 8705 section 2)."""

    SECRET_BASIC = "client_secret_basic"  # noqa: S105 - the name of a method, no secret
    SECRET_POST = "client_secret_post"  # noqa: S105 - the name of a method, no secret
    PRIVATE_KEY_JWT = "private_key_jwt"
    TLS = "tls_client_auth"
    """By a certificate of an authority we trust, for the name that was registered."""
    SELF_SIGNED_TLS = "self_signed_tls_client_auth"
    """By a certificate whose key was registered."""
    NONE = "none"


BY_CERTIFICATE = (ClientAuthentication.TLS, ClientAuthentication.SELF_SIGNED_TLS)
"""Methods that need a proxy which asks for certificates."""


class GrantType(StrEnum):
    """For what a service may get tokens (RFC 7591 section 2)."""

    AUTHORIZATION_CODE = "authorization_code"
    REFRESH_TOKEN = "refresh_token"  # noqa: S105 - the name of a grant, no secret
    CLIENT_CREDENTIALS = "client_credentials"
    DEVICE_CODE = "urn:ietf:params:oauth:grant-type:device_code"
    TOKEN_EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"  # noqa: S105 - the name of a grant, no secret


class TokenAlgorithm(StrEnum):
    """With what a token is signed (RFC 7518 section 3.1, RFC 8037 section 3.1)."""

    ES256 = "ES256"
    RS256 = "RS256"
    PS256 = "PS256"
    EDDSA = "EdDSA"


class ApplicationType(StrEnum):
    """Where the service runs (OpenID Connect Registration section 2)."""

    WEB = "web"
    NATIVE = "native"


class Scope(StrEnum):
    """What a service may ask for."""

    OPENID = "openid"
    PROFILE = "profile"
    EMAIL = "email"
    IDENTITY = "identity"
    REPRESENTATION = "representation"
    """On whose behalf the person acts; needs the person's choice at each sign-on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """A name in the three languages of the pages."""

    hu: str
    en: str
    de: str

    def in_language(self, language: str) -> str:
        """The name for a page in `language`; Hungarian where the language is another."""
        return {"en": self.en, "de": self.de}.get(language, self.hu)


class KeyManagement(StrEnum):
    """How the key of an encrypted token travels (RFC 7518 section 4.1)."""

    RSA_OAEP_256 = "RSA-OAEP-256"
    ECDH_ES = "ECDH-ES"
    ECDH_ES_A256KW = "ECDH-ES+A256KW"


class ContentEncryption(StrEnum):
    """With what the content of a token is encrypted (RFC 7518 section 5.1)."""

    A256GCM = "A256GCM"
    A128CBC_HS256 = "A128CBC-HS256"


@dataclass(frozen=True, slots=True, kw_only=True)
class Encryption:
    """How tokens are encrypted for a service, to a key it published for that (`use`: `enc`)."""

    key_management: KeyManagement
    content: ContentEncryption


class CertificateField(StrEnum):
    """Where in its certificate a service's name stands (RFC 8705 section 2.1.2)."""

    SUBJECT_DN = "tls_client_auth_subject_dn"
    SAN_DNS = "tls_client_auth_san_dns"
    SAN_URI = "tls_client_auth_san_uri"
    SAN_IP = "tls_client_auth_san_ip"
    SAN_EMAIL = "tls_client_auth_san_email"


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateName:
    """By which name in its certificate a service is known."""

    field: CertificateField
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestTerms:
    """How a service asks, and how it is answered."""

    is_pushed: bool = False
    """Only by pushed requests (RFC 9126 section 6)."""
    is_signed: bool = False
    """Only by signed request objects (RFC 9101 section 10.5)."""
    algorithm: TokenAlgorithm | None = None
    """With what it signs request objects; `None`: any we know."""
    request_uris: tuple[str, ...] = ()
    """Where request objects of its own may be fetched from (OpenID Connect Registration section 2)."""
    answer_algorithm: TokenAlgorithm = TokenAlgorithm.ES256
    """With what answers are signed where it asks for that (JARM section 3)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenTerms:
    """What a service wants of its tokens and of what is told beside them."""

    is_dpop_bound: bool = False
    """Access tokens only with a proof of possession (RFC 9449 section 5.2)."""
    is_certificate_bound: bool = False
    """Access tokens only for the certificate they were asked with (RFC 8705 section 3.4)."""
    id_token_encryption: Encryption | None = None
    userinfo_algorithm: TokenAlgorithm | None = None
    """`None`: userinfo comes as plain JSON."""
    userinfo_encryption: Encryption | None = None
    introspection_algorithm: TokenAlgorithm = TokenAlgorithm.ES256
    """With what introspection answers are signed where it asks for that (RFC 9701 section 6)."""
    introspection_encryption: Encryption | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LogoutTerms:
    """How a service is told that somebody signed out."""

    back_channel_uri: str | None = None
    is_back_channel_sid_needed: bool = False
    front_channel_uri: str | None = None
    is_front_channel_sid_needed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RelyingParty:
    """A registered service; everything but its secret."""

    client_id: ClientId
    name: Wording
    organisation: Wording
    sector: Sector
    application_type: ApplicationType
    redirect_uris: tuple[str, ...]
    post_logout_redirect_uris: tuple[str, ...]
    client_uri: str | None
    authentication: ClientAuthentication | None
    """`None`: by no method of OAuth, since it is a SAML service."""
    id_token_algorithm: TokenAlgorithm
    jwks: str
    """The service's public keys as a JWK Set document; empty where it registered none by value."""
    scopes: tuple[Scope, ...]
    """What it may ask for; `identity` only with a legal basis."""
    legal_basis: str | None
    """The act that lets the body ask for identity data (`domain.md R14`)."""
    default_max_age_seconds: int | None
    default_acr_values: tuple[str, ...] = ()
    """What is asked where a request asks for no level (OpenID Connect Registration section 2)."""
    profile: ClientProfile = ClientProfile.OAUTH21
    grants: tuple[GrantType, ...] = (GrantType.AUTHORIZATION_CODE,)
    jwks_uri: str | None = None
    """Where the service publishes its keys; fetched when they are needed, in place of `jwks`."""
    sector_identifier_uri: str | None = None
    certificate: CertificateName | None = None
    assertion_algorithm: TokenAlgorithm | None = None
    """With what it signs its assertions; `None`: any that its profile allows."""
    requests: RequestTerms = field(default_factory=RequestTerms)
    tokens: TokenTerms = field(default_factory=TokenTerms)
    logout: LogoutTerms = field(default_factory=LogoutTerms)
    saml: SamlTerms | None = None
    """`None`: an OpenID Connect service."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Nameplate:
    """A service as a page shows it."""

    name: str
    organisation: str
    url: str | None


def nameplate(party: RelyingParty, language: str) -> Nameplate:
    """Who asks, in the language of the page."""
    return Nameplate(
        name=party.name.in_language(language),
        organisation=party.organisation.in_language(language),
        url=party.client_uri,
    )

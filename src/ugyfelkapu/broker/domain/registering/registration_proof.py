"""What a registration says of how the service proves itself, and of what its tokens are bound to (RFC 7591 section 2)."""

from dataclasses import replace

from ugyfelkapu.broker.domain.keys.client_certificate import compared
from ugyfelkapu.broker.domain.keys.client_keys import public_keys
from ugyfelkapu.broker.domain.keys.encryption import Keys
from ugyfelkapu.broker.domain.metadata import Document, MetadataFaultError, flag, text, word
from ugyfelkapu.broker.domain.outside import outside_address
from ugyfelkapu.broker.domain.profile import RULES
from ugyfelkapu.broker.domain.relying_party import (
    BY_CERTIFICATE,
    CertificateField,
    CertificateName,
    ClientAuthentication,
    ClientProfile,
    RelyingParty,
    TokenTerms,
)

BY_KEY = (ClientAuthentication.PRIVATE_KEY_JWT, ClientAuthentication.SELF_SIGNED_TLS)


def authentication_of(document: Document, profile: ClientProfile) -> ClientAuthentication:
    """How the service will prove itself: by a method of its profile (OpenID Connect Registration section 2)."""
    allowed = RULES[profile].authentication
    default = ClientAuthentication.SECRET_BASIC
    asked = word(document, "token_endpoint_auth_method", kind=ClientAuthentication, default=default)
    if asked not in allowed:
        message = f"token_endpoint_auth_method must be one of: {', '.join(allowed)} (client_profile {profile})"
        raise MetadataFaultError(message)
    return asked


def keys_by_value(document: Document, authentication: ClientAuthentication) -> Keys:
    """The keys by value, whatever they are for; who proves itself by a key needs one, here or at `jwks_uri`."""
    jwks = document.get("jwks")
    if jwks is None and (authentication not in BY_KEY or document.get("jwks_uri") is not None):
        return ()
    if not isinstance(jwks, dict):
        message = f"jwks must be an object with the public keys by value; {', '.join(BY_KEY)} need it, or jwks_uri"
        raise MetadataFaultError(message)
    keys = public_keys(jwks)
    if authentication in BY_KEY and all(key.get("use") == "enc" for key in keys):
        message = f"{authentication} needs a key for signatures in jwks"
        raise MetadataFaultError(message)
    return keys


def keys_address(document: Document, *, loopback_allowed: bool) -> str | None:
    """Where the keys are published, in place of `jwks`; fetched when they are needed (`security.md` 8)."""
    address = text(document, "jwks_uri")
    if address is None:
        return None
    if document.get("jwks") is not None:
        message = "jwks and jwks_uri are not registered both"
        raise MetadataFaultError(message)
    if outside_address(address, loopback_allowed=loopback_allowed) is None:
        message = "jwks_uri must be an https address of the public internet"
        raise MetadataFaultError(message)
    return address


def certificate_name(document: Document, authentication: ClientAuthentication) -> CertificateName | None:
    """By which one name its certificate is known (RFC 8705 section 2.1.2)."""
    named = [(field, value) for field in CertificateField if (value := text(document, field)) is not None]
    if authentication is not ClientAuthentication.TLS:
        if named:
            message = f"{named[0][0]} means nothing without tls_client_auth"
            raise MetadataFaultError(message)
        return None
    if len(named) != 1:
        message = f"tls_client_auth needs exactly one of: {', '.join(CertificateField)}"
        raise MetadataFaultError(message)
    field, value = named[0]
    if compared(field, value) is None:
        message = f"{field} holds no name of its kind"
        raise MetadataFaultError(message)
    return CertificateName(field=field, value=value)


def provable(party: RelyingParty, *, are_certificates_taken: bool) -> RelyingParty:
    """The service, unless it could never prove itself or get a token here."""
    needs_certificate = party.authentication in BY_CERTIFICATE or party.tokens.is_certificate_bound
    if needs_certificate and not are_certificates_taken:
        message = "this installation takes no certificates; use private_key_jwt, and dpop_bound_access_tokens for bound tokens"
        raise MetadataFaultError(message)
    return party


def bound(document: Document, terms: TokenTerms) -> TokenTerms:
    """The terms, with what access tokens are bound to: a key, a certificate, or neither."""
    is_dpop_bound = flag(document, "dpop_bound_access_tokens")
    is_certificate_bound = flag(document, "tls_client_certificate_bound_access_tokens")
    if is_dpop_bound and is_certificate_bound:
        message = "a token is bound by dpop_bound_access_tokens or by tls_client_certificate_bound_access_tokens, not by both"
        raise MetadataFaultError(message)
    return replace(terms, is_dpop_bound=is_dpop_bound, is_certificate_bound=is_certificate_bound)

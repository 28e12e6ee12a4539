"""What a registration says of tokens and of what is told beside them (OpenID Connect Registration section 2)."""

from ugyfelkapu.broker.domain.keys.encryption import Keys, encryption_key
from ugyfelkapu.broker.domain.metadata import Document, MetadataFaultError, word
from ugyfelkapu.broker.domain.relying_party import (
    ContentEncryption,
    Encryption,
    KeyManagement,
    TokenAlgorithm,
    TokenTerms,
)

Algorithms = tuple[TokenAlgorithm, ...]


def token_terms(document: Document, *, algorithms: Algorithms, keys: Keys) -> TokenTerms:
    """The terms, each encryption with a key among `keys` that it can use."""
    userinfo_algorithm = signed_with(document, "userinfo_signed_response_alg", algorithms=algorithms)
    userinfo_encryption = _encryption(document, "userinfo", keys=keys)
    if userinfo_encryption is not None and userinfo_algorithm is None:
        message = "userinfo_encrypted_response_alg needs userinfo_signed_response_alg: what nobody signed proves nothing"
        raise MetadataFaultError(message)
    return TokenTerms(
        id_token_encryption=_encryption(document, "id_token", keys=keys),
        userinfo_algorithm=userinfo_algorithm,
        userinfo_encryption=userinfo_encryption,
        introspection_algorithm=signed_with(document, "introspection_signed_response_alg", algorithms=algorithms)
        or TokenAlgorithm.ES256,
        introspection_encryption=_encryption(document, "introspection", keys=keys),
    )


def signed_with(document: Document, field: str, *, algorithms: Algorithms) -> TokenAlgorithm | None:
    """An optional algorithm for signatures, one of those the service's profile allows."""
    if document.get(field) is None:
        return None
    asked = word(document, field, kind=TokenAlgorithm, default=TokenAlgorithm.ES256)
    if asked not in algorithms:
        message = f"{field} must be one of: {', '.join(algorithms)} (by client_profile)"
        raise MetadataFaultError(message)
    return asked


def _encryption(document: Document, what: str, *, keys: Keys) -> Encryption | None:
    """Core section 10.2; without `..._enc` the content is in A128CBC-HS256 (Registration section 2)."""
    management_field, content_field = f"{what}_encrypted_response_alg", f"{what}_encrypted_response_enc"
    if document.get(management_field) is None:
        if document.get(content_field) is not None:
            message = f"{content_field} needs {management_field}"
            raise MetadataFaultError(message)
        return None
    management = word(document, management_field, kind=KeyManagement, default=KeyManagement.RSA_OAEP_256)
    if document.get("jwks_uri") is None and encryption_key(keys, management) is None:
        message = f"{management_field} needs a key for {management} in jwks, of use enc or without use, or a jwks_uri"
        raise MetadataFaultError(message)
    content = word(document, content_field, kind=ContentEncryption, default=ContentEncryption.A128CBC_HS256)
    return Encryption(key_management=management, content=content)

"""Signed tokens encrypted for the service that gets them: signed first, then encrypted (OpenID Connect Core section 16.14)."""

from joserfc.jwe import encrypt_compact
from joserfc.jwk import ECKey, RSAKey

from ugyfelkapu.broker.domain.keys.encryption import Keys, encryption_key
from ugyfelkapu.broker.domain.relying_party import Encryption


class NoEncryptionKeyError(Exception):
    """The service has no key any more that tokens could be encrypted to."""


def encrypted(token: str, encryption: Encryption, keys: Keys) -> str:
    """A nested JWT (RFC 7519 section 5.2); `NoEncryptionKeyError` where none of the keys fits."""
    management, content = encryption.key_management.value, encryption.content.value
    found = encryption_key(keys, encryption.key_management)
    if found is None:
        raise NoEncryptionKeyError(management)
    key_id = {"kid": found["kid"]} if "kid" in found else {}
    key = RSAKey.import_key(dict(found)) if found["kty"] == "RSA" else ECKey.import_key(dict(found))
    return encrypt_compact(
        {"alg": management, "enc": content, "typ": "JWT", "cty": "JWT", **key_id}, token, key, [management, content]
    )

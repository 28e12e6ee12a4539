"""To which of a service's keys a token is encrypted (OpenID Connect Core section 10.2)."""

from collections.abc import Mapping, Sequence

from ugyfelkapu.broker.domain.relying_party import KeyManagement

KEY_TYPES = {KeyManagement.RSA_OAEP_256: "RSA", KeyManagement.ECDH_ES: "EC", KeyManagement.ECDH_ES_A256KW: "EC"}

Keys = Sequence[Mapping[str, str]]
"""Public keys as JWKs (RFC 7517 section 4)."""


def encryption_key(keys: Keys, management: KeyManagement) -> Mapping[str, str] | None:
    """The first that fits the algorithm: one meant for encryption before one that does not say what it is for."""
    fitting = [key for key in keys if key.get("kty") == KEY_TYPES[management] and key.get("alg", management) == management]
    said = [key for key in fitting if key.get("use") == "enc"]
    unsaid = [key for key in fitting if "use" not in key]
    return next(iter([*said, *unsaid]), None)

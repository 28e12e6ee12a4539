"""Signed tokens: compact form only, algorithms named beforehand, sizes limited; the only importer of joserfc (RFC 7515)."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import msgspec
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, KeySetSerialization
from joserfc.jws import JWSRegistry, deserialize_compact

from ugyfelkapu.ports import Signer

LONGEST_TOKEN = 8192
LONGEST_HEADER = 1024
MOST_HEADERS = 32
"""Keys in use times kinds of tokens; more only means that one is encoded again."""

ALGORITHMS = ("ES256", "RS256", "PS256", "EdDSA")
"""With what we sign and what we verify (RFC 7518 section 3.1, RFC 8037 section 3.1)."""

_KEY_TYPES = {"ES256": "EC", "RS256": "RSA", "PS256": "RSA", "EdDSA": "OKP"}

JWSRegistry.algorithms["EdDSA"].security_warning = None
"""RFC 9864 gives it a new name; FAPI 2.0 Security Profile section 5.4.1 and every service in use still know this one."""

_encoder = msgspec.json.Encoder()


class _Header(msgspec.Struct):
    """What of a protected header is looked at."""

    alg: str
    kid: str | None = None
    typ: str | None = None
    crit: msgspec.Raw | None = None


_header_decoder = msgspec.json.Decoder(_Header)


class OwnClaims(msgspec.Struct):
    """What the broker reads back from its own tokens."""

    iss: str
    aud: str
    exp: int
    jti: str = ""
    sid: str = ""


class AssertionClaims(msgspec.Struct):
    """What a client assertion must say (RFC 7523 section 3); `aud` as one string, since a list could serve elsewhere too."""

    iss: str
    sub: str
    aud: str
    exp: int | float
    jti: str
    nbf: int | float = 0
    iat: int | float = 0


own_claims = msgspec.json.Decoder(OwnClaims)
assertion_claims = msgspec.json.Decoder(AssertionClaims)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """With what a token may be verified: these keys, these algorithms, and this `typ`, if any is demanded."""

    keys: Sequence[Mapping[str, str]]
    algorithms: Sequence[str]
    token_type: str | None


def sign(signer: Signer, claims: Mapping[str, object], *, token_type: str = "JWT") -> str:  # noqa: S107 - a media type
    """The claims as a compact JWS (RFC 7515 section 7.1)."""
    signed = _protected(signer.algorithm, token_type, signer.key_id) + b"." + _text(_encoder.encode(claims))
    return (signed + b"." + _text(signer.sign(signed))).decode("ascii")


@lru_cache(maxsize=MOST_HEADERS)
def _protected(algorithm: str, token_type: str, key_id: str) -> bytes:
    """The encoded protected header, the same for every token of a key and type (RFC 7515 section 4)."""
    return _text(_encoder.encode({"alg": algorithm, "typ": token_type, "kid": key_id}))


def verified_payload(token: str, allowed: Verification) -> bytes | None:
    """The payload of a token whose signature is good; `None` for everything else."""
    header = _header_of(token)
    if header is None or header.crit is not None or header.alg not in allowed.algorithms:
        return None  # RFC 7515 section 4.1.11: we understand no critical extension; RFC 8725 section 3.1
    if allowed.token_type is not None and header.typ != allowed.token_type:
        return None  # RFC 8725 section 3.11
    keys = [key for key in allowed.keys if _may_verify(key, header)]
    return next((payload for key in keys if (payload := _payload(token, key, header.alg)) is not None), None)


def _header_of(token: str) -> _Header | None:
    head, _, rest = token.partition(".")
    if len(token) > LONGEST_TOKEN or len(head) > LONGEST_HEADER or rest.count(".") != 1 or not token.isascii():
        return None
    try:
        return _header_decoder.decode(urlsafe_b64decode(head + "=="))
    except (ValueError, RecursionError):
        return None


def _may_verify(key: Mapping[str, str], header: _Header) -> bool:
    """Whether the key is of the algorithm's kind, and the one the header names, where both have a name."""
    return (
        key.get("kty") == _KEY_TYPES[header.alg]
        and key.get("alg", header.alg) == header.alg
        and key.get("use", "sig") == "sig"
        and header.kid in (None, key.get("kid"))
    )


def _payload(token: str, key: Mapping[str, str], algorithm: str) -> bytes | None:
    serialization: KeySetSerialization = {"keys": [dict(key)]}
    try:
        return deserialize_compact(token, KeySet.import_key_set(serialization).keys[0], [algorithm]).payload
    except (JoseError, ValueError, RecursionError):
        return None


def _text(octets: bytes) -> bytes:
    return urlsafe_b64encode(octets).rstrip(b"=")

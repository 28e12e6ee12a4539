"""Signed tokens: compact form only, algorithms named beforehand, sizes limited; the only importer of joserfc (RFC 7515)."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

import msgspec
from joserfc.errors import JoseError
from joserfc.jwk import Key, KeySet, KeySetSerialization
from joserfc.jws import JWSRegistry, deserialize_compact

from ugyfelkapu.ports import Signer

LONGEST_TOKEN = 8192
LONGEST_HEADER = 4096
MOST_HEADERS = 32
"""Keys in use times kinds of tokens; more only means that one is encoded again."""

MOST_KEYS = 256
"""Our own and those of services that ask just now; more only means that one is read again."""

ALGORITHMS = ("ES256", "RS256", "PS256", "EdDSA")
"""With what we sign and what we verify (RFC 7518 section 3.1, RFC 8037 section 3.1)."""

VERIFIED = (*ALGORITHMS, "Ed25519")
"""What services may sign with: EdDSA by its new name too, which says nothing else for the one curve we take (RFC 9864)."""

_KEY_TYPES = {"ES256": "EC", "RS256": "RSA", "PS256": "RSA", "EdDSA": "OKP"}

JWSRegistry.algorithms["EdDSA"].security_warning = None
"""RFC 9864 gives it a new name; FAPI 2.0 Security Profile section 5.4.1 and every service in use still know this one."""

_encoder = msgspec.json.Encoder()


class TokenFault(StrEnum):
    """Why a token counts for nothing; the value is a sentence for whoever made it."""

    MALFORMED = "is no compact JWS of a decent size"
    CRITICAL = "names a critical extension (crit), and none is understood"
    ALGORITHM = "is signed with an algorithm that is not allowed here"
    TYPE = "is of another type (typ)"
    UNKNOWN_KEY = "names no key that fits it (kid, alg)"
    SIGNATURE = "has a signature that fits no key"


_ABSENT = msgspec.Raw()


class Header(msgspec.Struct):
    """What of a protected header is looked at; keys and addresses of keys in it are nobody's business but DPoP's."""

    alg: str
    kid: str | None = None
    typ: str | None = None
    crit: msgspec.Raw = _ABSENT
    jwk: msgspec.Raw = _ABSENT


_header_decoder = msgspec.json.Decoder(Header)
_LENIENT = JWSRegistry(algorithms=list(VERIFIED), strict_check_header=False)
_LENIENT.max_header_length = LONGEST_HEADER
"""What a header says beyond what we look at does not count (RFC 7515 section 4)."""


class OwnClaims(msgspec.Struct):
    """What the broker reads back from its own tokens."""

    iss: str
    aud: str
    exp: int
    jti: str = ""
    sid: str = ""
    sub: str = ""


class AssertionClaims(msgspec.Struct):
    """What a client assertion must say (RFC 7523 section 3)."""

    iss: str
    sub: str
    aud: str | list[str]
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
    outcome = verified(token, allowed)
    return None if isinstance(outcome, TokenFault) else outcome


def verified(token: str, allowed: Verification) -> bytes | TokenFault:
    """The payload of a token whose signature is good, or the first thing wrong with it."""
    header = header_of(token)
    fault = TokenFault.MALFORMED if header is None else _fault_of(header, allowed)
    if header is None or fault is not None:
        return fault or TokenFault.MALFORMED
    keys = [key for key in allowed.keys if _may_verify(key, header)]
    payloads = (payload for key in keys if (payload := _payload(token, key, header.alg)) is not None)
    return next(payloads, TokenFault.SIGNATURE if keys else TokenFault.UNKNOWN_KEY)


def _fault_of(header: Header, allowed: Verification) -> TokenFault | None:
    if bytes(header.crit):
        return TokenFault.CRITICAL  # RFC 7515 section 4.1.11
    if _known_as(header.alg) not in allowed.algorithms:
        return TokenFault.ALGORITHM  # RFC 8725 section 3.1
    if allowed.token_type is not None and header.typ != allowed.token_type:
        return TokenFault.TYPE  # RFC 8725 section 3.11
    return None


def header_of(token: str) -> Header | None:
    """The protected header, unverified; `None`: no compact JWS (RFC 7515 section 7.1)."""
    head, _, rest = token.partition(".")
    if len(token) > LONGEST_TOKEN or len(head) > LONGEST_HEADER or rest.count(".") != 1 or not token.isascii():
        return None
    try:
        return _header_decoder.decode(urlsafe_b64decode(head + "=="))
    except (ValueError, RecursionError):
        return None


def _known_as(algorithm: str) -> str:
    return "EdDSA" if algorithm == "Ed25519" else algorithm


def _may_verify(key: Mapping[str, str], header: Header) -> bool:
    """Whether the key is of the algorithm's kind, and the one the header names, where both have a name."""
    return (
        key.get("kty") == _KEY_TYPES[_known_as(header.alg)]
        and _known_as(key.get("alg", header.alg)) == _known_as(header.alg)
        and key.get("use", "sig") == "sig"
        and header.kid in (None, key.get("kid"))
    )


def _payload(token: str, key: Mapping[str, str], algorithm: str) -> bytes | None:
    try:
        return deserialize_compact(token, _imported(_encoder.encode(key)), [algorithm], registry=_LENIENT).payload
    except (JoseError, ValueError, RecursionError):
        return None


@lru_cache(maxsize=MOST_KEYS)
def _imported(key: bytes) -> Key:
    """A public key, a JWK as JSON, ready for use: making it from its members costs as much as a verification."""
    members = msgspec.json.decode(key, type=dict[str, str | list[str]])
    unnamed = {name: value for name, value in members.items() if name != "alg"}  # `_may_verify` has looked at it
    serialization: KeySetSerialization = {"keys": [unnamed]}
    return KeySet.import_key_set(serialization).keys[0]


def _text(octets: bytes) -> bytes:
    return urlsafe_b64encode(octets).rstrip(b"=")

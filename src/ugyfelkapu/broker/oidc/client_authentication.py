"""How a service proves itself at the token endpoint (RFC 6749 section 2.3, RFC 7523, OpenID Connect Core section 9)."""

from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hmac import compare_digest
from typing import assert_never
from urllib.parse import unquote_plus

from starlette.requests import Request

from ugyfelkapu.broker.domain.relying_party import ClientAuthentication, ClientId
from ugyfelkapu.broker.domain.secret import SecretKind, digest_of
from ugyfelkapu.broker.oidc.errors import OAuthError, invalid_client, invalid_request
from ugyfelkapu.broker.oidc.issuing import registered_keys
from ugyfelkapu.broker.oidc.jose import (
    ALGORITHMS,
    AssertionClaims,
    Verification,
    assertion_claims,
    verified_payload,
)
from ugyfelkapu.broker.oidc.reading import LONGEST_HEADER
from ugyfelkapu.broker.oidc.room import OidcRoom
from ugyfelkapu.broker.ports import BrokerWorld
from ugyfelkapu.broker.store import assertions, relying_parties
from ugyfelkapu.broker.store.relying_parties import Client

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
LONGEST_ASSERTION_LIFE = timedelta(minutes=5)
LEEWAY = timedelta(seconds=10)
LONGEST_JTI = 256

_FAILED = invalid_client("the client is unknown or did not prove itself")
"""One sentence for every failed proof: which part failed is nobody's business."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What a request offers: by which method, as whom, and the secret or assertion itself."""

    method: ClientAuthentication
    client_id: ClientId
    credential: str


async def authenticated(room: OidcRoom, request: Request, fields: Mapping[str, str]) -> Client | OAuthError:
    """The service that asks, proven by the method it registered; `fields`: what the request's body names."""
    proof = proof_of(request, fields)
    return proof if isinstance(proof, OAuthError) else await authenticate(room.world, proof, now=room.world.clock.now())


def challenge_of(request: Request, realm: str) -> dict[str, str]:
    """What a refused service is told to use: then, and only then, when it tried the header (RFC 6749 section 5.2)."""
    return {"WWW-Authenticate": f'Basic realm="{realm}"'} if "authorization" in request.headers else {}


def proof_of(request: Request, form: Mapping[str, str]) -> Proof | OAuthError:
    """The one proof in the request; two are a fault (RFC 6749 section 2.3)."""
    header = request.headers.get("authorization")
    if sum((header is not None, "client_assertion" in form, "client_secret" in form)) > 1:
        return invalid_request("more than one way of client authentication is used")
    if header is not None:
        return _basic(header, form.get("client_id"))
    if "client_assertion" in form or "client_assertion_type" in form:
        return _assertion(form)
    if "client_id" not in form:
        return invalid_client("client authentication is missing")
    method = ClientAuthentication.SECRET_POST if "client_secret" in form else ClientAuthentication.NONE
    return Proof(method=method, client_id=ClientId(form["client_id"]), credential=form.get("client_secret", ""))


def _basic(header: str, form_client_id: str | None) -> Proof | OAuthError:
    """RFC 6749 section 2.3.1: both halves are form-encoded before they are joined."""
    scheme, _, encoded = header.partition(" ")
    if scheme.lower() != "basic" or len(encoded) > LONGEST_HEADER:
        return invalid_client("the Authorization header must use Basic")
    try:
        name, colon, secret = b64decode(encoded.strip(), validate=True).decode("ascii").partition(":")
    except ValueError:
        return invalid_client("the Authorization header is malformed")
    if not colon or form_client_id not in (None, unquote_plus(name)):
        return invalid_client("the Authorization header is malformed or names another client than client_id")
    return Proof(
        method=ClientAuthentication.SECRET_BASIC, client_id=ClientId(unquote_plus(name)), credential=unquote_plus(secret)
    )


def _assertion(form: Mapping[str, str]) -> Proof | OAuthError:
    """RFC 7521 section 4.2: the assertion names its client; `client_id` may repeat it."""
    if form.get("client_assertion_type") != ASSERTION_TYPE or "client_assertion" not in form:
        return invalid_client(f"client_assertion needs client_assertion_type {ASSERTION_TYPE}")
    assertion = form["client_assertion"]
    client_id = form.get("client_id") or _subject_of(assertion)
    return Proof(method=ClientAuthentication.PRIVATE_KEY_JWT, client_id=ClientId(client_id), credential=assertion)


def _subject_of(assertion: str) -> str:
    """Who an assertion says it is from, unverified: only to know whose keys to verify it with."""
    parts = assertion.split(".")
    try:
        return assertion_claims.decode(_base64url(parts[1])).sub if len(parts) > 1 else ""
    except (ValueError, RecursionError):
        return ""


def _base64url(text: str) -> bytes:
    return b64decode(text.encode("ascii") + b"==", altchars=b"-_")


async def authenticate(world: BrokerWorld, proof: Proof, *, now: datetime) -> Client | OAuthError:
    """The service that proved itself by the method it registered."""
    client = await relying_parties.find(world.database.reader, proof.client_id)
    if client is None or client.party.authentication is not proof.method:
        return _FAILED
    match proof.method:
        case ClientAuthentication.NONE:
            return client
        case ClientAuthentication.SECRET_BASIC | ClientAuthentication.SECRET_POST:
            return client if _is_secret(client, proof.credential) else _FAILED
        case ClientAuthentication.PRIVATE_KEY_JWT:
            return await _verify_assertion(world, client, proof.credential, now=now)
        case ClientAuthentication.TLS | ClientAuthentication.SELF_SIGNED_TLS:
            return _FAILED  # no registration has them, and no request offers them
        case _:
            assert_never(proof.method)


def _is_secret(client: Client, secret: str) -> bool:
    digest = digest_of(SecretKind.CLIENT_SECRET, secret)
    return digest is not None and client.secret_digest is not None and compare_digest(digest, client.secret_digest)


async def _verify_assertion(world: BrokerWorld, client: Client, assertion: str, *, now: datetime) -> Client | OAuthError:
    allowed = Verification(keys=registered_keys(client.party.jwks), algorithms=ALGORITHMS, token_type=None)
    claims = _claims(verified_payload(assertion, allowed))
    if claims is None or (claims.iss, claims.sub) != (client.party.client_id, client.party.client_id):
        return _FAILED  # RFC 7523 section 3, points 1 and 2
    if claims.aud != world.issuer:
        return invalid_client("the assertion's aud must be the issuer, as one string")  # `security.md` 10
    if not _is_timely(claims, now=now):
        return invalid_client(f"the assertion must be in force and live no longer than {LONGEST_ASSERTION_LIFE}")
    expires_at = datetime.fromtimestamp(claims.exp, UTC) + LEEWAY
    async with world.database.transaction() as tx:
        is_first = await assertions.use(tx, client.party.client_id, claims.jti, expires_at=expires_at)
    return client if is_first else invalid_client("the assertion's jti was used before")


def _claims(payload: bytes | None) -> AssertionClaims | None:
    try:
        claims = assertion_claims.decode(payload or b"")
    except (ValueError, RecursionError):
        return None
    return claims if 0 < len(claims.jti) <= LONGEST_JTI else None


def _is_timely(claims: AssertionClaims, *, now: datetime) -> bool:
    """Begun, not over, and not good for long (RFC 7523 section 3, points 4 to 6)."""
    instant = now.timestamp()
    leeway = LEEWAY.total_seconds()
    latest = instant + LONGEST_ASSERTION_LIFE.total_seconds() + leeway
    return instant - leeway < claims.exp <= latest and max(claims.nbf, claims.iat) <= instant + leeway

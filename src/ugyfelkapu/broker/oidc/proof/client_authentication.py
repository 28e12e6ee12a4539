"""How a service proves itself, at every endpoint alike (RFC 6749 section 2.3, OpenID Connect Core section 9)."""

from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from hmac import compare_digest
from typing import assert_never
from urllib.parse import unquote_plus

from starlette.requests import Request

from ugyfelkapu.broker.actions.note_refused_proof import Brought, note_refused_proof
from ugyfelkapu.broker.domain.relying_party import BY_CERTIFICATE, ClientAuthentication, ClientId
from ugyfelkapu.broker.domain.secret import SecretKind, digest_of
from ugyfelkapu.broker.oidc.errors import OAuthError, invalid_client, invalid_request
from ugyfelkapu.broker.oidc.proof.client_assertion import Assertion, prove_by_assertion, subject_of
from ugyfelkapu.broker.oidc.proof.client_certificate import prove_by_certificate
from ugyfelkapu.broker.oidc.proof.shown_certificate import NOT_FROM_THE_PROXY
from ugyfelkapu.broker.oidc.reading import LONGEST_HEADER
from ugyfelkapu.broker.oidc.room import OidcRoom
from ugyfelkapu.broker.store import relying_parties
from ugyfelkapu.broker.store.relying_parties import Client

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

_FAILED = invalid_client("the client is unknown or did not prove itself")
"""One sentence for a wrong secret and for nobody at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What a request offers: by which method, as whom, and the secret or assertion itself."""

    method: ClientAuthentication
    client_id: ClientId
    credential: str


async def authenticated(room: OidcRoom, request: Request, fields: Mapping[str, str]) -> Client | OAuthError:
    """The service that asks, proven by the method it registered; `fields`: what the request's body names."""
    proof = proof_of(request, fields)
    if isinstance(proof, OAuthError):
        return proof
    client = await relying_parties.find(room.world.database.reader, proof.client_id)
    if client is None:
        return _FAILED
    registered = client.party.authentication
    if registered is None:
        return _FAILED
    if proof.method is not (ClientAuthentication.NONE if registered in BY_CERTIFICATE else registered):
        return _other_method(registered, proof.method)
    proven = await _proven(room, request, client, credential=proof.credential)
    if isinstance(proven, OAuthError):
        await _note(room, client, proven)
    return proven


async def _note(room: OidcRoom, client: Client, refused: OAuthError) -> None:
    """Into the journal, but for a certificate past the proxy, which is there already."""
    if refused is not NOT_FROM_THE_PROXY:
        await note_refused_proof(room.world, client.party, Brought.CREDENTIAL, reason=refused.description)


def _other_method(registered: ClientAuthentication, used: ClientAuthentication) -> OAuthError:
    """Which method a service registered is no secret, and most often all that its developer has to know."""
    tried = "no proof" if used is ClientAuthentication.NONE else used
    return invalid_client(f"the client registered {registered}, and this request brings {tried}")


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
    client_id = form.get("client_id") or subject_of(assertion)
    return Proof(method=ClientAuthentication.PRIVATE_KEY_JWT, client_id=ClientId(client_id), credential=assertion)


async def _proven(room: OidcRoom, request: Request, client: Client, *, credential: str) -> Client | OAuthError:
    """By the method it registered, which is the one that was tried."""
    match client.party.authentication:
        case None:
            return _FAILED
        case ClientAuthentication.NONE:
            return client
        case ClientAuthentication.SECRET_BASIC | ClientAuthentication.SECRET_POST:
            return client if _is_secret(client, credential) else _FAILED
        case ClientAuthentication.PRIVATE_KEY_JWT:
            assertion = Assertion(token=credential, path=request.url.path)
            return await prove_by_assertion(room.world, client, assertion, now=room.world.clock.now())
        case ClientAuthentication.TLS | ClientAuthentication.SELF_SIGNED_TLS:
            return await prove_by_certificate(room, request, client)
        case _:
            assert_never(client.party.authentication)


def _is_secret(client: Client, secret: str) -> bool:
    digest = digest_of(SecretKind.CLIENT_SECRET, secret)
    return digest is not None and client.secret_digest is not None and compare_digest(digest, client.secret_digest)

"""An access token as presented, and whether by the one it was given to (RFC 6750, RFC 9449 section 7, RFC 8705 section 3)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from starlette.requests import Request
from starlette.responses import Response

from ugyfelkapu.broker.domain.keys.client_certificate import ClientCertificate
from ugyfelkapu.broker.domain.keys.confirmation import Confirmation, ConfirmationMethod
from ugyfelkapu.broker.domain.relying_party import ClientId
from ugyfelkapu.broker.oidc.errors import CHALLENGED_STATUS, OAuthError, bearer_refusal, json_answer
from ugyfelkapu.broker.oidc.jose import VERIFIED
from ugyfelkapu.broker.oidc.proof.dpop import fresh_nonce, missing_proof, proven_key
from ugyfelkapu.broker.oidc.proof.shown_certificate import shown_certificate
from ugyfelkapu.broker.oidc.reading import LONGEST_HEADER, form_fields
from ugyfelkapu.broker.oidc.room import OidcRoom
from ugyfelkapu.broker.store import relying_parties

NOT_POSTED = OAuthError(
    error="invalid_request", description="send the access token in the Authorization header; client_profile basic may post it"
)

_ALGORITHMS = f'algs="{" ".join(VERIFIED)}"'
"""What a proof may be signed with (RFC 9449 section 7.1)."""


class Scheme(StrEnum):
    """How a token is sent."""

    BEARER = "bearer"
    DPOP = "dpop"


@dataclass(frozen=True, slots=True, kw_only=True)
class Presented:
    """A token, not looked at yet."""

    scheme: Scheme
    token: str
    is_posted: bool = False
    """In a form: a way that profile `basic` alone keeps open."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Binding:
    """Whose token it is: the claim `cnf` (RFC 7800 section 3.1), and the service it was issued to."""

    client_id: ClientId
    cnf: Mapping[str, str] | None


def presented_token(request: Request) -> Presented | None:
    """The token of the Authorization header."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() not in (Scheme.BEARER, Scheme.DPOP) or not 0 < len(token) <= LONGEST_HEADER:
        return None
    return Presented(scheme=Scheme(scheme.lower()), token=token.strip())


async def posted_token(request: Request) -> Presented | None:
    """The token of a form, where nothing stands in the header (RFC 6750 section 2.2)."""
    if request.method != "POST" or "authorization" in request.headers:
        return None
    form = await form_fields(request)
    token = "" if isinstance(form, OAuthError) else form.get("access_token", "")
    return Presented(scheme=Scheme.BEARER, token=token, is_posted=True) if 0 < len(token) <= LONGEST_HEADER else None


async def fault_of_sender(room: OidcRoom, request: Request, presented: Presented, *, binding: Binding) -> OAuthError | None:
    """Why whoever presents the token is not the one it was given to."""
    cnf = binding.cnf
    if cnf is None:
        return None if presented.scheme is Scheme.BEARER else _invalid("the token is bound to no key: send it as Bearer")
    if ConfirmationMethod.DPOP in cnf:
        return await _fault_of_key(room, request, presented, binding=binding)
    if ConfirmationMethod.CERTIFICATE in cnf:
        return await _fault_of_certificate(room, request, cnf[ConfirmationMethod.CERTIFICATE])
    return _invalid("the token is bound in a way that is not known here")


async def _fault_of_key(room: OidcRoom, request: Request, presented: Presented, *, binding: Binding) -> OAuthError | None:
    """RFC 9449 sections 7.1 and 7.2: the stolen token is worth nothing without the key."""
    if presented.scheme is not Scheme.DPOP:
        return _invalid("the token is bound to a key: send it as DPoP, with a proof")
    client = await relying_parties.find(room.world.database.reader, binding.client_id)
    if client is None:
        return _invalid("the token's client has ended")
    proven = await proven_key(room, request, client.party, access_token=presented.token)
    if proven is None:
        return missing_proof(room, "the token is bound to a key: send a DPoP proof")
    if isinstance(proven, OAuthError):
        return proven
    bound = Confirmation(method=ConfirmationMethod.DPOP, thumbprint=(binding.cnf or {})[ConfirmationMethod.DPOP])
    return None if proven == bound else _invalid("the token is bound to another key than the proof's")


async def _fault_of_certificate(room: OidcRoom, request: Request, bound: str) -> OAuthError | None:
    """RFC 8705 section 3: the certificate of the handshake is the one that the token was asked with."""
    shown = await shown_certificate(room, request)
    if isinstance(shown, ClientCertificate) and shown.thumbprint == bound:
        return None
    return _invalid("the token is bound to a certificate that was not shown")


def _invalid(description: str) -> OAuthError:
    return OAuthError(error="invalid_token", description=description)


def nothing_presented() -> Response:
    """401 without an error code, for no token came (RFC 6750 section 3.1), and both ways to send one (RFC 9449 section 7.1)."""
    content = {"error_description": "send the access token in the Authorization header"}
    return json_answer(content, status=401, headers={"WWW-Authenticate": f"Bearer, DPoP {_ALGORITHMS}"})


def refused(room: OidcRoom, request: Request, fault: OAuthError, *, presented: Presented) -> Response:
    """401 or 403 with a challenge in the way the token was sent (RFC 6750 section 3, RFC 9449 section 7.1)."""
    if presented.scheme is Scheme.BEARER:
        return bearer_refusal(fault.error, fault.description)
    challenge = f'DPoP error="{fault.error}", error_description="{fault.description}", {_ALGORITHMS}'
    content = {"error": fault.error, "error_description": fault.description}
    headers = {**fresh_nonce(room, request), **fault.headers, "WWW-Authenticate": challenge}
    return json_answer(content, status=CHALLENGED_STATUS.get(fault.error, 401), headers=headers)

"""To whom the tokens of a request will be bound: the key or the certificate that its sender shows (RFC 9449, RFC 8705)."""

from starlette.requests import Request

from ugyfelkapu.broker.domain.keys.client_certificate import confirmation_by
from ugyfelkapu.broker.domain.keys.confirmation import Confirmation
from ugyfelkapu.broker.domain.profile import rules_of
from ugyfelkapu.broker.domain.relying_party import RelyingParty
from ugyfelkapu.broker.oidc.errors import OAuthError, invalid_request
from ugyfelkapu.broker.oidc.proof.dpop import missing_proof, proven_key
from ugyfelkapu.broker.oidc.proof.shown_certificate import shown_certificate
from ugyfelkapu.broker.oidc.room import OidcRoom


async def sender_of(room: OidcRoom, request: Request, party: RelyingParty) -> Confirmation | OAuthError | None:
    """What the service registered, or what its profile demands; else a key where it proves one, else nothing."""
    if party.tokens.is_certificate_bound:
        return await _certificate(room, request)
    proven = await proven_key(room, request, party)
    if proven is not None:
        return proven
    if party.tokens.is_dpop_bound:  # RFC 9449 section 5.2
        return missing_proof(room, "the client registered dpop_bound_access_tokens: send a DPoP proof")
    if not rules_of(party).is_sender_constrained:
        return None
    if room.mutual_tls is None:
        return missing_proof(room, f"client_profile {party.profile} binds access tokens: send a DPoP proof")
    return await _certificate(room, request)  # FAPI 2.0 Security Profile section 5.3.2.1


async def _certificate(room: OidcRoom, request: Request) -> Confirmation | OAuthError:
    """RFC 8705 section 3: whoever signed the certificate, its key was proven in the handshake."""
    certificate = await shown_certificate(room, request)
    if certificate is None:
        at = f" at {room.mutual_tls.entrance.url}" if room.mutual_tls else ""
        return invalid_request(f"access tokens of this client are bound: show its certificate{at}, or send a DPoP proof")
    return certificate if isinstance(certificate, OAuthError) else confirmation_by(certificate)

"""Proof of possession of a key, in a header of its own (RFC 9449 section 4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import msgspec
from starlette.requests import Request

from ugyfelkapu.broker.actions.note_refused_proof import Brought, note_refused_proof
from ugyfelkapu.broker.domain.keys.client_keys import public_keys
from ugyfelkapu.broker.domain.keys.confirmation import Confirmation, ConfirmationMethod
from ugyfelkapu.broker.domain.keys.proof_nonce import LIFETIME, nonce_at
from ugyfelkapu.broker.domain.keys.thumbprint import thumbprint
from ugyfelkapu.broker.domain.metadata import MetadataFaultError
from ugyfelkapu.broker.domain.profile import rules_of
from ugyfelkapu.broker.domain.relying_party import RelyingParty
from ugyfelkapu.broker.oidc.errors import OAuthError
from ugyfelkapu.broker.oidc.jose import TokenFault, Verification, header_of, verified
from ugyfelkapu.broker.oidc.proof.dpop_claims import ProofClaims, UnknownNonce, fault_of
from ugyfelkapu.broker.oidc.room import OidcRoom
from ugyfelkapu.broker.store import assertions

HEADER = "DPoP"
NONCE_HEADER = "DPoP-Nonce"
PROOF_TYPE = "dpop+jwt"
INVALID_PROOF = "invalid_dpop_proof"
PROOF_KEPT = LIFETIME + timedelta(minutes=1)
"""So long no proof is good for a second time; no proof is good for longer at all."""

_claims = msgspec.json.Decoder(ProofClaims)
_jwk = msgspec.json.Decoder(dict[str, object])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Proof:
    """A proof whose signature is good: by which key, and what it says."""

    jkt: str
    claims: ProofClaims


async def proven_key(
    room: OidcRoom, request: Request, party: RelyingParty, *, access_token: str | None = None
) -> Confirmation | OAuthError | None:
    """Whose key the request is proven with, the proof used up; `None`: it brings no proof (RFC 9449 section 4.3)."""
    proofs = request.headers.getlist(HEADER)
    if not proofs:
        return None
    proven = await _proven(room, request, proofs, party=party, access_token=access_token)
    if isinstance(proven, OAuthError) and proven.error == INVALID_PROOF:
        await note_refused_proof(room.world, party, Brought.PROOF, reason=proven.description)
    return proven


async def _proven(
    room: OidcRoom, request: Request, proofs: Sequence[str], *, party: RelyingParty, access_token: str | None
) -> Confirmation | OAuthError:
    if len(proofs) > 1:
        return _refused("there must be one DPoP header")  # point 1
    proof = _read(proofs[0], party)
    if isinstance(proof, str):
        return _refused(f"the proof {proof}")
    fault = fault_of(room, request, proof.claims, party=party, access_token=access_token)
    if isinstance(fault, UnknownNonce):
        return _wants_nonce(room, fault.reason)
    if fault is None and not await _is_first(room, proof):
        fault = "has a jti that was used before"  # point 11, section 11.1
    if fault is not None:
        return _refused(f"the proof {fault}")
    return Confirmation(method=ConfirmationMethod.DPOP, thumbprint=proof.jkt)


def fresh_nonce(room: OidcRoom, request: Request) -> dict[str, str]:
    """The header that tells whoever proves a key the nonce for the next proof (section 8.2); nothing for all others."""
    if HEADER not in request.headers:
        return {}
    return {NONCE_HEADER: nonce_at(room.world.nonce_key, room.world.clock.now())}


def missing_proof(room: OidcRoom, description: str) -> OAuthError:
    """A proof must come, and here is the nonce for it."""
    return OAuthError(error=INVALID_PROOF, description=description, headers=_nonce(room))


def _refused(description: str) -> OAuthError:
    return OAuthError(error=INVALID_PROOF, description=description)


def _wants_nonce(room: OidcRoom, description: str) -> OAuthError:
    return OAuthError(error="use_dpop_nonce", description=description, headers=_nonce(room))


def _nonce(room: OidcRoom) -> dict[str, str]:
    return {NONCE_HEADER: nonce_at(room.world.nonce_key, room.world.clock.now())}


def _read(token: str, party: RelyingParty) -> _Proof | str:
    """The proof, or the first of points 2 to 7 that it breaks."""
    header = header_of(token)
    if header is None:
        return TokenFault.MALFORMED
    key = _key_in(header.jwk)
    if isinstance(key, str):
        return key
    allowed = rules_of(party).algorithms
    payload = verified(token, Verification(keys=[key], algorithms=allowed, token_type=PROOF_TYPE))
    if isinstance(payload, TokenFault):
        return f"must be signed with one of: {', '.join(allowed)}" if payload is TokenFault.ALGORITHM else payload
    try:
        claims = _claims.decode(payload)
    except (ValueError, RecursionError):
        return "must say jti, htm, htu and iat"
    jkt = thumbprint(key)
    return "has a jwk that is not written as RFC 7518 wants it" if jkt is None else _Proof(jkt=jkt, claims=claims)


def _key_in(jwk: msgspec.Raw) -> dict[str, str] | str:
    """The public key in the header; whoever sends a private one has to be told (point 7)."""
    if not bytes(jwk):
        return "has no jwk in its header"
    try:
        key = public_keys({"keys": [_jwk.decode(jwk)]})[0]
    except (ValueError, RecursionError):
        return "has a jwk that is no object"
    except MetadataFaultError as refusal:
        return f"has a jwk that cannot be used: {refusal.fault.description.removeprefix('jwks: ')}"
    return {member: value for member, value in key.items() if member not in ("kid", "alg", "use")}


async def _is_first(room: OidcRoom, proof: _Proof) -> bool:
    expires_at = room.world.clock.now() + PROOF_KEPT
    async with room.world.database.transaction() as tx:
        return await assertions.use_proof(tx, proof.jkt, proof.claims.jti, expires_at=expires_at)

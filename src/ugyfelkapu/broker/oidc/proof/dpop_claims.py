"""What a proof of possession must say of the very request that brings it (RFC 9449 section 4.3, points 8 to 12)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from hmac import compare_digest

import msgspec
from starlette.requests import Request

from ugyfelkapu.broker.domain.keys.proof_nonce import is_nonce
from ugyfelkapu.broker.domain.profile import rules_of
from ugyfelkapu.broker.domain.relying_party import RelyingParty
from ugyfelkapu.broker.domain.same_address import address_of
from ugyfelkapu.broker.domain.secret import text_of
from ugyfelkapu.broker.oidc.room import OidcRoom

LONGEST_JTI = 256
PROOF_AGE = timedelta(seconds=60)
LEEWAY = timedelta(seconds=10)
"""FAPI 2.0 Security Profile section 5.3.2.1: ten seconds in the future are a clock, not a fraud."""


class ProofClaims(msgspec.Struct):
    """The members of a proof (section 4.2)."""

    jti: str
    htm: str
    htu: str
    iat: int | float
    ath: str | None = None
    nonce: str | None = None
    exp: int | float | None = None
    nbf: int | float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownNonce:
    """A proof without a nonce where one is demanded, or with one that is over or not ours."""

    reason: str


def fault_of(
    room: OidcRoom, request: Request, claims: ProofClaims, *, party: RelyingParty, access_token: str | None
) -> str | UnknownNonce | None:
    """The first rule the proof breaks, if any."""
    if not 0 < len(claims.jti) <= LONGEST_JTI:
        return f"needs a jti of 1 to {LONGEST_JTI} characters"
    if claims.htm != request.method:
        return f"is for another method (htm): this request is {request.method}"  # point 8
    if address_of(claims.htu) not in _addresses(room, request.url.path):
        return f"is for another address (htu): this one is {room.world.issuer}{request.url.path}"  # point 9
    if access_token is not None and not _is_hash_of(claims.ath, access_token):
        return "must name the access token (ath)"  # point 12
    return _timeliness(room, claims, party, now=room.world.clock.now())


def _addresses(room: OidcRoom, path: str) -> list[object]:
    """Where the request may have been sent: our own addresses, never what the request says of itself (`security.md` 2)."""
    hosts = [room.world.issuer, *([room.mutual_tls.entrance.url] if room.mutual_tls else [])]
    return [address_of(host + path) for host in hosts]


def _is_hash_of(ath: str | None, access_token: str) -> bool:
    expected = text_of(sha256(access_token.encode("utf-8")).digest())
    return ath is not None and ath.isascii() and compare_digest(ath, expected)


def _timeliness(room: OidcRoom, claims: ProofClaims, party: RelyingParty, *, now: datetime) -> str | UnknownNonce | None:
    """By a nonce of ours, or else by the clock of whoever made it (points 10 and 11)."""
    if not _is_in_force(claims, now=now):
        return "is not in force (nbf, exp)"
    if claims.nonce is not None:
        return None if is_nonce(room.world.nonce_key, claims.nonce, now=now) else UnknownNonce(reason="the nonce is over")
    if rules_of(party).is_nonce_demanded:
        return UnknownNonce(reason="the proof needs a nonce")
    instant, leeway = now.timestamp(), LEEWAY.total_seconds()
    if not instant - PROOF_AGE.total_seconds() - leeway <= claims.iat <= instant + leeway:
        return f"must have been made within {int(PROOF_AGE.total_seconds())} seconds (iat)"
    return None


def _is_in_force(claims: ProofClaims, *, now: datetime) -> bool:
    """Nobody has to say it; whoever does is believed."""
    instant, leeway = now.timestamp(), LEEWAY.total_seconds()
    begun = claims.nbf is None or claims.nbf <= instant + leeway
    return begun and (claims.exp is None or instant - leeway < claims.exp)

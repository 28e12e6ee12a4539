"""What a grant earned, signed and put into words (RFC 6749 section 5.1, OpenID Connect Core section 3.1.3.3)."""

from collections.abc import Mapping
from datetime import datetime

from ugyfelkapu.broker.domain.keys.confirmation import token_type_of
from ugyfelkapu.broker.domain.release import Claim
from ugyfelkapu.broker.domain.relying_party import RelyingParty, TokenAlgorithm
from ugyfelkapu.broker.domain.token import ACCESS_TOKEN_TYPE, Answer, id_token_claims
from ugyfelkapu.broker.oidc.grant import Caller, Earned, SignedOn
from ugyfelkapu.broker.oidc.jose import sign
from ugyfelkapu.broker.oidc.sealing import Sealing, sealed
from ugyfelkapu.broker.ports import BrokerWorld

INTROSPECTION_TYPE = "token-introspection+jwt"
"""RFC 9701 section 5; with `application/` before it the media type."""


def token_answer(world: BrokerWorld, earned: Earned, caller: Caller, *, sealing: Sealing | None) -> dict[str, object]:
    """The members of the answer, those that do not apply left out."""
    access_token = sign(world.keys.signer(TokenAlgorithm.ES256), earned.access_claims, token_type=ACCESS_TOKEN_TYPE)
    answer: dict[str, object] = {
        "access_token": access_token,
        "token_type": token_type_of(earned.confirmation),
        "expires_in": earned.expires_in,
        "scope": earned.scope,
    }
    if earned.signed_on is not None:
        answer["id_token"] = sealed(_id_token(world, earned.signed_on, caller, access_token=access_token), sealing)
    optional = {"refresh_token": earned.refresh_token, "issued_token_type": earned.issued_token_type}
    return answer | {name: value for name, value in optional.items() if value is not None}


def _id_token(world: BrokerWorld, signed_on: SignedOn, caller: Caller, *, access_token: str) -> str:
    answer = Answer(access_token=access_token, nonce=signed_on.nonce, level=signed_on.level, acting=signed_on.acting)
    claims = id_token_claims(signed_on.family, answer, issuer=world.issuer, now=caller.now)
    return sign(world.keys.signer(caller.client.party.id_token_algorithm), claims)


def userinfo_token(world: BrokerWorld, claims: Mapping[str, Claim], party: RelyingParty, *, algorithm: TokenAlgorithm) -> str:
    """Userinfo as a signed JWT, which says from whom and for whom it is (OpenID Connect Core section 5.3.2)."""
    told = {"iss": world.issuer, "aud": party.client_id, **claims}
    return sign(world.keys.signer(algorithm), told)


def introspection_token(world: BrokerWorld, told: Mapping[str, object], party: RelyingParty, *, now: datetime) -> str:
    """An introspection as a signed JWT: it says from whom, for whom and when, and can be taken for no other token.

    (RFC 9701 section 5)
    """
    claims = {"iss": world.issuer, "aud": party.client_id, "iat": int(now.timestamp()), "token_introspection": told}
    return sign(world.keys.signer(party.tokens.introspection_algorithm), claims, token_type=INTROSPECTION_TYPE)

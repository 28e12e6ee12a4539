"""What a grant earned, signed and put into words (RFC 6749 section 5.1, OpenID Connect Core section 3.1.3.3)."""

from collections.abc import Mapping
from datetime import datetime

from ugyfelkapu.broker.domain.keys.confirmation import token_type_of
from ugyfelkapu.broker.domain.release import Claim
from ugyfelkapu.broker.domain.relying_party import Encryption, RelyingParty, TokenAlgorithm
from ugyfelkapu.broker.domain.token import ACCESS_TOKEN_TYPE, Answer, id_token_claims
from ugyfelkapu.broker.oidc.grant import Earned, SignedOn
from ugyfelkapu.broker.oidc.jose import sign
from ugyfelkapu.broker.oidc.jwe import encrypted
from ugyfelkapu.broker.oidc.proof.client_keys import registered_keys
from ugyfelkapu.broker.ports import BrokerWorld


def token_answer(world: BrokerWorld, earned: Earned, party: RelyingParty, *, now: datetime) -> dict[str, object]:
    """The members of the answer, those that do not apply left out."""
    access_token = sign(world.keys.signer(TokenAlgorithm.ES256), earned.access_claims, token_type=ACCESS_TOKEN_TYPE)
    answer: dict[str, object] = {
        "access_token": access_token,
        "token_type": token_type_of(earned.confirmation),
        "expires_in": earned.expires_in,
        "scope": earned.scope,
    }
    if earned.signed_on is not None:
        answer["id_token"] = _id_token(world, earned.signed_on, party, access_token=access_token, now=now)
    optional = {"refresh_token": earned.refresh_token, "issued_token_type": earned.issued_token_type}
    return answer | {name: value for name, value in optional.items() if value is not None}


def _id_token(world: BrokerWorld, signed_on: SignedOn, party: RelyingParty, *, access_token: str, now: datetime) -> str:
    answer = Answer(access_token=access_token, nonce=signed_on.nonce, level=signed_on.level, acting=signed_on.acting)
    claims = id_token_claims(signed_on.family, answer, issuer=world.issuer, now=now)
    token = sign(world.keys.signer(party.id_token_algorithm), claims)
    return sealed(token, party.tokens.id_token_encryption, party)


def userinfo_token(world: BrokerWorld, claims: Mapping[str, Claim], party: RelyingParty, *, algorithm: TokenAlgorithm) -> str:
    """Userinfo as a signed JWT, which says from whom and for whom it is (OpenID Connect Core section 5.3.2)."""
    told = {"iss": world.issuer, "aud": party.client_id, **claims}
    return sealed(sign(world.keys.signer(algorithm), told), party.tokens.userinfo_encryption, party)


def sealed(token: str, encryption: Encryption | None, party: RelyingParty) -> str:
    """The token as it leaves: encrypted where the service wishes so."""
    return token if encryption is None else encrypted(token, encryption, registered_keys(party.jwks))

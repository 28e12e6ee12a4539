"""Our own access tokens, read back: signature, type, issuer, audience, time (RFC 9068 section 4)."""

from collections.abc import Mapping
from dataclasses import dataclass

import msgspec

from ugyfelkapu.broker.domain.authorization import FamilyId
from ugyfelkapu.broker.domain.relying_party import ClientId
from ugyfelkapu.broker.domain.token import ACCESS_TOKEN_TYPE, TokenUse, named_family
from ugyfelkapu.broker.oidc.jose import ALGORITHMS, LONGEST_TOKEN, Verification, verified_payload
from ugyfelkapu.broker.ports import BrokerWorld


class _Claims(msgspec.Struct):
    """What an access token of ours says."""

    iss: str
    aud: str
    sub: str
    client_id: str
    iat: int
    exp: int
    jti: str
    scope: str
    cnf: dict[str, str] | None = None
    act: dict[str, object] | None = None


_claims = msgspec.json.Decoder(_Claims)


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessToken:
    """A good one; whether its family still lives is asked at each use."""

    family_id: FamilyId
    client_id: ClientId
    subject: str
    scopes: frozenset[str]
    issued_at: int
    """In seconds since 1970, as the token has it."""
    expires_at: int
    jti: str
    cnf: Mapping[str, str] | None
    """To whom it is bound (RFC 7800 section 3.1); `None`: whoever bears it may use it."""
    act: Mapping[str, object] | None
    """Who acts, and for whom it was first, where it was made of another service's token (RFC 8693 section 4.1)."""

    @property
    def is_machine(self) -> bool:
        """Whether it is about nobody but the service itself."""
        return self.subject == self.client_id

    @property
    def is_exchanged(self) -> bool:
        """Whether it was made of another service's token."""
        return self.act is not None

    @property
    def use(self) -> TokenUse:
        """For what the service shows it."""
        return TokenUse(family_id=self.family_id, client_id=self.client_id, scopes=self.scopes)


def read_access_token(world: BrokerWorld, token: str) -> AccessToken | None:
    """What the token says; `None`: not one of ours, or its time is over."""
    payload = _good_payload(world, token)
    if payload is None:
        return None
    claims = _claims.decode(payload)
    is_ours = claims.iss == world.issuer and claims.aud == world.issuer
    return _access_token(claims) if is_ours and world.clock.now().timestamp() < claims.exp else None


def _good_payload(world: BrokerWorld, token: str) -> bytes | None:
    """The payload of a token that we signed, verified once while this process remembers it."""
    if len(token) > LONGEST_TOKEN or not token.isascii():
        return None
    keys = world.keys.published()
    known = world.verified.payload(token, keys=keys)
    if known is not None:
        return known
    payload = verified_payload(token, Verification(keys=keys, algorithms=ALGORITHMS, token_type=ACCESS_TOKEN_TYPE))
    if payload is not None:
        world.verified.keep(token, payload, keys=keys)
    return payload


def _access_token(claims: _Claims) -> AccessToken:
    return AccessToken(
        family_id=named_family(claims.jti),
        client_id=ClientId(claims.client_id),
        subject=claims.sub,
        scopes=frozenset(claims.scope.split()),
        issued_at=claims.iat,
        expires_at=claims.exp,
        jti=claims.jti,
        cnf=claims.cnf,
        act=claims.act,
    )

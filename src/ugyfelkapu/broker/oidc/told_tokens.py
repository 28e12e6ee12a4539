"""What an introspection says of a token; of one that is not the asking service's own, nothing (RFC 7662 section 2.2)."""

from ugyfelkapu.broker.actions.introspect import live_family, live_renewal
from ugyfelkapu.broker.domain.keys.confirmation import ConfirmationMethod
from ugyfelkapu.broker.domain.relying_party import RelyingParty
from ugyfelkapu.broker.domain.secret import SecretDigest, SecretKind, digest_of
from ugyfelkapu.broker.oidc.access_token import AccessToken, read_access_token
from ugyfelkapu.broker.ports import BrokerWorld
from ugyfelkapu.broker.store import refresh_tokens

Told = dict[str, object]
INACTIVE: Told = {"active": False}
"""One answer to all that is no token, is over, or is somebody else's: nobody can try tokens out (section 4)."""


async def told_of(world: BrokerWorld, token: str, party: RelyingParty) -> Told:
    """The members of the answer; its kind is seen in the token itself, so that no hint is needed (section 2.1)."""
    digest = digest_of(SecretKind.REFRESH, token)
    if digest is not None:
        return await _told_of_refresh_token(world, digest, party)
    access = read_access_token(world, token)
    if access is None or access.client_id != party.client_id:
        return INACTIVE
    return _told(world, access) if access.is_machine else await _told_of_person(world, access)


async def _told_of_refresh_token(world: BrokerWorld, digest: SecretDigest, party: RelyingParty) -> Told:
    held = await refresh_tokens.find(world.database.reader, digest, client_id=party.client_id)
    acting = None if held is None else await live_renewal(world, held, now=world.clock.now())
    if held is None or acting is None or held.family.sign_on is None:
        return INACTIVE
    return {
        "active": True,
        "iss": world.issuer,
        "sub": held.family.connection_code,
        "client_id": party.client_id,
        "scope": " ".join(held.family.scopes),
        "exp": int(held.family.sign_on.refresh_until.timestamp()),
        **acting,
    }


async def _told_of_person(world: BrokerWorld, access: AccessToken) -> Told:
    found = await live_family(world, access.family_id, now=world.clock.now())
    return INACTIVE if found is None else _told(world, access) | found[1]


def _told(world: BrokerWorld, access: AccessToken) -> Told:
    told: Told = {
        "active": True,
        "iss": world.issuer,
        "aud": world.issuer,
        "sub": access.subject,
        "client_id": access.client_id,
        "scope": " ".join(sorted(access.scopes)),
        "token_type": "DPoP" if ConfirmationMethod.DPOP in (access.cnf or {}) else "Bearer",
        "iat": access.issued_at,
        "exp": access.expires_at,
        "jti": access.jti,
    }
    optional = {"cnf": access.cnf, "act": access.act}
    return told | {name: value for name, value in optional.items() if value is not None}

"""A token for the service itself: no person, no ID token, no refresh token (RFC 6749 section 4.4)."""

from collections.abc import Mapping

from ugyfelkapu.broker.domain.machine import asked_machine_scopes, machine_scopes, machine_token_claims
from ugyfelkapu.broker.domain.secret import IDENTIFIER_BYTES, text_of
from ugyfelkapu.broker.oidc.errors import OAuthError
from ugyfelkapu.broker.oidc.grant import Caller, Earned
from ugyfelkapu.broker.ports import BrokerWorld


async def grant(world: BrokerWorld, form: Mapping[str, str], caller: Caller) -> Earned | OAuthError:
    """What the service may ask of machines; nothing is kept, since whether it still may is asked at each use."""
    party = caller.client.party
    scopes = asked_machine_scopes(party, form.get("scope"))
    if scopes is None:
        allowed = " ".join(machine_scopes(party))
        return OAuthError(error="invalid_scope", description=f"without a person, scope may hold: {allowed}")
    jti = text_of(world.entropy.bytes(IDENTIFIER_BYTES))
    claims = machine_token_claims(party.client_id, caller.confirmation, issuer=world.issuer, jti=jti, now=caller.now)
    scope = " ".join(scopes)
    return Earned(access_claims={**claims, "scope": scope}, confirmation=caller.confirmation, scope=scope)

"""What a refresh token earns: new tokens for the same sign-on (RFC 6749 section 6, OpenID Connect Core section 12)."""

from collections.abc import Mapping
from dataclasses import replace

from ugyfelkapu.broker.actions.acting_claims import acting_claims
from ugyfelkapu.broker.actions.renew_family import refuse_refresh, renew_family
from ugyfelkapu.broker.domain.asked_claims import NO_CLAIMS
from ugyfelkapu.broker.domain.refresh import HeldToken, RefreshFault, as_signed_on, fault_of, narrowed
from ugyfelkapu.broker.domain.relying_party import Scope
from ugyfelkapu.broker.domain.secret import MARK_BYTES, SecretKind, digest_of, text_of
from ugyfelkapu.broker.domain.token import access_token_claims
from ugyfelkapu.broker.oidc.errors import OAuthError, invalid_grant, invalid_request
from ugyfelkapu.broker.oidc.grant import Caller, Earned, SignedOn
from ugyfelkapu.broker.ports import BrokerWorld
from ugyfelkapu.broker.store import refresh_tokens

_REFUSED = invalid_grant("the refresh token is unknown, used, or over with the person's session: send the person to sign on")
"""One sentence for every fault of a token: the client cannot mend any of them but by asking anew."""

_RAISED = OAuthError(error="invalid_scope", description="scope may only name what was granted at the sign-on")
_SILENT = OAuthError(error="temporarily_unavailable", description="the sign-on cannot be checked now: ask again later")


async def grant(world: BrokerWorld, form: Mapping[str, str], caller: Caller) -> Earned | OAuthError:
    """Use the token; every check that leaves it as it is comes first."""
    if "refresh_token" not in form:
        return invalid_request("refresh_token is missing")
    held = await _held(world, form["refresh_token"], caller)
    if isinstance(held, OAuthError):
        return held
    granted = tuple(scope for scope in held.family.scopes if scope in caller.client.party.scopes)  # as registered by now
    scopes = narrowed(granted, form.get("scope"))
    if scopes is None:
        return _RAISED
    following = await renew_family(world, form["refresh_token"], held, party=caller.client.party, now=caller.now)
    if isinstance(following, RefreshFault):
        return _REFUSED
    return await _earned(world, held, caller, scopes=scopes, refresh_token=following)


async def _held(world: BrokerWorld, secret: str, caller: Caller) -> HeldToken | OAuthError:
    """The token, good for use by this client (RFC 6749 section 6); a replay ends what it belongs to."""
    party = caller.client.party
    digest = digest_of(SecretKind.REFRESH, secret)
    held = await refresh_tokens.find(world.database.reader, digest, client_id=party.client_id) if digest else None
    if held is None:
        return _REFUSED
    fault = fault_of(held, party, caller.confirmation, now=caller.now)
    if fault in (RefreshFault.REPLAYED, RefreshFault.OTHER_KEY):
        await refuse_refresh(world, held, party, fault=fault, now=caller.now)
    if fault is RefreshFault.GATE_SILENT:
        return _SILENT
    return held if fault is None else _REFUSED


async def _earned(
    world: BrokerWorld, held: HeldToken, caller: Caller, *, scopes: tuple[Scope, ...], refresh_token: str | None
) -> Earned | OAuthError:
    claims = held.family.claims if scopes == held.family.scopes else NO_CLAIMS
    family = replace(held.family, scopes=scopes, claims=claims, confirmation=caller.confirmation)
    acting = await acting_claims(world, family, now=caller.now)
    if acting is None or family.sign_on is None:
        return invalid_grant("what the person acted on has ended")
    mark = text_of(world.entropy.bytes(MARK_BYTES))
    signed_on = SignedOn(family=as_signed_on(family, family.sign_on), nonce=None, level=family.sign_on.level, acting=acting)
    return Earned(
        access_claims=access_token_claims(family, issuer=world.issuer, now=caller.now, mark=mark),
        confirmation=caller.confirmation,
        scope=" ".join(scopes),
        signed_on=signed_on if Scope.OPENID in scopes else None,
        refresh_token=refresh_token,
    )

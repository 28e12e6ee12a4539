"""What another service's token earns: less of the same, for a service of the same body (RFC 8693, decision 0027)."""

from collections.abc import Mapping
from dataclasses import replace

from ugyfelkapu.broker.actions.exchange_token import Passing, exchange_token
from ugyfelkapu.broker.domain.exchange import (
    ACCESS_TOKEN,
    ExchangeFault,
    exchange_scopes,
    exchanged_claims,
    is_shown_by_holder,
)
from ugyfelkapu.broker.domain.secret import MARK_BYTES, text_of
from ugyfelkapu.broker.domain.token import Family
from ugyfelkapu.broker.oidc.access_token import AccessToken, read_access_token
from ugyfelkapu.broker.oidc.errors import OAuthError, invalid_request
from ugyfelkapu.broker.oidc.grant import Caller, Earned
from ugyfelkapu.broker.ports import BrokerWorld

_FAULTS = {
    ExchangeFault.NOT_GOOD: invalid_request("subject_token is no access token of a sign-on that still lives"),
    ExchangeFault.OTHER_BODY: invalid_request("subject_token was issued to a service of another body"),
    ExchangeFault.OTHER_HOLDER: invalid_request("subject_token is bound: show the same key or certificate"),
    ExchangeFault.SCOPE: OAuthError(error="invalid_scope", description="scope may only name what both services may ask for"),
}
"""RFC 8693 section 2.2.2: whatever is wrong with a token is `invalid_request`."""


async def grant(world: BrokerWorld, form: Mapping[str, str], caller: Caller) -> Earned | OAuthError:
    """A token of the same sign-on for the service that asks, which ends no later than the one it brings."""
    fault = _fault_of_form(world, form)
    if fault is not None:
        return fault
    subject = read_access_token(world, form["subject_token"])
    if subject is None or subject.is_machine or subject.is_exchanged:
        return _FAULTS[ExchangeFault.NOT_GOOD]
    passed = await _passed(world, form, caller, subject=subject)
    return _FAULTS[passed] if isinstance(passed, ExchangeFault) else _earned(world, passed, caller, subject=subject)


def _fault_of_form(world: BrokerWorld, form: Mapping[str, str]) -> OAuthError | None:
    """RFC 8693 section 2.1: access tokens for access tokens, for nobody but us."""
    for name in ("subject_token", "subject_token_type"):
        if name not in form:
            return invalid_request(f"{name} is missing")
    if form["subject_token_type"] != ACCESS_TOKEN or form.get("requested_token_type", ACCESS_TOKEN) != ACCESS_TOKEN:
        return invalid_request(f"subject_token_type and requested_token_type must be {ACCESS_TOKEN}")
    if "actor_token" in form or "actor_token_type" in form:
        return invalid_request("actor_token is not understood: the client that asks is the actor")
    if form.get("audience", world.issuer) != world.issuer or form.get("resource", world.issuer) != world.issuer:
        return OAuthError(error="invalid_target", description=f"audience and resource may only be {world.issuer}")
    return None


async def _passed(
    world: BrokerWorld, form: Mapping[str, str], caller: Caller, *, subject: AccessToken
) -> Family | ExchangeFault:
    party = caller.client.party
    if not is_shown_by_holder(subject.cnf, caller.confirmation):
        return ExchangeFault.OTHER_HOLDER
    scopes = exchange_scopes(party, subject.scopes, form.get("scope"))
    if scopes is None:
        return ExchangeFault.SCOPE
    return await exchange_token(world, Passing(family_id=subject.family_id, party=party, scopes=scopes), now=caller.now)


def _earned(world: BrokerWorld, family: Family, caller: Caller, *, subject: AccessToken) -> Earned:
    mark, issued_at = text_of(world.entropy.bytes(MARK_BYTES)), int(caller.now.timestamp())
    bound = replace(family, confirmation=caller.confirmation)
    claims = exchanged_claims(bound, caller.client.party, issuer=world.issuer, mark=mark, now=caller.now)
    return Earned(
        access_claims={**claims, "exp": subject.expires_at},
        confirmation=caller.confirmation,
        scope=" ".join(family.scopes),
        issued_token_type=ACCESS_TOKEN,
        expires_in=subject.expires_at - issued_at,
    )

"""What a code earns: loads, lets the domain decide, saves (RFC 6749 section 4.1.3)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from ugyfelkapu.broker.actions.acting_claims import acting_claims
from ugyfelkapu.broker.actions.begin_family import Begun, Holder, begin_family
from ugyfelkapu.broker.actions.note_refused_code import note_refused_code
from ugyfelkapu.broker.domain.authorization import AuthorizationCode, CodeFault, Redemption, fault_of
from ugyfelkapu.broker.domain.profile import is_challenge_demanded
from ugyfelkapu.broker.domain.relying_party import RelyingParty
from ugyfelkapu.broker.domain.secret import SecretDigest, SecretKind, digest_of
from ugyfelkapu.broker.domain.token import access_token_claims
from ugyfelkapu.broker.oidc.errors import OAuthError, invalid_grant, invalid_request
from ugyfelkapu.broker.oidc.grant import Caller, Earned, SignedOn
from ugyfelkapu.broker.ports import BrokerWorld
from ugyfelkapu.broker.store import codes, families
from ugyfelkapu.broker.store.codes import Replayed
from ugyfelkapu.foundation.database import Transaction

_VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")

_REFUSED = invalid_grant(
    "a code is good once, for 60 seconds, with the client, redirect_uri, code_verifier and key of its request: sign on anew"
)
"""One sentence for every fault of a code: the client cannot mend any of them but by asking anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeRequest:
    """A parsed redemption."""

    digest: SecretDigest | None
    redirect_uri: str
    code_verifier: str | None


async def grant(world: BrokerWorld, form: Mapping[str, str], caller: Caller) -> Earned | OAuthError:
    """Spend the code and begin what grows from it."""
    request = parse(form, caller.client.party)
    if isinstance(request, OAuthError):
        return request
    async with world.database.transaction() as tx:
        begun = await _spend(tx, world, request, caller=caller)
    if isinstance(begun, OAuthError):
        return begun
    acting = await acting_claims(world, begun.family, now=caller.now)
    if acting is None:
        return invalid_grant("what the person acted on has ended")
    return Earned(
        access_claims=access_token_claims(begun.family, issuer=world.issuer, now=caller.now),
        confirmation=begun.family.confirmation,
        scope=" ".join(begun.family.scopes),
        signed_on=SignedOn(family=begun.family, nonce=begun.nonce, level=begun.level, acting=acting),
        refresh_token=begun.refresh_token,
    )


def parse(form: Mapping[str, str], party: RelyingParty) -> CodeRequest | OAuthError:
    """The redemption in a token request (RFC 6749 section 4.1.3, RFC 7636 section 4.5)."""
    needed = ("code", "redirect_uri", "code_verifier") if is_challenge_demanded(party) else ("code", "redirect_uri")
    for name in needed:
        if name not in form:
            return invalid_request(f"{name} is missing")
    verifier = form.get("code_verifier")
    if verifier is not None and not _VERIFIER.fullmatch(verifier):
        return invalid_request("code_verifier must be 43 to 128 unreserved characters")  # RFC 7636 section 4.1
    return CodeRequest(
        digest=digest_of(SecretKind.CODE, form["code"]),
        redirect_uri=form["redirect_uri"],
        code_verifier=verifier,
    )


async def _spend(tx: Transaction, world: BrokerWorld, request: CodeRequest, *, caller: Caller) -> Begun | OAuthError:
    """A refusal is returned, not raised, so that what it ended is committed with it."""
    party, now = caller.client.party, caller.now
    redeemed = await codes.redeem(tx, request.digest, client_id=party.client_id, now=now) if request.digest else None
    match redeemed:
        case None:
            return _REFUSED
        case Replayed() as replayed:
            await families.end(tx, replayed.family_id, now=now)  # RFC 9700 section 2.1.1
            outcome: Begun | CodeFault = CodeFault.EXPIRED if replayed.is_lapsed else CodeFault.REPLAYED
        case code:
            outcome = await _begun(tx, world, request, code=code, caller=caller)
    if isinstance(outcome, Begun):
        return outcome
    await note_refused_code(tx, party, redeemed, fault=outcome, now=now)
    return _REFUSED


async def _begun(
    tx: Transaction, world: BrokerWorld, request: CodeRequest, *, code: AuthorizationCode, caller: Caller
) -> Begun | CodeFault:
    """What the code begins, if it is good for this request."""
    redemption = Redemption(
        redirect_uri=request.redirect_uri,
        code_verifier=request.code_verifier,
        confirmation=caller.confirmation,
        now=caller.now,
    )
    fault = fault_of(code, redemption)
    if fault is not None:
        return fault
    holder = Holder(party=caller.client.party, confirmation=caller.confirmation)
    return await begin_family(tx, world, code, holder=holder, now=caller.now)

"""What a code earns: loads, lets the domain decide, saves (RFC 6749 section 4.1.3)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from ugyfelkapu.broker.actions.note_refused_code import note_refused_code
from ugyfelkapu.broker.domain.authorization import AuthorizationCode, CodeFault, fault_of
from ugyfelkapu.broker.domain.relying_party import RelyingParty
from ugyfelkapu.broker.domain.secret import SecretDigest, SecretKind, digest_of
from ugyfelkapu.broker.domain.session import is_live
from ugyfelkapu.broker.domain.token import ACCESS_TOKEN_LIFETIME, Family
from ugyfelkapu.broker.oidc.errors import OAuthError, invalid_grant, invalid_request
from ugyfelkapu.broker.store import codes, families, sessions
from ugyfelkapu.broker.store.codes import Replayed
from ugyfelkapu.foundation.database import Transaction
from ugyfelkapu.identification import AssuranceLevel

_VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")

_REFUSED = invalid_grant("the code is unknown, expired, used, or was issued for another request")
"""One sentence for every fault of a code: the client cannot mend any of them but by asking anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeRequest:
    """A parsed redemption."""

    digest: SecretDigest | None
    redirect_uri: str
    code_verifier: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Granted:
    """A new family of tokens; nonce and level belong to the one request that its ID token answers."""

    family: Family
    nonce: str | None
    level: AssuranceLevel
    """What the ID token says of how sure the sign-in was."""


def parse(form: Mapping[str, str]) -> CodeRequest | OAuthError:
    """The redemption in a token request (RFC 6749 section 4.1.3, RFC 7636 section 4.5)."""
    for name in ("code", "redirect_uri", "code_verifier"):
        if name not in form:
            return invalid_request(f"{name} is missing")
    if not _VERIFIER.fullmatch(form["code_verifier"]):
        return invalid_request("code_verifier must be 43 to 128 unreserved characters")  # RFC 7636 section 4.1
    return CodeRequest(
        digest=digest_of(SecretKind.CODE, form["code"]),
        redirect_uri=form["redirect_uri"],
        code_verifier=form["code_verifier"],
    )


async def grant(tx: Transaction, request: CodeRequest, *, party: RelyingParty, now: datetime) -> Granted | OAuthError:
    """Spend the code; a refusal is returned, not raised, so that what it ended is committed with it."""
    redeemed = await codes.redeem(tx, request.digest, client_id=party.client_id, now=now) if request.digest else None
    match redeemed:
        case None:
            return _REFUSED
        case Replayed() as replayed:
            await families.end(tx, replayed.family_id, now=now)  # RFC 9700 section 2.1.1
            outcome: Granted | CodeFault = CodeFault.EXPIRED if replayed.is_lapsed else CodeFault.REPLAYED
        case code:
            outcome = await _granted(tx, request, code, now=now)
    if isinstance(outcome, Granted):
        return outcome
    await note_refused_code(tx, party, redeemed, fault=outcome, now=now)
    return _REFUSED


async def _granted(tx: Transaction, request: CodeRequest, code: AuthorizationCode, *, now: datetime) -> Granted | CodeFault:
    fault = fault_of(code, redirect_uri=request.redirect_uri, code_verifier=request.code_verifier, now=now)
    return fault or await _begin_family(tx, code, now=now)


async def _begin_family(tx: Transaction, code: AuthorizationCode, *, now: datetime) -> Granted | CodeFault:
    """Tokens only while the session lives: the person may have signed out since the code left (`security.md` 4)."""
    session = await sessions.find_by_id(tx, code.session_id)
    if session is None or not is_live(session, now=now):
        return CodeFault.SESSION_ENDED
    family = Family(
        family_id=code.family_id,
        client_id=code.client_id,
        connection_code=code.connection_code,
        scopes=code.scopes,
        session=session,
        behalf=code.behalf,
    )
    await families.add(tx, family, expires_at=now + ACCESS_TOKEN_LIFETIME)
    return Granted(family=family, nonce=code.nonce, level=code.told_level or session.level)

"""A service that proves itself by a token it signed: `private_key_jwt` (RFC 7523 section 3, OpenID Connect Core section 9)."""

from base64 import b64decode
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from ugyfelkapu.broker.domain.profile import rules_of
from ugyfelkapu.broker.domain.relying_party import RelyingParty
from ugyfelkapu.broker.oidc import paths
from ugyfelkapu.broker.oidc.errors import OAuthError, invalid_client
from ugyfelkapu.broker.oidc.jose import AssertionClaims, TokenFault, assertion_claims, header_of
from ugyfelkapu.broker.oidc.proof.client_keys import verified_by
from ugyfelkapu.broker.ports import BrokerWorld, FetchFault
from ugyfelkapu.broker.store import assertions
from ugyfelkapu.broker.store.relying_parties import Client

LONGEST_ASSERTION_LIFE = timedelta(minutes=5)
LEEWAY = timedelta(seconds=10)
LONGEST_JTI = 256
TYPES = (None, "jwt", "client-authentication+jwt")
"""What an assertion may call itself, in lower case: a token made for something else is none (RFC 8725 section 3.11)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assertion:
    """What came, and to which endpoint."""

    token: str
    path: str


def subject_of(token: str) -> str:
    """Who an assertion says it is from, unverified: only to know whose keys to verify it with."""
    parts = token.split(".")
    try:
        return assertion_claims.decode(_base64url(parts[1])).sub if len(parts) > 1 else ""
    except (ValueError, RecursionError):
        return ""


def _base64url(text: str) -> bytes:
    return b64decode(text.encode("ascii") + b"==", altchars=b"-_")


async def prove_by_assertion(world: BrokerWorld, client: Client, assertion: Assertion, *, now: datetime) -> Client | OAuthError:
    """The service, or which rule its assertion breaks; the last of them uses it up."""
    claims = await _claims(world, client.party, assertion.token)
    if isinstance(claims, str):
        return invalid_client(f"the assertion {claims}")
    fault = _fault_of(claims, client.party, _audiences(world, client.party, assertion), now=now)
    if fault is None and not await _use(world, client, claims):
        fault = "has a jti that was used before"  # point 7
    return client if fault is None else invalid_client(f"the assertion {fault}")


async def _claims(world: BrokerWorld, party: RelyingParty, token: str) -> AssertionClaims | str:
    """What it says, if the service signed it as an assertion; else why it counts for nothing."""
    header = header_of(token)
    if header is not None and _type_of(header.typ) not in TYPES:
        return TokenFault.TYPE
    allowed = (party.assertion_algorithm,) if party.assertion_algorithm else rules_of(party).algorithms
    outcome = await verified_by(world, party, token, algorithms=allowed)
    match outcome:
        case TokenFault.ALGORITHM:
            return f"must be signed with one of: {', '.join(allowed)}"
        case TokenFault():
            return outcome
        case FetchFault():
            return f"cannot be verified: the keys at jwks_uri could not be had ({outcome})"
    try:
        return assertion_claims.decode(outcome)
    except (ValueError, RecursionError):
        return "must say iss, sub, aud, exp and jti (RFC 7523 section 3)"


def _type_of(typ: str | None) -> str | None:
    return None if typ is None else typ.lower().removeprefix("application/")


def _audiences(world: BrokerWorld, party: RelyingParty, assertion: Assertion) -> tuple[str, ...]:
    """For whom it may be: the issuer (FAPI 2.0 Security Profile section 5.3.2.1, `security.md` 10)."""
    if not rules_of(party).is_endpoint_an_audience:
        return (world.issuer,)
    return (world.issuer, world.issuer + paths.TOKEN, world.issuer + assertion.path)


def _fault_of(claims: AssertionClaims, party: RelyingParty, audiences: tuple[str, ...], *, now: datetime) -> str | None:
    if (claims.iss, claims.sub) != (party.client_id, party.client_id):
        return "must name the client_id as iss and as sub"  # RFC 7523 section 3, points 1 and 2
    if not _is_for(claims.aud, audiences):
        others = " (or the endpoint)" if len(audiences) > 1 else ""
        return f"must have one aud, the issuer{others}: {audiences[0]}"  # point 3
    if not 0 < len(claims.jti) <= LONGEST_JTI:
        return f"needs a jti of 1 to {LONGEST_JTI} characters"
    if not _is_timely(claims, now=now):
        longest = int(LONGEST_ASSERTION_LIFE.total_seconds())
        return f"must be in force (exp, nbf, iat) and good for no longer than {longest} seconds"  # points 4 to 6
    return None


def _is_for(aud: str | list[str], audiences: tuple[str, ...]) -> bool:
    """One audience alone: who is one of several could use the assertion at the others; a list only where the profile is lax."""
    if isinstance(aud, str):
        return aud in audiences
    return len(audiences) > 1 and len(aud) == 1 and aud[0] in audiences


def _is_timely(claims: AssertionClaims, *, now: datetime) -> bool:
    """Begun, not over, and not good for long (RFC 7523 section 3, points 4 to 6)."""
    instant = now.timestamp()
    leeway = LEEWAY.total_seconds()
    latest = instant + LONGEST_ASSERTION_LIFE.total_seconds() + leeway
    return instant - leeway < claims.exp <= latest and max(claims.nbf, claims.iat) <= instant + leeway


async def _use(world: BrokerWorld, client: Client, claims: AssertionClaims) -> bool:
    expires_at = datetime.fromtimestamp(claims.exp, UTC) + LEEWAY
    async with world.database.transaction() as tx:
        return await assertions.use(tx, client.party.client_id, claims.jti, expires_at=expires_at)

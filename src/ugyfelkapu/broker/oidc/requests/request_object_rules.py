"""What a request object must meet, one short function a rule: who, for whom, when (RFC 9101 section 4 and 10)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from ugyfelkapu.broker.domain.relying_party import ClientProfile, RelyingParty
from ugyfelkapu.broker.domain.sign_on import CLOCK_LEEWAY

LONGEST_LIFE = timedelta(hours=1)
"""FAPI 2.0 Message Signing section 5.3.1."""
FARTHEST_END = timedelta(days=366)
LATEST = 2**40
"""No clock of ours comes so far, and every number below is exact."""
LONGEST_JTI = 256

Members = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judging:
    """By whose rules a request object is judged, and when."""

    party: RelyingParty
    issuer: str
    now: float

    @property
    def is_lax(self) -> bool:
        """OpenID Connect lets much be left out that RFC 9101 advises."""
        return self.party.profile is ClientProfile.BASIC

    @property
    def is_fapi(self) -> bool:
        """FAPI 2.0 Message Signing section 5.3.1."""
        return self.party.profile is ClientProfile.FAPI2


def broken_rule(members: Members, judging: Judging) -> str | None:
    """The first rule the object breaks, as a sentence for whoever made it."""
    return next((fault for rule in _RULES if (fault := rule(members, judging)) is not None), None)


def instant_of(value: object) -> float | None:
    """Seconds since 1970; `None` for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if 0 <= value < LATEST else None


def _is_the_clients(members: Members, judging: Judging) -> str | None:
    """Issuer and client are the service itself (RFC 9101 section 4 and 5); no client assertion is one (section 10.8)."""
    client_id = judging.party.client_id
    missing = (client_id,) if judging.is_lax else ()
    if any(members.get(name, *missing) != client_id for name in ("iss", "client_id")):
        return "the request object's iss and client_id must both be the client's id"
    if members.get("sub") == client_id:
        return "the request object must not have the client as sub: that is how a client assertion looks"
    return None


def _is_for_us(members: Members, judging: Judging) -> str | None:
    """RFC 9101 section 4."""
    audience = members.get("aud", judging.issuer if judging.is_lax else None)
    named = audience if isinstance(audience, list) else [audience]
    return None if judging.issuer in named else f"the request object's aud must be {judging.issuer}"


def _is_in_force(members: Members, judging: Judging) -> str | None:
    """`exp`, `nbf`, `iat` as far as they are there; which must be, says the profile (RFC 7519 section 4.1)."""
    leeway = CLOCK_LEEWAY.total_seconds()
    for name in ("exp", "nbf", "iat"):
        if name in members and instant_of(members[name]) is None:
            return f"the request object's {name} must be a number of seconds since 1970"
    if "exp" not in members and not judging.is_lax:
        return "the request object must have an exp"
    expires_at = instant_of(members.get("exp", judging.now + leeway)) or 0
    if not judging.now - leeway < expires_at <= judging.now + FARTHEST_END.total_seconds():
        return "the request object has expired, or its exp is more than a year ahead"
    begun = max(instant_of(members.get(name)) or 0 for name in ("nbf", "iat"))
    return None if begun <= judging.now + leeway else "the request object is not in force yet (nbf, iat)"


def _is_short_lived(members: Members, judging: Judging) -> str | None:
    """FAPI 2.0 Message Signing section 5.3.1."""
    if not judging.is_fapi:
        return None
    begins_at, expires_at = instant_of(members.get("nbf")), instant_of(members.get("exp"))
    longest = LONGEST_LIFE.total_seconds()
    if begins_at is None or expires_at is None or begins_at < judging.now - longest or expires_at > begins_at + longest:
        return "the request object must have an nbf at most 60 minutes ago, and an exp at most 60 minutes after it"
    return None


def _has_a_name(members: Members, _: Judging) -> str | None:
    jti = members.get("jti")
    is_good = jti is None or (isinstance(jti, str) and 0 < len(jti) <= LONGEST_JTI)
    return None if is_good else f"the request object's jti must be a string of 1 to {LONGEST_JTI} characters"


def _holds_no_other(members: Members, _: Judging) -> str | None:
    """RFC 9101 section 4: no request object within a request object."""
    inner = {"request", "request_uri"} & set(members)
    return "a request object may hold neither request nor request_uri" if inner else None


_RULES: tuple[Callable[[Members, Judging], str | None], ...] = (
    _is_the_clients,
    _is_for_us,
    _is_in_force,
    _is_short_lived,
    _has_a_name,
    _holds_no_other,
)

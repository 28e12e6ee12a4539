"""One service of a body passes its token on to another of the same body, which acts on with less (RFC 8693, decision 0027)."""

from collections.abc import Collection, Mapping
from datetime import datetime
from enum import StrEnum

from ugyfelkapu.broker.domain.keys.confirmation import Confirmation, cnf_of
from ugyfelkapu.broker.domain.relying_party import RelyingParty, Scope
from ugyfelkapu.broker.domain.token import Family, access_token_claims

ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token"  # noqa: S105 - the name of a kind of tokens (section 3)
NEVER_EXCHANGED = (Scope.IDENTITY,)
"""The person agreed to one service (`domain.md R14`)."""


class ExchangeFault(StrEnum):
    """Why a token is not exchanged."""

    NOT_GOOD = "not_good"
    """It, its sign-on or what it acts on has ended."""
    OTHER_BODY = "other_body"
    """The services are not of one sector: they know the person by different codes."""
    OTHER_HOLDER = "other_holder"
    """The token is bound to a key or certificate that was not shown."""
    SCOPE = "scope"


def exchange_scopes(party: RelyingParty, held: Collection[str], asked: str | None) -> tuple[Scope, ...] | None:
    """What the new token may be for: what the old one was and the service registered; `None`: more was asked (section 2.1)."""
    allowed = [scope for scope in party.scopes if scope in held and scope not in NEVER_EXCHANGED]
    wanted = set(allowed) if asked is None else set(asked.split())
    return tuple(scope for scope in allowed if scope in wanted) if wanted and wanted <= set(allowed) else None


def is_shown_by_holder(cnf: Mapping[str, str] | None, confirmation: Confirmation | None) -> bool:
    """Whether a bound token comes from whoever it was bound to: no exchange frees a token that was stolen."""
    return cnf is None or {"cnf": cnf} == cnf_of(confirmation)


def exchanged_claims(family: Family, party: RelyingParty, *, issuer: str, mark: str, now: datetime) -> dict[str, object]:
    """The family's token for another service: it ends with the family, and says who acts and for whom it was first (4.1)."""
    claims = access_token_claims(family, issuer=issuer, now=now, mark=mark)
    act = {"sub": party.client_id, "act": {"sub": family.client_id}}
    return {**claims, "client_id": party.client_id, "act": act}

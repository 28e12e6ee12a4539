"""What a service may do for itself, with nobody signed on (RFC 6749 section 4.4)."""

from datetime import datetime
from enum import StrEnum

from ugyfelkapu.broker.domain.keys.confirmation import Confirmation, cnf_of
from ugyfelkapu.broker.domain.relying_party import ClientId, RelyingParty
from ugyfelkapu.broker.domain.token import ACCESS_TOKEN_LIFETIME


class MachineScope(StrEnum):
    """What a token of the service's own opens: a closed list of endpoints that machines ask."""

    REVERSE_IDENTIFICATION = "reverse_identification"
    INTROSPECTION = "introspection"


def machine_scopes(party: RelyingParty) -> tuple[MachineScope, ...]:
    """All that a service may ask for; reverse identification only with a legal basis (`domain.md R14`)."""
    return tuple(MachineScope) if party.legal_basis else (MachineScope.INTROSPECTION,)


def asked_machine_scopes(party: RelyingParty, asked: str | None) -> tuple[MachineScope, ...] | None:
    """What it asks for, all where it names nothing; `None`: one of them is not for it (RFC 6749 section 3.3)."""
    allowed = machine_scopes(party)
    if asked is None:
        return allowed
    wanted = set(asked.split())
    return tuple(scope for scope in allowed if scope in wanted) if wanted and wanted <= set(allowed) else None


def machine_token_claims(
    client_id: ClientId, confirmation: Confirmation | None, *, issuer: str, jti: str, now: datetime
) -> dict[str, object]:
    """An access token about nobody but the service itself, which is its own subject (RFC 9068 section 2.2, section 5)."""
    issued_at = int(now.timestamp())
    return {
        "iss": issuer,
        "aud": issuer,
        "sub": client_id,
        "client_id": client_id,
        "iat": issued_at,
        "exp": issued_at + int(ACCESS_TOKEN_LIFETIME.total_seconds()),
        "jti": jti,
        **cnf_of(confirmation),
    }

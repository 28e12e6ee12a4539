"""When a person is asked before data go out (`domain.md R14`): each time the set for a service changes."""

from dataclasses import dataclass
from datetime import datetime

from ugyfelkapu.broker.domain.authorization import AuthorizationRequest, Prompt
from ugyfelkapu.broker.domain.release import data_set_of, identity_fields


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """A person's "yes" to one service: to which set of data, on which legal basis, and when."""

    data_set: str
    legal_basis: str
    given_at: datetime


def may_need_consent(request: AuthorizationRequest) -> bool:
    """Whether a consent must be looked for at all; name, e-mail and connection code go out by law (`domain.md R14`)."""
    return bool(identity_fields(request.scopes, request.claims)) or Prompt.CONSENT in request.prompts


def is_consent_missing(request: AuthorizationRequest, given: Consent | None, *, legal_basis: str, is_consented: bool) -> bool:
    """Whether the person must be asked now; `is_consented`: they said yes to this very request."""
    if Prompt.CONSENT in request.prompts and not is_consented:
        return True  # OpenID Connect Core section 3.1.2.1
    if not identity_fields(request.scopes, request.claims):
        return False
    asked = data_set_of(request.scopes, request.claims)
    return given is None or given.data_set != asked or given.legal_basis != legal_basis

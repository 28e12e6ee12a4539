"""Where an answer goes, and how (SAML 2.0 Profiles section 4.1.4.2)."""

from dataclasses import dataclass

from ugyfelkapu.broker.actions.assert_sign_on import ask_of
from ugyfelkapu.broker.domain.authorization import AuthorizationRequest
from ugyfelkapu.broker.domain.saml_service import Binding


@dataclass(frozen=True, slots=True, kw_only=True)
class SamlReply:
    """An address of the service's metadata, and what must come back with the answer."""

    request_id: str
    url: str
    binding: Binding
    relay_state: str | None


def reply_of(request: AuthorizationRequest) -> SamlReply:
    """Where a checked request is answered."""
    ask = ask_of(request)
    return SamlReply(request_id=ask.request_id, url=request.redirect_uri, binding=ask.binding, relay_state=request.state)

"""What a SAML service asks beyond what both protocols have in common (SAML 2.0 Core section 3.4.1)."""

from dataclasses import dataclass

from ugyfelkapu.broker.domain.authn_request import Comparison
from ugyfelkapu.broker.domain.saml_service import Binding, NameIdFormat


@dataclass(frozen=True, slots=True, kw_only=True)
class SamlAsk:
    """The part of a checked `AuthnRequest` that only this protocol knows.

    In the request that carries it, `redirect_uri` is the consumer's URL and `state` the `RelayState`.
    """

    request_id: str
    """What the answer says in `InResponseTo`."""
    binding: Binding
    """`POST` or `ARTIFACT`: how the answer travels."""
    name_id_format: NameIdFormat
    contexts: tuple[str, ...]
    """The `AuthnContextClassRef`s asked for, as they were spelled; one of them is told back where one fits."""
    comparison: Comparison = Comparison.EXACT
    may_create: bool = True
    """Whether a persistent name may be given to somebody whom the service does not know yet (`AllowCreate`)."""

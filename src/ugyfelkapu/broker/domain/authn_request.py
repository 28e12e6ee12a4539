"""An `AuthnRequest` as it was read, and the rules it must keep (SAML 2.0 Core section 3.4.1, Profiles section 4.1.4.1)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from ugyfelkapu.broker.domain.name_id_policy import AskedSubject, NameIdPolicy
from ugyfelkapu.broker.domain.saml_service import AssertionConsumer, AttributeSet, EntityId, SamlTerms, SpType
from ugyfelkapu.broker.domain.saml_status import Detail, SamlRefusal, fault_of_version, requester, responder

REQUEST_LIFETIME = timedelta(minutes=5)
"""How old a request may be when it arrives: a browser brings it at once."""
SAML_LEEWAY = timedelta(minutes=1)
"""How far a service's clock may be ahead. Added to our own time, since a stranger's may be the first or last there is."""
MOST_RELAY_STATE = 1024
"""In bytes. Bindings section 3.4.3 says 80, which many services exceed; above this nothing is carried."""


class Comparison(StrEnum):
    """How asked contexts compare with the one reached (Core section 3.3.2.2.1)."""

    EXACT = "exact"
    MINIMUM = "minimum"
    BETTER = "better"
    MAXIMUM = "maximum"


@dataclass(frozen=True, slots=True, kw_only=True)
class WishedAttribute:
    """An attribute that the request itself asks for (eIDAS SAML Message Format section 2.3.2)."""

    name: str
    is_required: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthnRequest:
    """What the service says; nothing in it is believed before the rules were kept."""

    version: str
    request_id: str
    issuer: EntityId
    issued_at: datetime
    destination: str | None
    consumer_url: str | None
    consumer_index: int | None
    binding: str | None
    """`ProtocolBinding`."""
    is_forced: bool
    is_passive: bool
    name_id_policy: NameIdPolicy
    subject: AskedSubject | None
    """Whom the service means."""
    contexts: tuple[str, ...]
    """`AuthnContextClassRef`."""
    is_declaration_asked: bool
    """It asks by `AuthnContextDeclRef`, of which we have none."""
    comparison: Comparison
    providers: tuple[str, ...]
    """`Scoping`, `IDPList`: the only ones that may answer; empty: any. The rest of it binds who proxies."""
    attribute_index: int | None
    relay_state: str | None
    sp_type: SpType | None = None
    """Of which sector a connector asks (eIDAS SAML Message Format section 2.3.1); `None`: the request does not say."""
    attributes: tuple[WishedAttribute, ...] | None = None
    """In the place of those of the metadata; `None`: the request does not say."""


def consumer_of(request: AuthnRequest, terms: SamlTerms) -> AssertionConsumer | SamlRefusal:
    """Where the answer goes: of the metadata alone (Profiles section 4.1.4.1), as the request chooses among them."""
    if request.consumer_index is not None and (request.consumer_url or request.binding):
        return requester("AssertionConsumerServiceIndex excludes AssertionConsumerServiceURL and ProtocolBinding")
    known = [each for each in terms.consumers if _is_chosen(each, request)]
    if not known:
        return requester("no AssertionConsumerService of the metadata has this index, URL and binding")
    return next((each for each in known if each.is_default), known[0])


def _is_chosen(consumer: AssertionConsumer, request: AuthnRequest) -> bool:
    return (
        request.consumer_index in (None, consumer.index)
        and request.consumer_url in (None, consumer.url)
        and request.binding in (None, consumer.binding)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """How and when a request came."""

    destination: str
    """The address it came to."""
    entity_id: str
    """Who we are."""
    is_signed: bool
    now: datetime


def fault_of(request: AuthnRequest, terms: SamlTerms, arrival: Arrival) -> SamlRefusal | None:
    """The first rule the request breaks, if any."""
    return next((found for rule in _RULES if (found := rule(request, terms, arrival))), None)


def _version(request: AuthnRequest, _: SamlTerms, __: Arrival) -> SamlRefusal | None:
    return fault_of_version(request.version)


def _signature(_: AuthnRequest, terms: SamlTerms, arrival: Arrival) -> SamlRefusal | None:
    if terms.are_requests_signed and not arrival.is_signed:  # Metadata section 2.4.4, AuthnRequestsSigned
        return requester("the metadata say AuthnRequestsSigned, and this request has no signature", Detail.REQUEST_DENIED)
    return None


def _destination(request: AuthnRequest, _: SamlTerms, arrival: Arrival) -> SamlRefusal | None:
    """Bindings sections 3.4.5.2 and 3.5.5.2: where it is signed it must say where to."""
    if request.destination is None and not arrival.is_signed:
        return None
    if request.destination != arrival.destination:
        return requester(f"Destination must be {arrival.destination}")
    return None


def _age(request: AuthnRequest, _: SamlTerms, arrival: Arrival) -> SamlRefusal | None:
    if request.issued_at <= arrival.now - REQUEST_LIFETIME:
        return requester("IssueInstant is too long ago")
    if request.issued_at > arrival.now + SAML_LEEWAY:
        return requester("IssueInstant is in the future; compare the clocks")
    return None


def is_carried(relay_state: str | None) -> bool:
    """Whether it is short enough to come back with the answer."""
    return relay_state is None or len(relay_state.encode()) <= MOST_RELAY_STATE


def _relay_state(request: AuthnRequest, _: SamlTerms, __: Arrival) -> SamlRefusal | None:
    if not is_carried(request.relay_state):
        return requester(f"RelayState is longer than {MOST_RELAY_STATE} bytes")
    return None


def _provider(request: AuthnRequest, _: SamlTerms, arrival: Arrival) -> SamlRefusal | None:
    if request.providers and arrival.entity_id not in request.providers:  # Core section 3.4.1.2
        return responder("Scoping names other identity providers alone", Detail.NO_SUPPORTED_IDP)
    return None


def _declaration(request: AuthnRequest, _: SamlTerms, __: Arrival) -> SamlRefusal | None:
    if request.is_declaration_asked:  # Core section 3.3.2.2.1
        return responder("AuthnContextDeclRef is not supported; ask by AuthnContextClassRef", Detail.NO_AUTHN_CONTEXT)
    return None


def _attributes(request: AuthnRequest, terms: SamlTerms, _: Arrival) -> SamlRefusal | None:
    if request.attribute_index is not None and attribute_set_of(request, terms) is None:
        return requester("no AttributeConsumingService of the metadata has this index")
    return None


_RULES: tuple[Callable[[AuthnRequest, SamlTerms, Arrival], SamlRefusal | None], ...] = (
    _signature,
    _version,
    _destination,
    _age,
    _relay_state,
    _provider,
    _declaration,
    _attributes,
)


def attribute_set_of(request: AuthnRequest, terms: SamlTerms) -> AttributeSet | None:
    """What is asked for: by index, else the default one, else nothing in particular (Metadata section 2.4.4.1)."""
    if request.attribute_index is not None:
        return next((each for each in terms.attribute_sets if each.index == request.attribute_index), None)
    usual = [each for each in terms.attribute_sets if each.is_default]
    return next(iter(usual or terms.attribute_sets), None)

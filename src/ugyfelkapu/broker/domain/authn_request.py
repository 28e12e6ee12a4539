"""An `AuthnRequest` as it was read, and the rules it must keep (SAML 2.0 Core section 3.4.1, Profiles section 4.1.4.1)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from ugyfelkapu.broker.domain.saml_service import AssertionConsumer, AttributeSet, EntityId, NameIdFormat, SamlTerms
from ugyfelkapu.broker.domain.saml_status import Detail, SamlRefusal, requester

REQUEST_LIFETIME = timedelta(minutes=5)
"""How old a request may be when it arrives: a browser brings it at once."""
SAML_LEEWAY = timedelta(minutes=1)
"""How far a service's clock may be ahead."""
MOST_RELAY_STATE = 1024
"""In bytes. Bindings section 3.4.3 says 80, which many services exceed; above this nothing is carried."""

ANY_FORMAT = "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified"


class Comparison(StrEnum):
    """How asked contexts compare with the one reached (Core section 3.3.2.2.1)."""

    EXACT = "exact"
    MINIMUM = "minimum"
    BETTER = "better"
    MAXIMUM = "maximum"


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthnRequest:
    """What the service says; nothing in it is believed before the rules were kept."""

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
    name_id_format: str | None
    subject: str | None
    """The `NameID` of whom the service means."""
    contexts: tuple[str, ...]
    comparison: Comparison
    attribute_index: int | None
    relay_state: str | None


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
    is_signed: bool
    now: datetime


def fault_of(request: AuthnRequest, terms: SamlTerms, arrival: Arrival) -> SamlRefusal | None:
    """The first rule the request breaks, if any."""
    return next((found for rule in _RULES if (found := rule(request, terms, arrival))), None)


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
    if request.issued_at + REQUEST_LIFETIME <= arrival.now:
        return requester("IssueInstant is too long ago")
    if request.issued_at - SAML_LEEWAY > arrival.now:
        return requester("IssueInstant is in the future; compare the clocks")
    return None


def _relay_state(request: AuthnRequest, _: SamlTerms, __: Arrival) -> SamlRefusal | None:
    if request.relay_state is not None and len(request.relay_state.encode()) > MOST_RELAY_STATE:
        return requester(f"RelayState is longer than {MOST_RELAY_STATE} bytes")
    return None


def _name_id_policy(request: AuthnRequest, terms: SamlTerms, _: Arrival) -> SamlRefusal | None:
    if name_id_format_of(request, terms) is None:  # Core section 3.4.1.1
        message = "NameIDPolicy names no format that this service may have"
        return requester(message, Detail.INVALID_NAME_ID_POLICY)
    return None


def _attributes(request: AuthnRequest, terms: SamlTerms, _: Arrival) -> SamlRefusal | None:
    if request.attribute_index is not None and attribute_set_of(request, terms) is None:
        return requester("no AttributeConsumingService of the metadata has this index")
    return None


_RULES: tuple[Callable[[AuthnRequest, SamlTerms, Arrival], SamlRefusal | None], ...] = (
    _signature,
    _destination,
    _age,
    _relay_state,
    _name_id_policy,
    _attributes,
)


def name_id_format_of(request: AuthnRequest, terms: SamlTerms) -> NameIdFormat | None:
    """What the person is called in the answer; `None`: the format asked for is not to be had."""
    if request.name_id_format in (None, ANY_FORMAT):
        return terms.name_id_formats[0] if terms.name_id_formats else NameIdFormat.PERSISTENT
    asked = request.name_id_format
    return NameIdFormat(asked) if asked in list(NameIdFormat) else None


def attribute_set_of(request: AuthnRequest, terms: SamlTerms) -> AttributeSet | None:
    """What is asked for: by index, else the default one, else nothing in particular (Metadata section 2.4.4.1)."""
    if request.attribute_index is not None:
        return next((each for each in terms.attribute_sets if each.index == request.attribute_index), None)
    usual = [each for each in terms.attribute_sets if each.is_default]
    return next(iter(usual or terms.attribute_sets), None)

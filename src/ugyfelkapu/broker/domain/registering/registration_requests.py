"""What a registration says of how a service asks and is answered (OpenID Connect Registration section 2, JARM section 3)."""

from ugyfelkapu.broker.domain.metadata import Document, MetadataFaultError, flag, texts
from ugyfelkapu.broker.domain.outside import outside_address
from ugyfelkapu.broker.domain.registering.registration_tokens import Algorithms, signed_with
from ugyfelkapu.broker.domain.relying_party import RequestTerms, TokenAlgorithm

ENCRYPTED = (
    "request_object_encryption_alg",
    "request_object_encryption_enc",
    "authorization_encrypted_response_alg",
    "authorization_encrypted_response_enc",
)
"""Neither requests nor answers are encrypted; whoever counts on it is told."""

LONGEST_ACR = 200


def request_terms(document: Document, *, algorithms: Algorithms, loopback_allowed: bool) -> RequestTerms:
    """The terms, within what the service's profile lets it sign with."""
    for field in ENCRYPTED:
        if document.get(field) is not None:
            message = f"{field} is not supported: requests and answers are signed, not encrypted"
            raise MetadataFaultError(message)
    return RequestTerms(
        is_pushed=flag(document, "require_pushed_authorization_requests"),
        is_signed=flag(document, "require_signed_request_object"),
        algorithm=signed_with(document, "request_object_signing_alg", algorithms=algorithms),
        request_uris=_request_uris(document, loopback_allowed=loopback_allowed),
        answer_algorithm=signed_with(document, "authorization_signed_response_alg", algorithms=algorithms)
        or TokenAlgorithm.ES256,
    )


def default_acr_values(document: Document) -> tuple[str, ...]:
    """What is asked where a request asks for no level; unknown values are passed over when they are asked."""
    values = texts(document, "default_acr_values") or ()
    if any(not value or len(value) > LONGEST_ACR or not value.isprintable() or " " in value for value in values):
        message = f"default_acr_values must be printable strings without spaces, at most {LONGEST_ACR} characters each"
        raise MetadataFaultError(message)
    return values


def _request_uris(document: Document, *, loopback_allowed: bool) -> tuple[str, ...]:
    """Where request objects may be fetched from: whole addresses, never a host of this machine's own network."""
    addresses = texts(document, "request_uris") or ()
    for number, address in enumerate(addresses, start=1):
        if outside_address(address, loopback_allowed=loopback_allowed) is None:
            message = f"request_uris: address {number} must be an https address of the public internet, without user name"
            raise MetadataFaultError(message)
    return addresses

"""What discovery says of requests and answers (RFC 9126 section 5, RFC 9101, JARM section 4, RFC 9207 section 3)."""

from ugyfelkapu.broker.domain.relying_party import TokenAlgorithm
from ugyfelkapu.broker.domain.response_mode import RESPONSE_MODES
from ugyfelkapu.broker.oidc import paths


def offered_requests(issuer: str) -> dict[str, object]:
    """The members; encryption is not among them, so that no service counts on it."""
    return {
        "response_modes_supported": RESPONSE_MODES,
        "pushed_authorization_request_endpoint": issuer + paths.PAR,
        "require_pushed_authorization_requests": False,
        "request_parameter_supported": True,
        "request_uri_parameter_supported": True,
        "require_request_uri_registration": True,
        "require_signed_request_object": False,
        "request_object_signing_alg_values_supported": list(TokenAlgorithm),
        "authorization_signing_alg_values_supported": list(TokenAlgorithm),
        "authorization_response_iss_parameter_supported": True,
    }

"""What discovery says of grants and of the endpoints around them (RFC 8414 section 2, RFC 8628 section 4)."""

from ugyfelkapu.broker.domain.registering.registration_grants import SUPPORTED
from ugyfelkapu.broker.domain.relying_party import BY_CERTIFICATE, ClientAuthentication
from ugyfelkapu.broker.oidc import paths
from ugyfelkapu.broker.oidc.jose import VERIFIED


def offered_grants(issuer: str) -> dict[str, object]:
    """The members; who cannot prove itself may revoke its own tokens, and introspect none (RFC 7662 section 2.1)."""
    methods = [method for method in ClientAuthentication if method not in BY_CERTIFICATE]
    proven = [method for method in methods if method is not ClientAuthentication.NONE]
    return {
        "grant_types_supported": SUPPORTED,
        "introspection_endpoint": issuer + paths.INTROSPECT,
        "introspection_endpoint_auth_methods_supported": proven,
        "introspection_endpoint_auth_signing_alg_values_supported": VERIFIED,
        "revocation_endpoint": issuer + paths.REVOKE,
        "revocation_endpoint_auth_methods_supported": methods,
        "revocation_endpoint_auth_signing_alg_values_supported": VERIFIED,
        "device_authorization_endpoint": issuer + paths.DEVICE_AUTHORIZATION,
    }

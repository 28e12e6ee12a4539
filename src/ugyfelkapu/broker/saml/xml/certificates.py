"""Services' certificates, of which the key alone counts: the metadata vouch for it (SAML V2.0 Metadata Interoperability)."""

from base64 import b64decode
from functools import lru_cache

from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509 import load_der_x509_certificate

SHORTEST_RSA_BITS = 2048
CURVES = ("secp256r1", "secp384r1", "secp521r1")

PublicKey = rsa.RSAPublicKey | ec.EllipticCurvePublicKey


@lru_cache(maxsize=512)
def public_key(certificate: str) -> PublicKey | None:
    """The key in it (base64 of DER); `None`: no certificate, or a key that is too weak or of another kind."""
    try:
        key = load_der_x509_certificate(b64decode(certificate)).public_key()
    except ValueError:
        return None
    match key:
        case rsa.RSAPublicKey() if key.key_size >= SHORTEST_RSA_BITS:
            return key
        case ec.EllipticCurvePublicKey() if key.curve.name in CURVES:
            return key
        case _:
            return None

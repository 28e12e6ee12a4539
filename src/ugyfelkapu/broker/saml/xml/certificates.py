"""Services' certificates, of which the key alone counts: the metadata vouch for it (SAML V2.0 Metadata Interoperability)."""

from base64 import b64decode, b64encode
from functools import lru_cache

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import InvalidVersion, load_der_x509_certificate, load_pem_x509_certificate

SHORTEST_RSA_BITS = 2048
LONGEST_RSA_BITS = 16384
LONGEST_EXPONENT_BITS = 64
"""Beyond these OpenSSL refuses to compute."""
CURVES = ("secp256r1", "secp384r1", "secp521r1")

_UNREADABLE = (ValueError, UnsupportedAlgorithm, InvalidVersion)

PublicKey = rsa.RSAPublicKey | ec.EllipticCurvePublicKey


@lru_cache(maxsize=512)
def public_key(certificate: str) -> PublicKey | None:
    """The key in it (base64 of DER); `None`: no certificate, or a key that is too weak or of another kind."""
    try:
        key = load_der_x509_certificate(b64decode(certificate)).public_key()
    except _UNREADABLE:
        return None
    match key:
        case rsa.RSAPublicKey() if _is_sound(key):
            return key
        case ec.EllipticCurvePublicKey() if key.curve.name in CURVES:
            return key
        case _:
            return None


def _is_sound(key: rsa.RSAPublicKey) -> bool:
    """Whether it is one of those that can be used; the library looked at the exponent itself, but not at the modulus."""
    numbers = key.public_numbers()
    is_of_length = SHORTEST_RSA_BITS <= key.key_size <= LONGEST_RSA_BITS and numbers.e.bit_length() <= LONGEST_EXPONENT_BITS
    return is_of_length and numbers.n % 2 == 1  # a product of odd primes (RFC 8017 section 3.1)


def is_rsa_below(certificate: str, bits: int) -> bool:
    """Whether its key is an RSA key shorter than that."""
    key = public_key(certificate)
    return isinstance(key, rsa.RSAPublicKey) and key.key_size < bits


def may_encrypt(certificate: str) -> bool:
    """Whether something can be encrypted to its key (RSA-OAEP)."""
    return isinstance(public_key(certificate), rsa.RSAPublicKey)


def certificate_in(file: bytes) -> str | None:
    """The certificate of a file, PEM or DER, as base64 of DER; `None`: it holds none with a key that we believe."""
    try:
        certificate = load_pem_x509_certificate(file) if b"-----BEGIN" in file else load_der_x509_certificate(file)
    except _UNREADABLE:
        return None
    text = b64encode(certificate.public_bytes(Encoding.DER)).decode("ascii")
    return text if public_key(text) is not None else None

"""Files that peers are set up with."""

from base64 import b64encode
from collections.abc import Mapping
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat


def filled_in(source: Path, target: Path, values: Mapping[str, str]) -> None:
    """A copy with the words between @ in it filled in."""
    text = source.read_text(encoding="utf-8")
    for word, value in values.items():
        text = text.replace(f"@{word}@", value)
    target.write_text(text, encoding="utf-8")


def pem_of(key: rsa.RSAPrivateKey) -> bytes:
    """A key as every peer reads it."""
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def der_of(certificate: x509.Certificate) -> str:
    """A certificate as ours are kept: base64 of DER."""
    return b64encode(certificate.public_bytes(Encoding.DER)).decode()

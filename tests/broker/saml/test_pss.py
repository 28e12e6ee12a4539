"""Signatures by RSA with PSS, as the eIDAS network wants them (RFC 9231 section 2.3.10)."""

from base64 import b64decode
from urllib.parse import unquote

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding

from tests.broker.saml.connectors import key, read
from tests.broker.saml.service import service_key
from ugyfelkapu.broker.saml.xml import signing
from ugyfelkapu.broker.saml.xml.signature import SignatureFault, verified, verified_query
from ugyfelkapu.broker.saml.xml.writing import element, written


class PssKey:
    """The connector's key, signing as its network wants it of RSA (RFC 9231 section 2.3.10)."""

    key_id = "pss"
    algorithm = "PS256"

    def sign(self, message: bytes) -> bytes:
        salted = padding.PSS(mgf=padding.MGF1(hashes.SHA256()), salt_length=32)
        return key().private_key.sign(message, salted, hashes.SHA256())


PSS = "http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1"


@pytest.fixture
def pss(monkeypatch: pytest.MonkeyPatch) -> PssKey:
    """We sign with PSS nowhere; here our own code stands in for a connector's."""
    monkeypatch.setattr(signing, "ALGORITHMS", {**signing.ALGORITHMS, "PS256": PSS})
    return PssKey()


def test_a_message_signed_by_rsa_with_pss_is_believed(pss: PssKey) -> None:
    document = written(signing.signed(element("samlp:AuthnRequest", {"ID": "_1"}), pss, key().certificate))
    assert not isinstance(verified(read(document), [key().certificate]), SignatureFault)
    assert verified(read(document), [service_key().certificate]) is SignatureFault.WRONG
    assert verified(read(document.replace(b'"_1"', b'"_2"')), [key().certificate]) is SignatureFault.SHAPE


def test_an_address_signed_by_rsa_with_pss_is_believed(pss: PssKey) -> None:
    octets, _, value = signing.signed_query([("SAMLRequest", "x")], pss).partition("&Signature=")
    signature, certificates = b64decode(unquote(value)), [key().certificate]
    assert verified_query(octets.encode(), algorithm=PSS, value=signature, certificates=certificates) is None
    other = octets.replace("=x", "=y").encode()
    assert verified_query(other, algorithm=PSS, value=signature, certificates=certificates) is SignatureFault.WRONG

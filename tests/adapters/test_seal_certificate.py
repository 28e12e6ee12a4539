"""What a seal is called is read from its certificate, and from nothing else that somebody uploads."""

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from tests.signing_world import EVA, TAX_OFFICE, TrustService
from ugyfelkapu.adapters.seal_certificate import LONGEST_CERTIFICATE_BYTES, seal_named_in


@pytest.fixture(scope="module")
def trust() -> TrustService:
    return TrustService()


@pytest.mark.parametrize("encoding", [Encoding.PEM, Encoding.DER])
def test_the_identifier_of_a_seal_is_read_from_either_form(trust: TrustService, encoding: Encoding) -> None:
    file = trust.certified(TAX_OFFICE).certificate.public_bytes(encoding)
    assert seal_named_in(file) == "VATHU-12345678"


def test_a_persons_certificate_is_no_seals(trust: TrustService) -> None:
    assert seal_named_in(trust.certified(EVA).certificate.public_bytes(Encoding.DER)) is None


@pytest.mark.parametrize(
    "file", [b"", b"PK\x03\x04", b"\x30\x82", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", b"\xff" * 100]
)
def test_anything_else_is_none(file: bytes) -> None:
    assert seal_named_in(file) is None


def test_a_certificate_with_something_behind_it_or_too_long_is_none(trust: TrustService) -> None:
    file = trust.certified(TAX_OFFICE).certificate.public_bytes(Encoding.DER)
    assert seal_named_in(file + b"\x00") is None
    assert seal_named_in(b"-" * (LONGEST_CERTIFICATE_BYTES + 1)) is None
    assert seal_named_in(file[:-1]) is None

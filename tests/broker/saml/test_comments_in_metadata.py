"""Metadata as software writes them, with comments (mod_shib's begin with one)."""

import pytest

from tests.broker.saml.metadata_documents import CONSUMER, ENTITY, Described, admission, publisher
from tests.world import START
from ugyfelkapu.broker.domain.metadata import MetadataFault
from ugyfelkapu.broker.domain.relying_party import RelyingParty
from ugyfelkapu.broker.saml.metadata_of_service import service_from


def consumer_in(document: bytes, *, signed_by: str | None = None) -> str:
    found = service_from(document, admission(START, signed_by=signed_by))
    assert isinstance(found, RelyingParty), found
    assert found.saml is not None
    assert found.saml.entity_id == ENTITY
    return found.saml.consumers[0].url


def test_a_comment_says_nothing_wherever_it_stands() -> None:
    document = Described().document().replace(b"<md:SPSSO", b"<!-- role --><md:SPSSO")
    document = document.replace(b"<ds:X509Certificate>MII", b"<ds:X509Certificate>M<!-- one value -->II")
    assert consumer_in(b"<!-- example --> " + document + b"<!-- end -->") == CONSUMER


def test_a_comment_breaks_no_signature_and_brings_nothing_in() -> None:
    signed, pinned = Described().signed(publisher()), publisher().certificate
    assert consumer_in(signed.replace(b"<md:SPSSO", b"<!-- role --><md:SPSSO"), signed_by=pinned) == CONSUMER
    changed = signed.replace(b"/saml/acs", b"/saml/<!-- -->own")
    assert isinstance(service_from(changed, admission(START, signed_by=pinned)), MetadataFault)


@pytest.mark.parametrize("octets", [b"<!-- --><?a b?><a/>", b"<!-- --><!DOCTYPE a><a/>", b"<!-- <a/>"])
def test_a_comment_hides_nothing_that_is_refused(octets: bytes) -> None:
    found = service_from(octets, admission(START))
    assert isinstance(found, MetadataFault)
    assert "not read" in found.description

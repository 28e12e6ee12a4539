"""Metadata that somebody tampered with on their way: nothing of them counts."""

import pytest
from lxml import etree

from tests.attacks.saml_wrapping import WRAPS, Wrap
from tests.broker.saml.metadata_documents import ENTITY, Described, admission, consumer, many, publisher
from tests.broker.saml.service import service_key
from tests.world import START
from ugyfelkapu.broker.domain.metadata import MetadataFault
from ugyfelkapu.broker.domain.relying_party import RelyingParty
from ugyfelkapu.broker.domain.saml_service import EntityId
from ugyfelkapu.broker.saml.metadata_of_service import service_from, services_from
from ugyfelkapu.broker.saml.xml.signing import signed
from ugyfelkapu.broker.saml.xml.writing import XmlNode, written

PINNED = admission(START, signed_by=publisher().certificate)
EVIL = "https://evil.example.test/acs"


def aggregate() -> XmlNode:
    return many(Described(), ID="_all")


def by_publisher(node: XmlNode) -> bytes:
    return written(signed(node, publisher(), publisher().certificate))


@pytest.mark.parametrize("wrap", WRAPS.values(), ids=WRAPS)
@pytest.mark.parametrize("node", [Described().node(ID="_one"), aggregate()], ids=["one", "several"])
def test_wrapped_metadata_are_refused_for_their_signature(wrap: Wrap, node: XmlNode) -> None:
    document = wrap(etree.fromstring(by_publisher(node)))
    found = services_from(document, PINNED)
    assert isinstance(found, MetadataFault)
    assert "signature" in found.description


def test_an_entity_slipped_in_beside_the_signed_ones_is_not_there() -> None:
    root = etree.fromstring(by_publisher(aggregate()))
    root.append(etree.fromstring(Described(entity_id="urn:evil", consumers=(consumer(EVIL),)).document()))
    assert isinstance(services_from(etree.tostring(root), PINNED), MetadataFault)


def test_of_an_aggregate_signed_in_part_nothing_is_believed() -> None:
    inner = etree.fromstring(Described().signed(publisher()))
    root = etree.fromstring(written(many(Described(entity_id="urn:evil", consumers=(consumer(EVIL),)))))
    root.append(inner)
    for name in (ENTITY, "urn:evil"):
        assert isinstance(service_from(etree.tostring(root), PINNED, entity_id=EntityId(name)), MetadataFault)


def test_the_key_that_comes_along_with_a_signature_is_not_asked() -> None:
    thief = service_key("thief")
    document = written(signed(Described().node(ID="_1"), thief, publisher().certificate))
    assert isinstance(service_from(document, PINNED), MetadataFault)
    assert isinstance(service_from(by_publisher(Described().node(ID="_1")), PINNED), RelyingParty)


@pytest.mark.parametrize(
    "document",
    [
        b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>',
        b'<?xml version="1.0" encoding="UTF-16"?><x/>',
        b"<x>" * 50 + b"</x>" * 50,
        b"<x " + b" ".join(b'a%d=""' % number for number in range(60)) + b"/>",
        b"<x>" + b"<y/>" * 60_000 + b"</x>",
        b"<x>" + b" " * (4 * 1024 * 1024) + b"</x>",
    ],
    ids=["entity", "encoding", "deep", "attributes", "many", "long"],
)
def test_bombs_and_foreign_shapes_are_not_read(document: bytes) -> None:
    found = service_from(document, admission(START))
    assert isinstance(found, MetadataFault)
    assert "not read" in found.description

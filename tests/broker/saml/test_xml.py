"""The XML room: what is written is canonical, what is signed verifies, what is hostile is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from tests.broker.saml.service import service_key
from ugyfelkapu.broker.saml.deflate import LONGEST_MESSAGE, deflated, inflated
from ugyfelkapu.broker.saml.xml.parsing import DEEPEST, XmlFault, parsed
from ugyfelkapu.broker.saml.xml.signature import SignatureFault, verified
from ugyfelkapu.broker.saml.xml.signing import signed
from ugyfelkapu.broker.saml.xml.writing import XmlNode, element, written

NAMES = st.sampled_from(["saml:Issuer", "samlp:Status", "md:Extensions", "mdui:Logo", "ds:KeyInfo"])
ATTRIBUTES = st.dictionaries(st.sampled_from(["ID", "Name", "xml:lang", "mdui:x", "eidas:a"]), st.text(max_size=20), max_size=4)
NODES = st.recursive(
    st.builds(element, NAMES, ATTRIBUTES, st.text(max_size=20)),
    lambda below: st.builds(element, NAMES, ATTRIBUTES, below, st.text(max_size=5), below),
    max_leaves=8,
)


@given(NODES)
def test_what_is_written_is_its_own_canonical_form(node: XmlNode) -> None:
    document = written(node)
    assert etree.tostring(etree.fromstring(document), method="c14n", exclusive=True) == document


def test_what_we_sign_verifies_with_its_certificate_alone() -> None:
    key = service_key()
    node = element("samlp:Response", {"ID": "_1"}, element("saml:Issuer", {}, "ő & <x>"))
    message = parsed(written(signed(node, key, key.certificate)))
    assert not isinstance(message, XmlFault)
    covered = verified(message, [service_key("stranger").certificate, key.certificate])
    assert not isinstance(covered, SignatureFault)
    assert covered.octets() == written(node)
    assert verified(message, [service_key("stranger").certificate]) is SignatureFault.WRONG
    assert verified(message, []) is SignatureFault.NO_KEY


def test_a_part_signed_inside_a_signed_whole_stays_good() -> None:
    key = service_key()
    inner = signed(element("saml:Assertion", {"ID": "_2"}, element("saml:Issuer", {}, "us")), key, key.certificate)
    outer = signed(element("samlp:Response", {"ID": "_1"}, element("saml:Issuer", {}, "us"), inner), key, key.certificate)
    message = parsed(written(outer))
    assert not isinstance(message, XmlFault)
    whole = verified(message, [key.certificate])
    assert not isinstance(whole, SignatureFault)
    part = parsed(whole.children()[1].octets())
    assert not isinstance(part, XmlFault)
    assert not isinstance(verified(part, [key.certificate]), SignatureFault)


@pytest.mark.parametrize(
    ("document", "fault"),
    [
        (b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', XmlFault.DOCTYPE),
        (b"<a><!-- x --></a>", XmlFault.COMMENT),
        (b"<a><?x y?></a>", XmlFault.COMMENT),
        (b"<?x y?><a/>", XmlFault.COMMENT),
        (b'<?xml version="1.0" encoding="UTF-16"?><a/>', XmlFault.NOT_UTF_8),
        ("<a/>".encode("utf-16"), XmlFault.NOT_UTF_8),
        (b"<a>" * (DEEPEST + 1) + b"</a>" * (DEEPEST + 1), XmlFault.TOO_DEEP),
        (b"<a>" + b"<b/>" * 60_000 + b"</a>", XmlFault.TOO_MANY),
        (b"<a " + b" ".join(b'b%d="c"' % number for number in range(60)) + b"/>", XmlFault.TOO_MANY),
        (b"", XmlFault.NOT_WELL_FORMED),
        (b"<a>&unknown;</a>", XmlFault.NOT_WELL_FORMED),
        (b'<a xmlns="relative"/>', XmlFault.NAMESPACE),
        (b'<a><b xmlns:c="//host/relative"/></a>', XmlFault.NAMESPACE),
        (b'<a xmlns="urn:x&amp;#108;"/>', XmlFault.NAMESPACE),
    ],
)
def test_hostile_documents_are_refused(document: bytes, fault: XmlFault) -> None:
    assert parsed(document) is fault


def test_a_bomb_is_never_unpacked() -> None:
    assert inflated(deflated(b"a" * (LONGEST_MESSAGE + 1))) is XmlFault.TOO_LONG
    assert inflated(deflated(b"<a/>")) == b"<a/>"
    assert inflated("%%%") is XmlFault.NOT_WELL_FORMED
    assert inflated(deflated(b"<a/>")[:4]) is XmlFault.NOT_WELL_FORMED

"""The examples of the W3C's recommendations on canonical XML, as far as they need no document type, which is refused here."""

import pytest

from ugyfelkapu.broker.saml.xml.element import XmlElement
from ugyfelkapu.broker.saml.xml.parsing import parsed
from ugyfelkapu.broker.saml.xml.writing import element, written

LOCAL = '<n0:local xmlns:n0="foo:bar" xmlns:n3="ftp://example.org">{}</n0:local>'
OTHERS = 'xmlns:n1="http://example.com" xmlns:n2="http://foo.example" xmlns:n3="ftp://example.org"'
PDU = f'<n2:pdu {OTHERS} xml:lang="fr" xml:space="retain">{{}}</n2:pdu>'
ELEM2 = '<n1:elem2 xmlns:n1="http://example.net" xml:lang="en">{}</n1:elem2>'
STUFF = '<n3:stuff xmlns:n3="ftp://example.org"{}'


@pytest.mark.parametrize("around", [LOCAL, PDU], ids=["local", "pdu"])
def test_what_stands_around_an_element_is_not_in_its_exclusive_form(around: str) -> None:
    """Exclusive XML Canonicalization 1.0, section 2.2."""
    document = parsed(around.format(ELEM2.format(STUFF.format("/>"))).encode())
    assert isinstance(document, XmlElement)
    assert document.children()[0].octets().decode() == ELEM2.format(STUFF.format("></n3:stuff>"))


def canonical(document: str) -> str:
    root = parsed(document.encode())
    assert isinstance(root, XmlElement)
    return root.octets().decode()


def test_tags_are_written_with_namespaces_first_and_attributes_in_order() -> None:
    """Canonical XML 1.0, section 3.3."""
    namespaces = 'xmlns:b="http://www.ietf.org" xmlns:a="http://www.w3.org" xmlns="http://example.org"'
    ordered = 'xmlns="http://example.org" xmlns:a="http://www.w3.org" xmlns:b="http://www.ietf.org"'
    written_there = f'<e5 a:attr="out" b:attr="sorted" attr2="all" attr="I\'m" {namespaces}/>'
    assert canonical(written_there) == f'<e5 {ordered} attr="I\'m" attr2="all" b:attr="sorted" a:attr="out"></e5>'


EXPRESSION = 'value>"0" && value<"10" ?"valid":"error"'
IN_TEXT = EXPRESSION.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
IN_VALUE = EXPRESSION.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")


def test_characters_are_written_in_one_way() -> None:
    """Canonical XML 1.0, section 3.4."""
    assert canonical("<text>First line&#x0d;&#10;Second line</text>") == "<text>First line&#xD;\nSecond line</text>"
    assert canonical("<value>&#x32;</value>") == "<value>2</value>"
    assert canonical(f"<compute><![CDATA[{EXPRESSION}]]></compute>") == f"<compute>{IN_TEXT}</compute>"
    single = f"<compute expr='{IN_VALUE.replace('&quot;', chr(34))}'>valid</compute>"
    assert canonical(single) == f'<compute expr="{IN_VALUE}">valid</compute>'


def test_our_own_writer_writes_them_in_that_way() -> None:
    document = written(element("saml:Issuer", {"expr": EXPRESSION}, "First line\r\nSecond line", EXPRESSION)).decode()
    assert f'expr="{IN_VALUE}">First line&#xD;\nSecond line{IN_TEXT}<' in document
    assert canonical(document) == document

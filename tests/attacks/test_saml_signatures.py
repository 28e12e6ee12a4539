"""Signatures that are not what they seem: wrapped, weak, several, by keys of their own, transformed to nothing."""

import os
import re
from base64 import b64encode
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from threading import Thread

import pytest
from lxml import etree

from tests.attacks.saml_wrapping import WRAPS, Wrap
from tests.broker.saml.service import ENTITY, saml_service, service_key
from tests.broker.town import Town, follow
from ugyfelkapu.broker.saml.xml.element import XmlElement
from ugyfelkapu.broker.saml.xml.parsing import XmlFault, parsed
from ugyfelkapu.broker.saml.xml.signature import SignatureFault, verified
from ugyfelkapu.broker.saml.xml.signing import signed
from ugyfelkapu.broker.saml.xml.writing import XmlNode, element, written

KEY = service_key()
MESSAGES: dict[str, XmlNode] = {
    "AuthnRequest": element(
        "samlp:AuthnRequest",
        {"ID": "_1", "AssertionConsumerServiceURL": "https://good.example.test/"},
        element("saml:Issuer", {}, ENTITY),
    ),
    "LogoutRequest": element(
        "samlp:LogoutRequest", {"ID": "_1"}, element("saml:Issuer", {}, ENTITY), element("saml:NameID", {}, "somebody")
    ),
    "EntityDescriptor": element("md:EntityDescriptor", {"ID": "_1", "entityID": ENTITY}, element("md:Extensions", {})),
}


def good(name: str = "AuthnRequest") -> bytes:
    return written(signed(MESSAGES[name], KEY, KEY.certificate))


def judged(document: bytes) -> XmlElement | SignatureFault | XmlFault:
    message = parsed(document)
    return message if isinstance(message, XmlFault) else verified(message, [KEY.certificate])


@pytest.mark.parametrize("name", MESSAGES)
def test_what_is_not_tampered_with_verifies(name: str) -> None:
    assert isinstance(judged(good(name)), XmlElement)


@pytest.mark.parametrize("name", MESSAGES)
@pytest.mark.parametrize("wrap", WRAPS.values(), ids=WRAPS)
def test_a_wrapped_message_is_no_message(wrap: Wrap, name: str) -> None:
    assert isinstance(judged(wrap(etree.fromstring(good(name)))), SignatureFault)


@pytest.mark.parametrize("wrap", WRAPS.values(), ids=WRAPS)
@pytest.mark.parametrize("does_sign", [True, False])
async def test_a_wrapped_request_earns_nothing_at_the_endpoint(town: Town, wrap: Wrap, *, does_sign: bool) -> None:
    service, browser = await saml_service(town, are_requests_signed=does_sign), town.browser()
    document = etree.fromstring(written(service.signed(service.question(town.clock.now()))))
    page = await follow(browser, await browser.post("/saml/sso", data={"SAMLRequest": b64encode(wrap(document)).decode()}))
    assert page.status_code == 400
    assert "SAMLResponse" not in page.text
    assert await nothing_came_of_it(town)


def changed(pattern: str, replacement: str) -> Callable[[str], str]:
    def change(document: str) -> str:
        after, many = re.subn(pattern, replacement, document, count=1, flags=re.DOTALL)
        assert many == 1, pattern
        return after

    return change


HEAD = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
TAMPERED: dict[str, Callable[[str], str]] = {
    "SHA-1 signature": changed(HEAD, "http://www.w3.org/2000/09/xmldsig#rsa-sha1"),
    "MD5 signature": changed(HEAD, "http://www.w3.org/2001/04/xmldsig-more#rsa-md5"),
    "HMAC with the public key": changed(HEAD, "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256"),
    "unknown algorithm": changed(HEAD, "urn:none"),
    "no algorithm": changed(f'<ds:SignatureMethod Algorithm="{HEAD}">', "<ds:SignatureMethod>"),
    "SHA-1 digest": changed("http://www.w3.org/2001/04/xmlenc#sha256", "http://www.w3.org/2000/09/xmldsig#sha1"),
    "inclusive canonicalization": changed(
        '(CanonicalizationMethod Algorithm=)"[^"]+"', r'\1"http://www.w3.org/TR/2001/REC-xml-c14n-20010315"'
    ),
    "an XPath transform that selects nothing": changed(
        "<ds:Transforms>",
        '<ds:Transforms><ds:Transform Algorithm="http://www.w3.org/TR/1999/REC-xpath-19991116">'
        "<ds:XPath>false()</ds:XPath></ds:Transform>",
    ),
    "an XSLT transform": changed(
        "<ds:Transforms>",
        '<ds:Transforms><ds:Transform Algorithm="http://www.w3.org/TR/1999/REC-xslt-19991116"></ds:Transform>',
    ),
    "no transforms": changed("<ds:Transforms>.*</ds:Transforms>", ""),
    "only enveloped": changed('(enveloped-signature"></ds:Transform>)<ds:Transform [^>]+></ds:Transform>', r"\1"),
    "two references": changed("(<ds:Reference.*</ds:Reference>)", r"\1\1"),
    "a reference to nothing": changed('URI="#_1"', 'URI="#_2"'),
    "a reference to everything": changed('URI="#_1"', 'URI=""'),
    "a reference by XPointer": changed('URI="#_1"', 'URI="#xpointer(/)"'),
    "a reference abroad": changed('URI="#_1"', 'URI="https://evil.example.test/x"'),
    "a reference without URI": changed(' URI="#_1"', ""),
    "two signatures": changed("(<ds:Signature .*</ds:Signature>)", r"\1\1"),
    "two infos": changed("(<ds:SignedInfo>.*</ds:SignedInfo>)", r"\1\1"),
    "a value cut short": changed("(<ds:SignatureValue>)....", r"\1"),
    "no value": changed("<ds:SignatureValue>.*</ds:SignatureValue>", ""),
    "another digest": changed("(<ds:DigestValue>)....", r"\1AAAA"),
    "content added": changed("(</samlp:AuthnRequest>)", r"<samlp:Extensions></samlp:Extensions>\1"),
    "an attribute added": changed('ID="_1"', 'ID="_1" ForceAuthn="true"'),
    "the same ID twice": changed("(</samlp:AuthnRequest>)", r'<samlp:Extensions ID="_1"></samlp:Extensions>\1'),
    "the same Id in other letters": changed("(</ds:KeyInfo>)", r'<ds:KeyName Id="_1"></ds:KeyName>\1'),
    "no signature": changed("<ds:Signature .*</ds:Signature>", ""),
    "the signature deeper down": changed("(<ds:Signature .*</ds:Signature>)", r"<samlp:Extensions>\1</samlp:Extensions>"),
}


@pytest.mark.parametrize("tamper", TAMPERED.values(), ids=TAMPERED)
def test_a_tampered_signature_is_none(tamper: Callable[[str], str]) -> None:
    assert isinstance(judged(tamper(good().decode()).encode()), SignatureFault)


@pytest.mark.parametrize("value", ["good.example.test<!-- -->.evil.example.test", "<?x?>good"])
def test_a_comment_in_a_value_cuts_nothing_off(value: str) -> None:
    document = good().decode().replace(ENTITY, value)
    assert judged(document.encode()) is XmlFault.COMMENT


MANIFEST = (
    '<ds:Object><ds:Manifest><ds:Reference URI="{uri}">{transforms}<ds:DigestMethod '
    'Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"></ds:DigestMethod><ds:DigestValue>AAAA</ds:DigestValue>'
    "</ds:Reference></ds:Manifest></ds:Object>"
)
XPATH = (
    '<ds:Transforms><ds:Transform Algorithm="http://www.w3.org/TR/1999/REC-xpath-19991116">'
    "<ds:XPath>count(//. | //@*[count(//.) = 0]) = 0</ds:XPath></ds:Transform></ds:Transforms>"
)


def more(text: str, *, after: str) -> Callable[[str], str]:
    return changed(f"({after})", rf"\1{text}")


BROUGHT: dict[str, Callable[[str], str]] = {
    "a manifest with an address": more(MANIFEST.format(uri="file:///dev/null", transforms=""), after="</ds:KeyInfo>"),
    "a manifest with an XPath": more(MANIFEST.format(uri="", transforms=XPATH), after="</ds:KeyInfo>"),
    "a manifest before the info": changed("(<ds:SignedInfo>)", MANIFEST.format(uri="", transforms="") + r"\1"),
    "an empty object": more("<ds:Object></ds:Object>", after="</ds:KeyInfo>"),
    "two key infos": changed("(<ds:KeyInfo>.*</ds:KeyInfo>)", r"\1\1"),
    "something unknown": more('<x xmlns="urn:x"></x>', after="</ds:KeyInfo>"),
    "something unknown in the info": more('<x xmlns="urn:x"></x>', after="</ds:Reference>"),
    "something unknown in the reference": more('<x xmlns="urn:x"></x>', after="</ds:DigestValue>"),
    "the value first": changed("(<ds:SignedInfo>.*</ds:SignedInfo>)(<ds:SignatureValue>.*</ds:SignatureValue>)", r"\2\1"),
}


@pytest.mark.parametrize("bring", BROUGHT.values(), ids=BROUGHT)
def test_a_signature_with_more_in_it_is_refused_before_anything_is_computed(bring: Callable[[str], str]) -> None:
    assert judged(bring(good().decode()).encode()) is SignatureFault.SHAPE


@pytest.mark.parametrize(
    "name",
    ["xpointer(//*)", "xpointer(id('_1'))", "a') | //* | id('a", "_1 _2", "", "1", "-a", "a/b", "a(", "a'", "é(", "xpath1(/)"],
)
def test_an_id_that_is_no_name_is_refused_before_anything_is_computed(name: str) -> None:
    """It would be a query over the document, worked out for whoever sent it."""
    node = replace(MESSAGES["AuthnRequest"], attributes={**MESSAGES["AuthnRequest"].attributes, "ID": name})
    assert judged(written(signed(node, KEY, KEY.certificate))) is SignatureFault.SHAPE


@pytest.mark.parametrize("name", ["_1", "a", "é-1", "_a.b-c", "xpointer", "id_" + "x" * 200])
def test_an_id_that_is_a_name_is_one(name: str) -> None:
    node = replace(MESSAGES["AuthnRequest"], attributes={**MESSAGES["AuthnRequest"].attributes, "ID": name})
    assert isinstance(judged(written(signed(node, KEY, KEY.certificate))), XmlElement)


@pytest.mark.parametrize(
    "brought",
    [
        MANIFEST.format(uri="file://{path}", transforms=""),
        '<ds:KeyInfo><ds:RetrievalMethod URI="file://{path}"></ds:RetrievalMethod></ds:KeyInfo>',
        '<ds:KeyInfo><ds:X509Data></ds:X509Data><ds:RetrievalMethod URI="{path}"></ds:RetrievalMethod></ds:KeyInfo>',
    ],
    ids=["a manifest", "a key elsewhere", "a key by path"],
)
def test_nothing_on_the_machine_is_opened_for_a_signature(tmp_path: Path, brought: str) -> None:
    """A pipe can be opened for writing only once somebody reads it."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    other_end = Thread(target=lambda: pipe.open("wb").close())
    other_end.start()
    document = changed("<ds:KeyInfo>.*</ds:KeyInfo>", brought.replace("{path}", str(pipe)))(good().decode())
    judged(document.encode())
    was_opened = not other_end.is_alive()
    reading = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    other_end.join()
    os.close(reading)
    assert not was_opened


def test_a_key_brought_along_counts_nothing() -> None:
    stranger = service_key("stranger")
    brought = written(signed(MESSAGES["AuthnRequest"], stranger, stranger.certificate))
    assert judged(brought) is SignatureFault.WRONG
    named = written(signed(MESSAGES["AuthnRequest"], stranger, KEY.certificate))
    assert judged(named) is SignatureFault.WRONG, "a certificate of the metadata beside another key's signature"


async def nothing_came_of_it(town: Town) -> bool:
    """Neither a sign-on nor a waiting request."""
    tables = ("saml_sign_on", "pending_request", "code")
    return not [row for table in tables for row in await town.world.database.reader.all(f"SELECT * FROM {table}")]  # noqa: S608 - a test's own

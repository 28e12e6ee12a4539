"""Envelopes and what stands in them beside the message (SOAP 1.1, SAML 2.0 Bindings section 3.2)."""

import pytest

from tests.broker.saml.service import saml_service
from tests.broker.saml.soap import question
from tests.broker.town import Town
from ugyfelkapu.broker.saml.xml.element import XmlElement
from ugyfelkapu.broker.saml.xml.names import PREFIXES
from ugyfelkapu.broker.saml.xml.soap import SoapFault, message_in
from ugyfelkapu.broker.saml.xml.writing import element, written

NEXT = "http://schemas.xmlsoap.org/soap/actor/next"


def envelope(header: str, message: str = "<a/>") -> bytes:
    entry = f'<t:Transaction xmlns:t="urn:t" {header}>5</t:Transaction>'
    around = f'<soap:Envelope xmlns:soap="{PREFIXES["soap"]}">'
    text = f"{around}<soap:Header>{entry}</soap:Header><soap:Body>{message}</soap:Body></soap:Envelope>"
    return text.encode()


@pytest.mark.parametrize(
    "header",
    ['soap:mustUnderstand="1"', f'soap:mustUnderstand="1" soap:actor="{NEXT}"', 'soap:mustUnderstand="true"'],
)
def test_a_header_that_must_be_understood_is_refused(header: str) -> None:
    assert message_in(envelope(header), longest=10_000) is SoapFault.MUST_UNDERSTAND


@pytest.mark.parametrize(
    "header",
    ["", 'soap:mustUnderstand="0"', 'mustUnderstand="1"', 'soap:mustUnderstand="1" soap:actor="urn:somebody-else"'],
)
def test_other_headers_are_passed_over(header: str) -> None:
    assert isinstance(message_in(envelope(header), longest=10_000), XmlElement)


def test_no_second_head_hides_a_header() -> None:
    twice = envelope("").replace(b"<soap:Body>", b"<soap:Header><b soap:mustUnderstand='1'/></soap:Header><soap:Body>")
    assert message_in(twice, longest=10_000) is SoapFault.MUST_UNDERSTAND


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/saml/artifact", "samlp:ArtifactResolve"),
        ("/saml/slo/soap", "samlp:LogoutRequest"),
        ("/saml/issued", "samlp:AssertionIDRequest"),
    ],
)
async def test_the_sender_is_told_by_the_fault_of_the_standard(town: Town, path: str, name: str) -> None:
    service = await saml_service(town)
    message = written(service.signed(question(town, service, name, element("saml:NameID", {}, "somebody")))).decode()
    mandatory = envelope('soap:mustUnderstand="1"', message)
    answer = await town.browser().post(path, content=mandatory, headers={"Content-Type": "text/xml"})
    assert (answer.status_code, "<faultcode>soap:MustUnderstand</faultcode>" in answer.text) == (400, True)
    listened = await town.browser().post(path, content=envelope("", message), headers={"Content-Type": "text/xml"})
    assert "MustUnderstand" not in listened.text

"""A SAML service's server speaks with ours by SOAP."""

import httpx

from tests.broker.saml.service import SamlService
from tests.broker.town import Town
from tests.saml_schema import schema_faults
from ugyfelkapu.broker.saml.xml.element import XmlElement
from ugyfelkapu.broker.saml.xml.signature import SignatureFault, verified
from ugyfelkapu.broker.saml.xml.soap import enveloped, message_in
from ugyfelkapu.broker.saml.xml.writing import XmlNode, element


def question(town: Town, service: SamlService, name: str, *children: XmlNode, **changes: str | None) -> XmlNode:
    """A good message, unsigned, with some attributes changed or left out."""
    attributes: dict[str, str | None] = {
        "ID": f"_{town.world.entropy.bytes(8).hex()}",
        "Version": "2.0",
        "IssueInstant": f"{town.clock.now():%Y-%m-%dT%H:%M:%SZ}",
        **changes,
    }
    kept = {name: value for name, value in attributes.items() if value is not None}
    return element(name, kept, element("saml:Issuer", {}, service.terms.entity_id), *children)


async def posted(town: Town, path: str, node: XmlNode) -> httpx.Response:
    """Send it as a service's server does."""
    return await town.browser().post(path, content=enveloped(node), headers={"Content-Type": "text/xml"})


def status_of(town: Town, service: SamlService, answer: httpx.Response) -> XmlElement:
    """The signed message of a good answer."""
    assert answer.status_code == 200, answer.text
    message = message_in(answer.content, longest=len(answer.content))
    assert isinstance(message, XmlElement)
    assert not schema_faults(message.octets()), answer.text
    covered = verified(message, [town.world.saml_keys.certificate(service.terms.signature)])
    assert not isinstance(covered, SignatureFault), covered
    return covered

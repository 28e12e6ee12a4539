"""What connectors of the eIDAS network add to their requests (eIDAS SAML Message Format section 2.3)."""

from ugyfelkapu.broker.domain.authn_request import WishedAttribute
from ugyfelkapu.broker.domain.saml_service import SpType
from ugyfelkapu.broker.saml.message import UnreadableError, flag
from ugyfelkapu.broker.saml.metadata.wishes import LONGEST_ATTRIBUTE_NAME, MOST_ATTRIBUTES
from ugyfelkapu.broker.saml.xml.element import XmlElement
from ugyfelkapu.broker.saml.xml.names import EIDAS, SAMLP


def sp_type_in(message: XmlElement) -> SpType | None:
    """Of which sector the connector asks; `None` where the request does not say."""
    said = _extensions(message, EIDAS + "SPType")
    if not said:
        return None
    text = said[0].text.strip()
    if len(said) > 1 or text not in list(SpType):
        raise UnreadableError(f"SPType must be one of: {', '.join(SpType)}")
    return SpType(text)


def attributes_in(message: XmlElement) -> tuple[WishedAttribute, ...] | None:
    """What the request itself asks for; values that it names are nothing to us. `None` where it does not say."""
    asked = _extensions(message, EIDAS + "RequestedAttributes")
    if not asked:
        return None
    if len(asked) > 1:
        raise UnreadableError("RequestedAttributes stands twice")
    found = asked[0].children(EIDAS + "RequestedAttribute")
    if len(found) > MOST_ATTRIBUTES:
        raise UnreadableError(f"RequestedAttributes has more than {MOST_ATTRIBUTES}")
    return tuple(_wished(each) for each in found)


def _wished(asked: XmlElement) -> WishedAttribute:
    name = asked.get("Name") or ""
    if not 0 < len(name) <= LONGEST_ATTRIBUTE_NAME:
        raise UnreadableError(f"RequestedAttribute needs a Name of at most {LONGEST_ATTRIBUTE_NAME} characters")
    return WishedAttribute(name=name, is_required=flag(asked, "isRequired"))


def _extensions(message: XmlElement, name: str) -> tuple[XmlElement, ...]:
    around = message.child(SAMLP + "Extensions")
    return () if around is None else around.children(name)

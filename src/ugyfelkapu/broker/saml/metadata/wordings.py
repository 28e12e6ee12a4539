"""What a service and its body are called on our pages (Metadata Extensions for Login and Discovery User Interface 1.0)."""

from ugyfelkapu.broker.domain.redirect import is_acceptable
from ugyfelkapu.broker.domain.relying_party import Wording
from ugyfelkapu.broker.saml.metadata.values import texts_by_language, wording
from ugyfelkapu.broker.saml.xml.element import XmlElement
from ugyfelkapu.broker.saml.xml.names import MD, MDUI


def name_of(role: XmlElement, *, default: str) -> Wording:
    """The name for people: of the interface, else of the first set of attributes, else `default`."""
    plain = Wording(hu=default, en=default, de=default)
    named = tuple(name for info in _interface(role) for name in info.children(MDUI + "DisplayName"))
    consuming = role.children(MD + "AttributeConsumingService")[:1]
    service = tuple(name for each in consuming for name in each.children(MD + "ServiceName"))
    return wording(texts_by_language(named) or texts_by_language(service), default=plain)


def organisation_of(descriptor: XmlElement, role: XmlElement, *, default: Wording) -> Wording:
    """The body that runs it (SAML 2.0 Metadata section 2.3.2.1); that of the role goes before that of the entity."""
    found = (*role.children(MD + "Organization"), *descriptor.children(MD + "Organization"))[:1]
    shown = tuple(name for each in found for name in each.children(MD + "OrganizationDisplayName"))
    named = tuple(name for each in found for name in each.children(MD + "OrganizationName"))
    return wording(texts_by_language(shown) or texts_by_language(named), default=default)


def home_of(role: XmlElement, *, loopback_allowed: bool) -> str | None:
    """Where the service says what it is, rather in Hungarian; an address that we would not show is left out."""
    found = tuple(url for info in _interface(role) for url in info.children(MDUI + "InformationURL"))
    told = texts_by_language(found)
    url = told.get("hu") or told.get("en") or next(iter(told.values()), None)
    return url if url and is_acceptable(url, native=False, loopback_allowed=loopback_allowed) else None


def _interface(role: XmlElement) -> tuple[XmlElement, ...]:
    return tuple(info for each in role.children(MD + "Extensions") for info in each.children(MDUI + "UIInfo"))

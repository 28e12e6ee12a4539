"""Where a service is answered and told (SAML 2.0 Metadata sections 2.2.2, 2.2.3, 2.4.2 and 2.4.4)."""

from collections import Counter
from dataclasses import replace
from urllib.parse import urlsplit

from ugyfelkapu.broker.domain.redirect import LOOPBACK_HOSTS
from ugyfelkapu.broker.domain.relying_party import Sector
from ugyfelkapu.broker.domain.saml_service import AssertionConsumer, Binding, LogoutPoint
from ugyfelkapu.broker.saml.metadata.values import address, flag, index, refuse
from ugyfelkapu.broker.saml.xml.element import XmlElement
from ugyfelkapu.broker.saml.xml.names import MD

MOST_ENDPOINTS = 50
ANSWERED_BY = (Binding.POST, Binding.ARTIFACT)
TOLD_BY = (Binding.REDIRECT, Binding.POST, Binding.SOAP)


def consumers_of(role: XmlElement, *, loopback_allowed: bool) -> tuple[AssertionConsumer, ...]:
    """The consumers that we can answer at; one of them is the default."""
    found = _few(role, "AssertionConsumerService")
    consumers = [_consumer(each, loopback_allowed=loopback_allowed) for each in found if each.get("Binding") in ANSWERED_BY]
    if not consumers:
        raise refuse("AssertionConsumerService: there is none with the binding HTTP-POST or HTTP-Artifact")
    if max(Counter(consumer.index for consumer in consumers).values()) > 1:
        raise refuse("AssertionConsumerService: two have one index")
    chosen = default_of(found)
    usual = next((each for each in consumers if chosen is not None and each.index == index(chosen)), consumers[0])
    return tuple(replace(each, is_default=each is usual) for each in consumers)


def default_of(found: tuple[XmlElement, ...]) -> XmlElement | None:
    """Of indexed elements the one that says so, else the first that does not deny it, else the first (section 2.2.3)."""
    said = [flag(each, "isDefault") for each in found]
    for wish in (True, None, False):
        if wish in said:
            return found[said.index(wish)]
    return None


def sector_of(consumers: tuple[AssertionConsumer, ...]) -> Sector:
    """The one host that people's pseudonyms are made for; on this machine with its port, since there a host names nobody."""
    parts = [urlsplit(consumer.url) for consumer in consumers]
    hosts = {part.netloc if part.hostname in LOOPBACK_HOSTS else part.hostname or "" for part in parts}
    if len(hosts) > 1:
        raise refuse(f"AssertionConsumerService: all must share one host, and there are {', '.join(sorted(hosts))}")
    return Sector(hosts.pop())


def logout_points_of(role: XmlElement, *, loopback_allowed: bool) -> tuple[LogoutPoint, ...]:
    """Where the service hears of the end of a session."""
    found = [each for each in _few(role, "SingleLogoutService") if each.get("Binding") in TOLD_BY]
    return tuple(_logout_point(each, loopback_allowed=loopback_allowed) for each in found)


def _few(role: XmlElement, name: str) -> tuple[XmlElement, ...]:
    found = role.children(MD + name)
    if len(found) > MOST_ENDPOINTS:
        raise refuse(f"{name}: there are more than {MOST_ENDPOINTS}")
    return found


def _consumer(element: XmlElement, *, loopback_allowed: bool) -> AssertionConsumer:
    url = _location(element, loopback_allowed=loopback_allowed)
    return AssertionConsumer(index=index(element), binding=Binding(element.get("Binding") or ""), url=url, is_default=False)


def _logout_point(element: XmlElement, *, loopback_allowed: bool) -> LogoutPoint:
    url = _location(element, loopback_allowed=loopback_allowed)
    other = address(element, "ResponseLocation", loopback_allowed=loopback_allowed)
    return LogoutPoint(binding=Binding(element.get("Binding") or ""), url=url, response_url=other or url)


def _location(element: XmlElement, *, loopback_allowed: bool) -> str:
    location = address(element, "Location", loopback_allowed=loopback_allowed)
    if location is None:
        raise refuse(f"{element.name.rpartition('}')[2]}: Location is missing")
    return location

"""The entities of a document, however deep they stand, and until when each may be used (SAML 2.0 Metadata section 2.3)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from ugyfelkapu.broker.domain.metadata import MetadataFaultError
from ugyfelkapu.broker.domain.saml_service import EntityId
from ugyfelkapu.broker.saml.metadata.values import duration, instant, refuse
from ugyfelkapu.broker.saml.xml.element import XmlElement
from ugyfelkapu.broker.saml.xml.names import MD, PREFIXES

LONGEST_ENTITY_ID = 1024
"""SAML 2.0 Core section 8.3.6."""
MOST_NAMED = 5
"""Of several entities, how many a refusal names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Validity:
    """What a document says about its own age; the strictest of an entity and all that stand around it."""

    valid_until: datetime | None = None
    cache_duration: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """A service of a document."""

    entity_id: EntityId
    descriptor: XmlElement
    """The `EntityDescriptor`."""
    role: XmlElement
    """Its `SPSSODescriptor` for SAML 2.0."""
    validity: Validity


@dataclass(frozen=True, slots=True, kw_only=True)
class Unusable:
    """A service of a document that breaks a rule, or whose time is over; its neighbours are none the worse for it."""

    entity_id: EntityId | None
    """`None`: that is what is wrong."""
    refusal: MetadataFaultError


def services_in(root: XmlElement, *, now: datetime) -> tuple[Entity | Unusable, ...]:
    """Every service of a document, at least one of them usable; identity providers and others are passed over."""
    if root.name not in (MD + "EntityDescriptor", MD + "EntitiesDescriptor"):
        raise refuse("the document is neither an md:EntityDescriptor nor an md:EntitiesDescriptor")
    found = tuple(_under(root, Validity(), now=now))
    names = [each.entity_id for each in found if each.entity_id is not None]
    if len(set(names)) != len(names):
        raise refuse("two entities of the document have one entityID")
    if not found:
        raise refuse("no entity of the document has an SPSSODescriptor for SAML 2.0")
    if isinstance(found[0], Unusable) and not any(isinstance(each, Entity) for each in found):
        raise found[0].refusal
    return found


def the_one(found: tuple[Entity | Unusable, ...], entity_id: EntityId | None) -> Entity:
    """The entity that is meant: the named one, or the only one."""
    if entity_id is None and len(found) > 1:
        named = ", ".join(each.entity_id for each in found[:MOST_NAMED] if each.entity_id is not None)
        raise refuse(f"the document holds {len(found)} services, say which by its entityID: {named}...")
    meant = next((each for each in found if entity_id in (None, each.entity_id)), None)
    if meant is None:
        raise refuse(f"no service of the document has the entityID {entity_id}")
    if isinstance(meant, Unusable):
        raise meant.refusal
    return meant


def _under(element: XmlElement, around: Validity, *, now: datetime) -> Iterator[Entity | Unusable]:
    """Depth is bounded by the reader (`xml/parsing.py`)."""
    if element.name == MD + "EntityDescriptor":
        yield from _service(element, around, now=now)
        return
    validity = _stricter(element, around)
    for child in element.children():
        if child.name in (MD + "EntityDescriptor", MD + "EntitiesDescriptor"):
            yield from _under(child, validity, now=now)


def _service(element: XmlElement, around: Validity, *, now: datetime) -> Iterator[Entity | Unusable]:
    roles = [role for role in element.children(MD + "SPSSODescriptor") if _is_ours(role)]
    if not roles:
        return
    entity_id = None
    try:
        entity_id = _entity_id(element)
        if len(roles) > 1:
            raise refuse("an entity has more than one SPSSODescriptor for SAML 2.0")
        validity = _stricter(roles[0], _stricter(element, around))
        if validity.valid_until is not None and validity.valid_until <= now:  # sections 2.3.1 and 2.3.2
            raise refuse(f"the metadata expired: validUntil is {validity.valid_until.isoformat()}")
    except MetadataFaultError as refusal:
        yield Unusable(entity_id=entity_id, refusal=refusal)
    else:
        yield Entity(entity_id=entity_id, descriptor=element, role=roles[0], validity=validity)


def _is_ours(role: XmlElement) -> bool:
    return PREFIXES["samlp"] in (role.get("protocolSupportEnumeration") or "").split()


def _entity_id(descriptor: XmlElement) -> EntityId:
    name = descriptor.get("entityID") or ""
    if not 0 < len(name) <= LONGEST_ENTITY_ID or ":" not in name or " " in name or not name.isprintable():
        raise refuse(f"entityID must be a URI of at most {LONGEST_ENTITY_ID} characters")
    return EntityId(name)


def _stricter(element: XmlElement, around: Validity) -> Validity:
    until = [each for each in (around.valid_until, instant(element, "validUntil")) if each is not None]
    spans = [each for each in (around.cache_duration, duration(element, "cacheDuration")) if each is not None]
    return replace(around, valid_until=min(until, default=None), cache_duration=min(spans, default=None))

"""What a service wants to know of a person, and by which name (SAML 2.0 Metadata section 2.4.4, `domain.md R14`)."""

from ugyfelkapu.broker.domain.name_id_policy import ANY_FORMAT
from ugyfelkapu.broker.domain.release import CLAIMS, allowed_scopes, usual_scopes
from ugyfelkapu.broker.domain.relying_party import RelyingParty, Scope
from ugyfelkapu.broker.domain.saml_attributes import is_tellable, offered_as
from ugyfelkapu.broker.domain.saml_service import AttributeSet, NameIdFormat, SpType
from ugyfelkapu.broker.saml.metadata.endpoints import default_of
from ugyfelkapu.broker.saml.metadata.values import index, refuse
from ugyfelkapu.broker.saml.xml.element import XmlElement
from ugyfelkapu.broker.saml.xml.names import EIDAS, MD

MOST_SETS = 20
MOST_ATTRIBUTES = 100
LONGEST_ATTRIBUTE_NAME = 512


def attribute_sets_of(role: XmlElement) -> tuple[AttributeSet, ...]:
    """The sets under their indexes, with names that we know and names that we do not (section 2.4.4.1)."""
    found = role.children(MD + "AttributeConsumingService")
    if len(found) > MOST_SETS:
        raise refuse(f"AttributeConsumingService: there are more than {MOST_SETS}")
    if not found:
        return _of_a_connector(role)
    usual = default_of(found)
    sets = tuple(AttributeSet(index=index(each), is_default=each is usual, names=_names(each)) for each in found)
    if len({each.index for each in sets}) != len(sets):
        raise refuse("AttributeConsumingService: two have one index")
    return sets


def _of_a_connector(role: XmlElement) -> tuple[AttributeSet, ...]:
    """Connectors may say what they usually ask for as an extension (eIDAS SAML Message Format section 2.3.2)."""
    asked = [each for part in role.children(MD + "Extensions") for each in part.children(EIDAS + "RequestedAttributes")]
    return tuple(AttributeSet(index=0, is_default=True, names=_names(each, EIDAS)) for each in asked[:1])


def sp_type_of(descriptor: XmlElement, role: XmlElement) -> SpType | None:
    """What the connector is, as its role or the whole entity says."""
    said = [
        each.text.strip()
        for around in (role, descriptor)
        for part in around.children(MD + "Extensions")
        for each in part.children(EIDAS + "SPType")
    ]
    if not said:
        return None
    if said[0] not in list(SpType):
        raise refuse(f"SPType must be one of: {', '.join(SpType)}")
    return SpType(said[0])


def _names(asking: XmlElement, namespace: str = MD) -> tuple[str, ...]:
    names = [each.get("Name") or "" for each in asking.children(namespace + "RequestedAttribute")]
    if len(names) > MOST_ATTRIBUTES or any(not 0 < len(name) <= LONGEST_ATTRIBUTE_NAME for name in names):
        raise refuse(
            f"RequestedAttribute: at most {MOST_ATTRIBUTES}, each with a Name of at most {LONGEST_ATTRIBUTE_NAME} characters"
        )
    return tuple(dict.fromkeys(names))


def scopes_of(sets: tuple[AttributeSet, ...], legal_basis: str | None) -> tuple[Scope, ...]:
    """What may be told at most: what is asked for, within what the law lets; who asks for nothing gets no identity data."""
    allowed = allowed_scopes(legal_basis)
    if not sets:
        return usual_scopes(None)
    asked = {claim for each in sets for name in each.names if (known := offered_as(name)) for claim in known.claims}
    touched = {scope for scope, claims in CLAIMS.items() if asked.intersection(claims)}
    if "acting_for" in asked:
        touched.add(Scope.REPRESENTATION)
    return tuple(scope for scope in allowed if scope is Scope.OPENID or scope in touched)


def never_told(party: RelyingParty) -> tuple[str, ...]:
    """Attributes the metadata ask for in vain: we have none of the name, or the service may not have it."""
    sets = party.saml.attribute_sets if party.saml is not None else ()
    names = dict.fromkeys(name for each in sets for name in each.names)
    return tuple(name for name in names if not is_tellable(name, party))


def name_id_formats_of(role: XmlElement) -> tuple[NameIdFormat, ...]:
    """The formats that we have, in the service's order; `unspecified` leaves it to us."""
    named = [each.text.strip() for each in role.children(MD + "NameIDFormat")]
    known = tuple(NameIdFormat(name) for name in dict.fromkeys(named) if name in list(NameIdFormat))
    if named and not known and ANY_FORMAT not in named:
        raise refuse(f"NameIDFormat: none of them is one that we have: {', '.join(NameIdFormat)}")
    return known

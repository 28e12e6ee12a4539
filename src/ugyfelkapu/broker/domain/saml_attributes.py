"""Attributes as SAML names them, and the claims behind them (`protocols.md`; eIDAS SAML Attribute Profile section 2.2)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ugyfelkapu.broker.domain.release import Claim, IdentityField, askable
from ugyfelkapu.broker.domain.relying_party import RelyingParty, Scope
from ugyfelkapu.broker.domain.saml_service import SamlTerms

EIDAS = "http://eidas.europa.eu/attributes/naturalperson/"
"""Where the names of what the eIDAS network tells of people begin."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferedAttribute:
    """An attribute we have: its names, and what it is made of."""

    name: str
    """A URI where the attribute has one, else the claim's own name."""
    friendly_name: str
    other_names: tuple[str, ...]
    """By which services ask for it too, the `urn:oid` of LDAP among them."""
    claims: tuple[str, ...]
    """Which claims it tells, in the order they are written."""
    values: Callable[[Mapping[str, Claim]], tuple[str, ...]]

    @property
    def is_uri(self) -> bool:
        """Which `NameFormat` it has (SAML 2.0 Core section 8.2)."""
        return ":" in self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldAttribute:
    """An attribute of one person, under the name it was asked for."""

    name: str
    friendly_name: str
    is_uri: bool
    values: tuple[str, ...]


def _joined(*names: str) -> Callable[[Mapping[str, Claim]], tuple[str, ...]]:
    return lambda claims: (" ".join(str(claims[name]) for name in names),)


def _locality(claims: Mapping[str, Claim]) -> tuple[str, ...]:
    place = claims[IdentityField.PLACE_OF_BIRTH]
    return (str(place["locality"]),) if isinstance(place, dict) else (str(place),)


def _nationalities(claims: Mapping[str, Claim]) -> tuple[str, ...]:
    told = claims[IdentityField.NATIONALITIES]
    return tuple(told) if isinstance(told, list) else (str(told),)


def _for_whom(key: str) -> Callable[[Mapping[str, Claim]], tuple[str, ...]]:
    def values(claims: Mapping[str, Claim]) -> tuple[str, ...]:
        told = claims["acting_for"]
        value = told.get(key, ()) if isinstance(told, dict) else ()
        return (value,) if isinstance(value, str) else tuple(value)

    return values


def _attribute(
    name: str, friendly_name: str, *others: str, claims: tuple[str, ...], values: Callable[..., tuple[str, ...]] | None = None
) -> OfferedAttribute:
    return OfferedAttribute(
        name=name,
        friendly_name=friendly_name,
        other_names=(friendly_name, *others),
        claims=claims,
        values=values or _joined(*claims),
    )


OFFERED = (
    _attribute(EIDAS + "PersonIdentifier", "PersonIdentifier", "sub", claims=("sub",)),
    _attribute(EIDAS + "CurrentFamilyName", "FamilyName", "urn:oid:2.5.4.4", "sn", "family_name", claims=("family_name",)),
    _attribute(EIDAS + "CurrentGivenName", "FirstName", "urn:oid:2.5.4.42", "givenName", "given_name", claims=("given_name",)),
    _attribute("urn:oid:2.16.840.1.113730.3.1.241", "displayName", "name", claims=("name",)),
    _attribute("urn:oid:0.9.2342.19200300.100.1.3", "mail", "email", claims=("email",)),
    _attribute(
        EIDAS + "BirthName",
        "BirthName",
        claims=(IdentityField.BIRTH_FAMILY_NAME, IdentityField.BIRTH_GIVEN_NAME),
    ),
    _attribute("mothers_birth_name", "mothers_birth_name", claims=(IdentityField.MOTHERS_BIRTH_NAME,)),
    _attribute(EIDAS + "PlaceOfBirth", "PlaceOfBirth", claims=(IdentityField.PLACE_OF_BIRTH,), values=_locality),
    _attribute(EIDAS + "DateOfBirth", "DateOfBirth", "birthdate", claims=(IdentityField.BIRTHDATE,)),
    _attribute(EIDAS + "Nationality", "Nationality", claims=(IdentityField.NATIONALITIES,), values=_nationalities),
    *(
        _attribute(f"acting_for_{key}", f"acting_for_{key}", claims=("acting_for",), values=_for_whom(key))
        for key in ("kind", "sub", "name", "short_name", "krid", "scope")
    ),
)
"""Everything a service may ask for, in the order it is told."""

_BY_NAME = {name: attribute for attribute in OFFERED for name in (attribute.name, *attribute.other_names)}


def offered_as(name: str) -> OfferedAttribute | None:
    """The attribute a service means; `None` for one we do not have."""
    return _BY_NAME.get(name)


def claims_named(names: tuple[str, ...], party: RelyingParty) -> tuple[str, ...]:
    """The claims behind attributes that were asked for, as far as this service may have them (`domain.md R14`)."""
    asked = [claim for name in names if (attribute := offered_as(name)) for claim in attribute.claims]
    return tuple(dict.fromkeys(claim for claim in asked if claim in askable(party)))


def is_tellable(name: str, party: RelyingParty) -> bool:
    """Whether the attribute is one of ours, and this service may have it."""
    known = offered_as(name)
    if known is None:
        return False
    is_for_all = known.claims == ("sub",) or (known.claims == ("acting_for",) and Scope.REPRESENTATION in party.scopes)
    return is_for_all or set(known.claims) <= set(claims_named((name,), party))


def attributes_of(claims: Mapping[str, Claim], terms: SamlTerms) -> list[ToldAttribute]:
    """The claims as attributes, under the names the service's metadata ask for them by."""
    asked = {name for each in terms.attribute_sets for name in each.names}
    return [_told(attribute, claims, asked) for attribute in OFFERED if all(name in claims for name in attribute.claims)]


def _told(attribute: OfferedAttribute, claims: Mapping[str, Claim], asked: set[str]) -> ToldAttribute:
    name = next((name for name in (attribute.name, *attribute.other_names) if name in asked), attribute.name)
    return ToldAttribute(name=name, friendly_name=attribute.friendly_name, is_uri=":" in name, values=attribute.values(claims))

"""Who may learn what (`domain.md R14`): name, e-mail and connection code; identity data only by law and consent."""

from collections.abc import Mapping
from enum import StrEnum

from ugyfelkapu.broker.domain.asked_claims import NO_CLAIMS, AskedClaims
from ugyfelkapu.broker.domain.relying_party import RelyingParty, Scope
from ugyfelkapu.broker.domain.session import BrokerSession
from ugyfelkapu.identification import IdentityData

Claim = str | bool | list[str] | dict[str, str] | dict[str, str | list[str]]


class IdentityField(StrEnum):
    """Identity data field by field, in the order a consent page shows them (eKYC-IDA claim names, one our own)."""

    BIRTH_FAMILY_NAME = "birth_family_name"
    BIRTH_GIVEN_NAME = "birth_given_name"
    MOTHERS_BIRTH_NAME = "mothers_birth_name"
    PLACE_OF_BIRTH = "place_of_birth"
    BIRTHDATE = "birthdate"
    NATIONALITIES = "nationalities"


CLAIMS: Mapping[Scope, tuple[str, ...]] = {
    Scope.PROFILE: ("name", "given_name", "family_name"),
    Scope.EMAIL: ("email", "email_verified"),
    Scope.IDENTITY: tuple(IdentityField),
}
"""What each scope stands for (OpenID Connect Core section 5.4)."""


def askable(party: RelyingParty) -> frozenset[str]:
    """Claims a service may ask for one by one: those of the scopes it registered, identity only by law."""
    scopes = [scope for scope in party.scopes if scope is not Scope.IDENTITY or party.legal_basis is not None]
    return frozenset(claim for scope in scopes for claim in CLAIMS.get(scope, ()))


def touched_scopes(scopes: tuple[Scope, ...], claims: AskedClaims) -> tuple[Scope, ...]:
    """The scopes of which something is told, whole or in part, for whoever shows it to the person."""
    return tuple(scope for scope in Scope if scope in scopes or claims.names & set(CLAIMS.get(scope, ())))


def allowed_scopes(legal_basis: str | None) -> tuple[Scope, ...]:
    """What a service may ask for at most (`domain.md R14`)."""
    always = (Scope.OPENID, Scope.PROFILE, Scope.EMAIL)
    return (*always, Scope.IDENTITY, Scope.REPRESENTATION) if legal_basis else (*always, Scope.REPRESENTATION)


def usual_scopes(legal_basis: str | None) -> tuple[Scope, ...]:
    """What a service may ask for that named nothing: whoever lets people act for others says so."""
    return tuple(scope for scope in allowed_scopes(legal_basis) if scope is not Scope.REPRESENTATION)


def identity_fields(scopes: tuple[Scope, ...], claims: AskedClaims = NO_CLAIMS) -> tuple[IdentityField, ...]:
    """Which identity data were asked for: all by the scope, some by name; they are told at userinfo alone."""
    return tuple(field for field in IdentityField if Scope.IDENTITY in scopes or field in claims.userinfo)


def releases_identity(party: RelyingParty, scopes: tuple[Scope, ...], claims: AskedClaims = NO_CLAIMS) -> bool:
    """Whether identity data go out: asked for, and the body has a legal basis in force now."""
    return bool(identity_fields(scopes, claims)) and party.legal_basis is not None


def data_set_of(scopes: tuple[Scope, ...], claims: AskedClaims = NO_CLAIMS) -> str:
    """The set of data a request releases, as the journal and a consent name it."""
    return " ".join((data_set_by_law(scopes, claims), *identity_fields(scopes, claims)))


def data_set_by_law(scopes: tuple[Scope, ...], claims: AskedClaims = NO_CLAIMS) -> str:
    """The part of the set that needs no consent."""
    told = {*claims.names, *(claim for scope in scopes for claim in CLAIMS.get(scope, ()))}
    parts = {"family_name": {"name", "family_name"}, "given_name": {"name", "given_name"}, "email": {"email", "email_verified"}}
    return " ".join(("connection_code", *(part for part, names in parts.items() if names & told)))


def person_claims(session: BrokerSession, scopes: tuple[Scope, ...], asked: tuple[str, ...] = ()) -> dict[str, Claim]:
    """Name and e-mail as far as asked for, by scope (OpenID Connect Core section 5.4) or by name (section 5.5)."""
    claims: dict[str, Claim] = {}
    if Scope.PROFILE in scopes or asked:
        claims["name"] = f"{session.family_name} {session.given_name}"
        claims["given_name"] = session.given_name
        claims["family_name"] = session.family_name
    if Scope.EMAIL in scopes or asked:
        claims["email"] = session.email
        claims["email_verified"] = True
    return _wanted(claims, scopes, asked) if asked else claims


def _wanted(claims: dict[str, Claim], scopes: tuple[Scope, ...], asked: tuple[str, ...]) -> dict[str, Claim]:
    told = {*asked, *(claim for scope in scopes for claim in CLAIMS.get(scope, ()))}
    return {name: value for name, value in claims.items() if name in told}


def identity_claims(identity: IdentityData, fields: tuple[IdentityField, ...]) -> dict[str, Claim]:
    """Identity data under their claim names (OpenID Connect for Identity Assurance Claims section 4)."""
    claims: dict[str, Claim] = {
        "birth_family_name": identity.birth_family_name,
        "birth_given_name": identity.birth_given_name,
        "mothers_birth_name": f"{identity.mothers_birth_family_name} {identity.mothers_birth_given_name}",
        "place_of_birth": {"locality": identity.birth_place},
        "birthdate": identity.birth_date.isoformat(),
        "nationalities": [identity.citizenship],
    }
    return {field: claims[field] for field in fields}

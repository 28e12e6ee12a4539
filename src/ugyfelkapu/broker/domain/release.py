"""Who may learn what (`domain.md R14`): name, e-mail and connection code; identity data only by law and consent."""

from enum import StrEnum

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


def allowed_scopes(legal_basis: str | None) -> tuple[Scope, ...]:
    """What a service may ask for at most (`domain.md R14`)."""
    always = (Scope.OPENID, Scope.PROFILE, Scope.EMAIL)
    return (*always, Scope.IDENTITY, Scope.REPRESENTATION) if legal_basis else (*always, Scope.REPRESENTATION)


def usual_scopes(legal_basis: str | None) -> tuple[Scope, ...]:
    """What a service may ask for that named nothing: whoever lets people act for others says so."""
    return tuple(scope for scope in allowed_scopes(legal_basis) if scope is not Scope.REPRESENTATION)


def releases_identity(party: RelyingParty, scopes: tuple[Scope, ...]) -> bool:
    """Whether identity data go out: asked for, and the body has a legal basis in force now."""
    return Scope.IDENTITY in scopes and party.legal_basis is not None


def data_set_of(scopes: tuple[Scope, ...]) -> str:
    """The set of data a request releases, as the journal and a consent name it."""
    fields = ["connection_code"]
    if Scope.PROFILE in scopes:
        fields += ["family_name", "given_name"]
    if Scope.EMAIL in scopes:
        fields.append("email")
    if Scope.IDENTITY in scopes:
        fields += list(IdentityField)
    return " ".join(fields)


def person_claims(session: BrokerSession, scopes: tuple[Scope, ...]) -> dict[str, Claim]:
    """Name and e-mail as far as asked for (OpenID Connect Core section 5.4)."""
    claims: dict[str, Claim] = {}
    if Scope.PROFILE in scopes:
        claims["name"] = f"{session.family_name} {session.given_name}"
        claims["given_name"] = session.given_name
        claims["family_name"] = session.family_name
    if Scope.EMAIL in scopes:
        claims["email"] = session.email
        claims["email_verified"] = True
    return claims


def identity_claims(identity: IdentityData) -> dict[str, Claim]:
    """Identity data under their claim names (OpenID Connect for Identity Assurance Claims section 4)."""
    return {
        "birth_family_name": identity.birth_family_name,
        "birth_given_name": identity.birth_given_name,
        "mothers_birth_name": f"{identity.mothers_birth_family_name} {identity.mothers_birth_given_name}",
        "place_of_birth": {"locality": identity.birth_place},
        "birthdate": identity.birth_date.isoformat(),
        "nationalities": [identity.citizenship],
    }

"""What a service learned about a person, arranged so that a newcomer can read it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

Claims = Mapping[str, object]


class ClaimGroup(StrEnum):
    """What a claim is about."""

    PERSON = "person"
    SIGN_IN = "sign_in"
    TOKEN = "token"


class ClaimSource(StrEnum):
    """Where a claim came from."""

    ID_TOKEN = "id_token"
    USERINFO = "userinfo"
    BOTH = "both"
    ASSERTION = "assertion"
    """Of SAML: what it says of the sign-in."""
    ATTRIBUTE = "attribute"
    """Of SAML: what it says of the person."""


class Level(StrEnum):
    """How sure a sign-in is, as the ID token's `acr` says it (eIDAS 2015/1502)."""

    SUBSTANTIAL = "http://eidas.europa.eu/LoA/substantial"
    HIGH = "http://eidas.europa.eu/LoA/high"


_SIGN_IN = ("acr", "amr", "auth_time", "sid")
_TOKEN = ("iss", "aud", "azp", "iat", "exp", "nbf", "nonce", "at_hash", "jti")
_PERSON = (
    *("sub", "name", "family_name", "given_name", "email", "email_verified"),
    *("birth_family_name", "birth_given_name", "mothers_birth_name", "place_of_birth", "birthdate", "nationalities"),
    "acting_for",
)
KNOWN_CLAIMS = (*_PERSON, *_SIGN_IN, *_TOKEN)
"""The claims that have a name in words, in the order of the table."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LearnedClaim:
    """One line of the table."""

    name: str
    value: object
    source: ClaimSource


@dataclass(frozen=True, slots=True, kw_only=True)
class Principal:
    """Whoever is acted for."""

    key: str
    """The connection code of a person, the KRID of an organisation: what the service keeps their account by."""
    name: str
    is_organisation: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """What the provider said of the sign-in and of the person, verified."""

    id_token: Claims
    userinfo: Claims
    id_token_hint: str
    """The ID token itself, for the sign-out (OpenID Connect RP-Initiated Logout section 2)."""
    is_assertion: bool = False
    """Whether it came by SAML: then `id_token` holds what the assertion says of the sign-in, `userinfo` the attributes."""

    @property
    def sub(self) -> str:
        """The person's pseudonym at this very service (`domain.md R14`)."""
        return str(self.id_token["sub"])

    @property
    def family_name(self) -> str:
        """The family name, if it was released."""
        return self._text("family_name")

    @property
    def given_name(self) -> str:
        """The given name, if it was released."""
        return self._text("given_name")

    @property
    def is_sure(self) -> bool:
        """Whether the sign-in was more than a password: what a service asks for before it takes a return."""
        return self.id_token.get("acr") in set(Level)

    @property
    def principal(self) -> Principal | None:
        """On whose behalf the person acts; `None`: for themselves."""
        told = self.userinfo.get("acting_for")
        if not isinstance(told, Mapping):
            return None
        key = told.get("sub") or told.get("krid")
        return Principal(key=str(key), name=str(told.get("name", "")), is_organisation=told.get("kind") == "organisation")

    def _text(self, name: str) -> str:
        value = self.userinfo.get(name, self.id_token.get(name, ""))
        return value if isinstance(value, str) else ""


def table_of(learned: Learned) -> dict[ClaimGroup, list[LearnedClaim]]:
    """Every claim once, in groups, the person first."""
    groups: dict[ClaimGroup, list[LearnedClaim]] = {group: [] for group in ClaimGroup}
    for name in _ordered(learned):
        groups[_group_of(name)].extend(_claims(name, learned))
    return groups


def _ordered(learned: Learned) -> list[str]:
    known = {**learned.id_token, **learned.userinfo}
    first = [name for name in KNOWN_CLAIMS if name in known]
    return first + [name for name in known if name not in first]


def _claims(name: str, learned: Learned) -> list[LearnedClaim]:
    """One line, or two where the two answers say different things."""
    of_sign_in = ClaimSource.ASSERTION if learned.is_assertion else ClaimSource.ID_TOKEN
    of_person = ClaimSource.ATTRIBUTE if learned.is_assertion else ClaimSource.USERINFO
    told = [
        (source, claims[name])
        for source, claims in ((of_sign_in, learned.id_token), (of_person, learned.userinfo))
        if name in claims
    ]
    if len(told) > 1 and told[0][1] == told[1][1]:
        told = [(ClaimSource.BOTH, told[0][1])]
    return [LearnedClaim(name=name, value=value, source=source) for source, value in told]


def _group_of(name: str) -> ClaimGroup:
    if name in _SIGN_IN:
        return ClaimGroup.SIGN_IN
    return ClaimGroup.TOKEN if name in _TOKEN else ClaimGroup.PERSON

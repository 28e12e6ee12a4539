"""The `claims` parameter, read strictly: which claims, whose `sub`, and at what level (OpenID Connect Core section 5.5)."""

from collections.abc import Mapping
from dataclasses import dataclass

from ugyfelkapu.broker.oidc.errors import OAuthError, invalid_request
from ugyfelkapu.broker.oidc.strict_json import json_object

LONGEST_CLAIMS = 4096
MOST_CLAIMS = 100
MOST_VALUES = 20

_MALFORMED = invalid_request("claims must be a JSON object, no member twice, at most 4096 characters")
_BAD_PLACE = invalid_request(
    f"claims: userinfo and id_token must be objects of at most {MOST_CLAIMS} claims, null or an object (essential: boolean)"
)
_BAD_ACR = invalid_request(
    "claims: id_token.acr must be null or an object of essential (true or false) and either value or values (strings)"
)
_BAD_SUB = invalid_request("claims: id_token.sub must be null or an object whose value is a string")

Place = Mapping[str, Mapping[str, object]]
"""What is asked at one place, claim by claim; `null` reads as an empty object (section 5.5.1)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedAcr:
    """What `acr` was asked as a claim (section 5.5.1.1)."""

    is_essential: bool
    values: tuple[str, ...]
    """In the order of the service's liking; empty: any will do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimsWish:
    """What was asked, claim by claim; whether it may go out is not said yet."""

    acr: AskedAcr
    subject: str | None
    """Who must be signed in (section 3.1.2.2); `None`: anybody."""
    userinfo: tuple[str, ...]
    id_token: tuple[str, ...]


NO_ACR = AskedAcr(is_essential=False, values=())
NO_WISH = ClaimsWish(acr=NO_ACR, subject=None, userinfo=(), id_token=())


def claims_wish(parameters: Mapping[str, str]) -> ClaimsWish | OAuthError:
    """What the parameter asks. Essential or voluntary, a claim that may not go out is left away (section 5.5.1)."""
    given = parameters.get("claims")
    if given is None:
        return NO_WISH
    asked = json_object(given) if len(given) <= LONGEST_CLAIMS else None
    if asked is None:
        return _MALFORMED
    userinfo, id_token = _place(asked.get("userinfo")), _place(asked.get("id_token"))
    if userinfo is None or id_token is None:
        return _BAD_PLACE
    acr, subject = _acr(id_token.get("acr", {})), id_token.get("sub", {}).get("value")
    if isinstance(acr, OAuthError):
        return acr
    if not isinstance(subject, str | None) or "values" in id_token.get("sub", {}):
        return _BAD_SUB
    return ClaimsWish(acr=acr, subject=subject, userinfo=tuple(userinfo), id_token=tuple(id_token))


def _place(asked: object) -> Place | None:
    """One of the two places (section 5.5); `None`: of no such shape."""
    if asked is None:
        return {}
    if not isinstance(asked, dict) or len(asked) > MOST_CLAIMS:
        return None
    read = {name: {} if how is None else how for name, how in asked.items()}
    return (
        read if all(isinstance(how, dict) and isinstance(how.get("essential", False), bool) for how in read.values()) else None
    )


def _acr(asked: Mapping[str, object]) -> AskedAcr | OAuthError:
    if not set(asked) <= {"essential", "value", "values"} or {"value", "values"} <= set(asked):
        return _BAD_ACR
    values = [asked["value"]] if "value" in asked else asked.get("values", [])
    if not isinstance(values, list) or len(values) > MOST_VALUES or ("values" in asked and not values):
        return _BAD_ACR
    if not all(isinstance(value, str) for value in values):
        return _BAD_ACR
    return AskedAcr(is_essential=asked.get("essential") is True, values=tuple(values))

"""The `claims` parameter as far as it is understood: its `acr` alone, read strictly (OpenID Connect Core section 5.5)."""

from collections.abc import Mapping
from dataclasses import dataclass

from ugyfelkapu.broker.oidc.errors import OAuthError, invalid_request
from ugyfelkapu.broker.oidc.strict_json import json_object

LONGEST_CLAIMS = 4096
MOST_VALUES = 20

_MALFORMED = invalid_request("claims must be a JSON object, no member twice, at most 4096 characters")
_BAD_ACR = invalid_request(
    "claims: id_token.acr must be null or an object of essential (true or false) and either value or values (strings)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedAcr:
    """What `acr` was asked as a claim (section 5.5.1.1)."""

    is_essential: bool
    values: tuple[str, ...]
    """In the order of the service's liking; empty: any will do."""


NOT_ASKED = AskedAcr(is_essential=False, values=())


def asked_acr(parameters: Mapping[str, str]) -> AskedAcr | OAuthError:
    """The `acr` of the ID token that was asked for; other claims are passed over: what goes out is for the law to say."""
    given = parameters.get("claims")
    if given is None:
        return NOT_ASKED
    asked = json_object(given) if len(given) <= LONGEST_CLAIMS else None
    if asked is None:
        return _MALFORMED
    of_token = asked.get("id_token")
    if of_token is None:
        return NOT_ASKED
    if not isinstance(of_token, dict):
        return invalid_request("claims: id_token must be an object")
    return _acr(of_token.get("acr"))


def _acr(asked: object) -> AskedAcr | OAuthError:
    if asked is None:
        return NOT_ASKED  # section 5.5.1: voluntary, in the default manner
    if not isinstance(asked, dict) or not set(asked) <= {"essential", "value", "values"} or {"value", "values"} <= set(asked):
        return _BAD_ACR
    essential = asked.get("essential", False)
    values = [asked["value"]] if "value" in asked else asked.get("values", [])
    if not isinstance(essential, bool) or not isinstance(values, list) or len(values) > MOST_VALUES:
        return _BAD_ACR
    if ("values" in asked and not values) or not all(isinstance(value, str) for value in values):
        return _BAD_ACR
    return AskedAcr(is_essential=essential, values=tuple(values))

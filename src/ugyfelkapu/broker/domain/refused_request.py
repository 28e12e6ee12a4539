"""A request of a service that was refused, as whoever builds the service may see it again: nothing secret, nobody's name."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from ugyfelkapu.broker.domain.relying_party import ClientId

KEPT_FOR = timedelta(days=1)
MOST_KEPT = 200
"""Of one service; the oldest make room."""

VISIT_LIFETIME = timedelta(minutes=30)
"""How long whoever proved to be a service's developer may look."""

VISIT_COOKIE = "developer_visit"

LONGEST_NAME = 64
LONGEST_VALUE = 200
LONGEST_DESCRIPTION = 500
MOST_NAMES = 40
HIDDEN = ""
"""In the place of a value that is not kept."""

SHOWN = frozenset(
    {
        *("response_type", "response_mode", "client_id", "scope", "grant_type", "code_challenge_method", "prompt", "max_age"),
        *("acr_values", "ui_locales", "display", "token_type_hint", "client_assertion_type", "token_endpoint_auth_method"),
        *("subject_token_type", "requested_token_type", "client_profile", "application_type", "id_token_signed_response_alg"),
        *("redirect_uri", "post_logout_redirect_uri", "audience", "resource", "Authorization", "Content-Type"),
    }
)
"""Parameters whose values name nobody and open nothing; of all others, and of strangers' inventions, the name alone is kept."""

_NAME = re.compile(rf"[A-Za-z0-9_.#\-]{{1,{LONGEST_NAME}}}")
_SECRET = re.compile(r"(?<![A-Za-z0-9])(?:[a-z]{2}_[A-Za-z0-9_-]{16,}|eyJ[A-Za-z0-9_.-]*)")
"""A secret of ours or a token, wherever it was put by mistake."""

_PRINTED = re.compile(r"[^\x21-\x7e]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedRequest:
    """One refusal: where, when, why, and what the service sent, by name, with the values that may be kept."""

    client_id: ClientId
    at: datetime
    endpoint: str
    """By its path, whichever protocol it speaks."""
    error: str
    description: str
    sent: tuple[tuple[str, str], ...]


def kept_parameters(sent: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Names and values as they may be kept, in the order they came, those sent twice twice."""
    return tuple((_name(name), _value(name, value)) for name, value in list(sent)[:MOST_NAMES])


def kept_description(description: str) -> str:
    """What was said, without any secret that it repeats."""
    return _SECRET.sub("...", description)[:LONGEST_DESCRIPTION]


def counted(refusals: Iterable[RefusedRequest]) -> Mapping[str, int]:
    """How many there are of each endpoint, the endpoints in their order."""
    endpoints = [refusal.endpoint for refusal in refusals]
    return {endpoint: endpoints.count(endpoint) for endpoint in sorted(set(endpoints))}


def _name(name: str) -> str:
    return name if _NAME.fullmatch(name) else "?"


def _value(name: str, value: str) -> str:
    if name not in SHOWN:
        return HIDDEN
    if name.endswith("_uri"):
        value = _without_query(value)
    return _PRINTED.sub(" ", _SECRET.sub("...", value[: 2 * LONGEST_VALUE]))[:LONGEST_VALUE]


def _without_query(address: str) -> str:
    """An address says where; what its query carries may be about somebody, and so may a user name in it."""
    where, mark, _ = address.partition("?")
    return re.sub(r"//[^/@]*@", "//...@", where) + ("?..." if mark else "")

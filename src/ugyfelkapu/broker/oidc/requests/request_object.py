"""A request as a token that its service signed (RFC 9101, OpenID Connect Core section 6)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from ugyfelkapu.broker.domain.profile import rules_of
from ugyfelkapu.broker.domain.relying_party import ClientProfile, RelyingParty
from ugyfelkapu.broker.domain.sign_on import CLOCK_LEEWAY
from ugyfelkapu.broker.oidc.errors import OAuthError
from ugyfelkapu.broker.oidc.jose import TokenFault, header_of
from ugyfelkapu.broker.oidc.proof.client_keys import verified_by
from ugyfelkapu.broker.oidc.requests.request_object_rules import Judging, Members, broken_rule, instant_of
from ugyfelkapu.broker.oidc.strict_json import json_object
from ugyfelkapu.broker.ports import BrokerWorld, FetchFault
from ugyfelkapu.broker.store import assertions
from ugyfelkapu.foundation.page.form import is_plain

INVALID_OBJECT = "invalid_request_object"
TOKEN_TYPE = "oauth-authz-req+jwt"  # noqa: S105 - a media type (RFC 9101 section 10.8), no secret
_TYPES = (TOKEN_TYPE, "jwt")
_PARTS_WHEN_ENCRYPTED = 5

ABOUT_THE_TOKEN = frozenset({"iss", "aud", "exp", "nbf", "iat", "jti"})
"""Members that are no parameters of the request (RFC 9101 section 4)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestObject:
    """What a good one says."""

    parameters: Mapping[str, str]
    jti: str | None
    expires_at: datetime | None


def invalid_request_object(description: str) -> OAuthError:
    """The object counts for nothing (RFC 9101 section 6, Core section 3.1.2.6)."""
    return OAuthError(error=INVALID_OBJECT, description=description)


async def read_request_object(world: BrokerWorld, token: str, party: RelyingParty) -> RequestObject | OAuthError:
    """What the service signed, or the first rule the object breaks."""
    if token.count(".") == _PARTS_WHEN_ENCRYPTED - 1:
        return invalid_request_object("the request object is encrypted: it must be signed only")
    fault = _type_fault(token, party)
    if fault is not None:
        return fault
    algorithms = (party.requests.algorithm,) if party.requests.algorithm else rules_of(party).algorithms
    payload = await verified_by(world, party, token, algorithms=algorithms)
    if isinstance(payload, FetchFault):
        return invalid_request_object(f"the client's keys could not be fetched from its jwks_uri ({payload})")
    if isinstance(payload, TokenFault):
        return invalid_request_object(f"the request object {payload}; it must be signed by one of: {', '.join(algorithms)}")
    members = json_object(payload)
    if members is None:
        return invalid_request_object("the request object must hold a JSON object, no member twice")
    judging = Judging(party=party, issuer=world.issuer, now=world.clock.now().timestamp())
    return _judged(members, judging)


async def is_first_use(world: BrokerWorld, party: RelyingParty, found: RequestObject) -> bool:
    """Whether the object was not seen before; it has to name itself for that (`jti`, RFC 7519 section 4.1.7)."""
    if found.jti is None or found.expires_at is None:
        return True
    async with world.database.transaction() as tx:
        return await assertions.use(tx, party.client_id, f"request object {found.jti}", expires_at=found.expires_at)


def _type_fault(token: str, party: RelyingParty) -> OAuthError | None:
    """So that no other token the service signed passes for a request (RFC 9101 section 10.8, RFC 8725 section 3.11)."""
    header = header_of(token)
    named = None if header is None or header.typ is None else header.typ.lower().removeprefix("application/")
    if named == TOKEN_TYPE or (named in (None, *_TYPES) and party.profile is not ClientProfile.FAPI2):
        return None
    return invalid_request_object(f"the request object's typ must be {TOKEN_TYPE}")


def _judged(members: Members, judging: Judging) -> RequestObject | OAuthError:
    fault = broken_rule(members, judging)
    parameters = _parameters(members) if fault is None else None
    if fault is not None or parameters is None:
        return invalid_request_object(
            fault or "the request object's parameters must be strings; numbers and claims may be JSON"
        )
    jti, expires_at = members.get("jti"), instant_of(members.get("exp"))
    return RequestObject(
        parameters=parameters,
        jti=jti if isinstance(jti, str) else None,
        expires_at=None if expires_at is None else datetime.fromtimestamp(expires_at, UTC) + CLOCK_LEEWAY,
    )


def _parameters(members: Members) -> dict[str, str] | None:
    """The parameters as an address would have them (RFC 9101 section 4); `None`: one of them is of no such kind."""
    written = {name: _written(name, value) for name, value in members.items() if name not in ABOUT_THE_TOKEN}
    known = {name: value for name, value in written.items() if value is not None}
    return {name: value for name, value in known.items() if value} if len(known) == len(written) else None


def _written(name: str, value: object) -> str | None:
    match value:
        case str() if is_plain(value):
            return value
        case bool():
            return None
        case int():
            return str(value)
        case dict() if name == "claims":
            return json.dumps(value)
        case _:
            return None

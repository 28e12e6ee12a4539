"""Reverse identification: whether identity data that a body holds are those of somebody signed on there (`domain.md R14`).

No standard has it: the request is a JSON object (RFC 8259), client authentication is that of the token endpoint, its parameters
being members of the object.
"""

from datetime import date

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from ugyfelkapu.broker.actions.identify_in_reverse import Claim, Denied, identify_in_reverse
from ugyfelkapu.broker.domain.connection_code import ConnectionCode
from ugyfelkapu.broker.domain.machine import MachineScope
from ugyfelkapu.broker.oidc.asking_service import asking_service
from ugyfelkapu.broker.oidc.errors import JSON, OAuthError, error_answer, invalid_request, json_answer
from ugyfelkapu.broker.oidc.reading import limited_body
from ugyfelkapu.broker.oidc.room import OidcRoom
from ugyfelkapu.foundation.throttle import Wait
from ugyfelkapu.identification import ClaimedIdentity, ClaimedName, Comparison

LONGEST_PART = 200
LONGEST_SUBJECT = 100
_PROOF_MEMBERS = ("client_id", "client_secret", "client_assertion", "client_assertion_type")
_SENTENCES = {
    Denied.NO_LEGAL_BASIS: OAuthError(
        error="unauthorized_client", description="the service has no legal basis for identity data on record"
    ),
    Denied.NOT_SIGNED_ON: OAuthError(error="not_signed_on", description="nobody of this sub is signed on at the service now"),
}


class _Name(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    family_name: str
    given_name: str


class _Submitted(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The request; the members of the 4T are called as in `NaturalIdentity`, and none may be left out."""

    sub: str
    current_name: _Name
    birth_name: _Name
    mothers_birth_name: _Name
    birth_place: str
    birth_date: date
    client_id: str | None = None
    client_secret: str | None = None
    client_assertion: str | None = None
    client_assertion_type: str | None = None


_decoder = msgspec.json.Decoder(_Submitted)


async def reverse_identification(room: OidcRoom, request: Request) -> Response:
    """`{"match": true}` or `{"match": false}`, or a refusal."""
    submitted = await _submitted(request)
    if isinstance(submitted, OAuthError):
        return error_answer(submitted)
    offered = {name: value for name in _PROOF_MEMBERS if (value := getattr(submitted, name))}
    client = await asking_service(room, request, offered, scope=MachineScope.REVERSE_IDENTIFICATION)
    if isinstance(client, Response):
        return client
    claim = Claim(subject=ConnectionCode(submitted.sub), identity=_identity(submitted))
    outcome = await identify_in_reverse(room.world, client.party, claim)
    if isinstance(outcome, Wait):
        return _wait(room, outcome)
    if isinstance(outcome, Denied):
        return error_answer(_SENTENCES[outcome])
    return json_answer({"match": outcome is Comparison.MATCH}, status=200)


async def _submitted(request: Request) -> _Submitted | OAuthError:
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != JSON:
        return invalid_request(f"the content must be {JSON}")
    body = await limited_body(request)
    if isinstance(body, OAuthError):
        return body
    try:
        submitted = _decoder.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return invalid_request("the content is no JSON object with sub and all natural identity data, or has more than these")
    names = (submitted.current_name, submitted.birth_name, submitted.mothers_birth_name)
    parts = [part for name in names for part in (name.family_name, name.given_name)] + [submitted.birth_place]
    if max(map(len, parts)) > LONGEST_PART or not 0 < len(submitted.sub) <= LONGEST_SUBJECT:
        return invalid_request(f"no name or place may be longer than {LONGEST_PART} characters, nor sub than {LONGEST_SUBJECT}")
    if not submitted.sub.isprintable():
        return invalid_request("sub holds what no connection code holds")
    return submitted


def _identity(submitted: _Submitted) -> ClaimedIdentity:
    current, birth, mothers = (
        ClaimedName(family_name=name.family_name, given_name=name.given_name)
        for name in (submitted.current_name, submitted.birth_name, submitted.mothers_birth_name)
    )
    return ClaimedIdentity(
        current_name=current,
        birth_name=birth,
        mothers_birth_name=mothers,
        birth_place=submitted.birth_place,
        birth_date=submitted.birth_date,
    )


def _wait(room: OidcRoom, wait: Wait) -> Response:
    seconds = max(1, -(-int((wait.until - room.world.clock.now()).total_seconds() * 1000) // 1000))
    content = {"error": "too_many_requests", "error_description": "too many data that did not match: ask again later"}
    return json_answer(content, status=429, headers={"Retry-After": str(seconds)})

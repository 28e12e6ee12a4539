"""The pushed authorization request endpoint (RFC 9126): a service hands its request over, and gets a name for it."""

from collections.abc import Mapping
from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response

from ugyfelkapu.broker.actions.push_request import push_request
from ugyfelkapu.broker.domain.authorization import PUSHED_LIFETIME, AuthorizationRequest
from ugyfelkapu.broker.domain.keys.confirmation import Confirmation
from ugyfelkapu.broker.domain.relying_party import RelyingParty
from ugyfelkapu.broker.oidc.errors import OAuthError, error_answer, invalid_request, json_answer
from ugyfelkapu.broker.oidc.proof.client_authentication import authenticated, challenge_of
from ugyfelkapu.broker.oidc.proof.dpop import fresh_nonce, proven_key
from ugyfelkapu.broker.oidc.reading import form_fields
from ugyfelkapu.broker.oidc.requests.asking import PUSHED, Declined, judged
from ugyfelkapu.broker.oidc.requests.request_sources import sent_parameters
from ugyfelkapu.broker.oidc.room import OidcRoom
from ugyfelkapu.broker.ports import BrokerWorld
from ugyfelkapu.foundation.throttle import Wait


async def push(room: OidcRoom, request: Request) -> Response:
    """201 with the request's name and how long it is good (section 2.2), or the refusal (section 2.3)."""
    form = await form_fields(request)
    if isinstance(form, OAuthError):
        return error_answer(form)
    client = await authenticated(room, request, form)
    if isinstance(client, OAuthError):
        return error_answer(client, headers=challenge_of(request, "par"))
    asked = await _proven_request(room, request, form, party=client.party)
    if isinstance(asked, OAuthError):
        return error_answer(asked)
    return await _kept(room, request, asked, party=client.party)


async def _proven_request(
    room: OidcRoom, request: Request, form: Mapping[str, str], *, party: RelyingParty
) -> AuthorizationRequest | OAuthError:
    """The key comes first: whoever has to send its proof again, with a nonce, must not find the request object used up."""
    proven = await proven_key(room, request, party)
    if isinstance(proven, OAuthError):
        return proven
    asked = await _asked(room.world, form, party)
    return asked if isinstance(asked, OAuthError) else _bound(asked, proven)


async def _asked(world: BrokerWorld, form: Mapping[str, str], party: RelyingParty) -> AuthorizationRequest | OAuthError:
    """The request in the form or in its request object (section 3), judged as at the authorization endpoint (section 2.1)."""
    if "request_uri" in form:
        return invalid_request("request_uri may not be pushed: push the request itself")
    if form.get("client_id", party.client_id) != party.client_id:
        return invalid_request("client_id names another client than the one that proved itself")
    sent = await sent_parameters(world, form, party)
    asked = sent if isinstance(sent, OAuthError) else judged(world, sent, party)
    return asked.error if isinstance(asked, Declined) else asked


def _bound(asked: AuthorizationRequest, proven: Confirmation | None) -> AuthorizationRequest | OAuthError:
    """The request, bound to the key that pushes it, where one is proven (RFC 9449 section 10.1)."""
    if proven is None:
        return asked
    if asked.dpop_jkt not in (None, proven.thumbprint):
        return invalid_request("dpop_jkt names another key than the DPoP proof")
    return replace(asked, dpop_jkt=proven.thumbprint)


async def _kept(room: OidcRoom, request: Request, asked: AuthorizationRequest, *, party: RelyingParty) -> Response:
    now = room.world.clock.now()
    name = await push_request(room.world, asked, party, network=room.pages.visit(request).network, now=now)
    if isinstance(name, Wait):
        wait = {"Retry-After": str(max(1, round((name.until - now).total_seconds())))}
        busy = {"error": "temporarily_unavailable", "error_description": "too many requests were pushed from this network"}
        return json_answer(busy, status=429, headers=wait)
    answer = {"request_uri": f"{PUSHED}{name}", "expires_in": int(PUSHED_LIFETIME.total_seconds())}
    return json_answer(answer, status=201, headers=fresh_nonce(room, request))

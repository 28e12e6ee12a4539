"""What a service asks, from wherever its parameters come: the address, a pushed request, a request object."""

from dataclasses import dataclass

from ugyfelkapu.broker.actions.push_request import find_pushed
from ugyfelkapu.broker.domain.answer import ReplyTo
from ugyfelkapu.broker.domain.authorization import AuthorizationRequest
from ugyfelkapu.broker.domain.connection_code import ConnectionCode
from ugyfelkapu.broker.domain.profile import is_push_demanded
from ugyfelkapu.broker.domain.redirect import is_registered, may_be_posted_to
from ugyfelkapu.broker.domain.relying_party import RelyingParty
from ugyfelkapu.broker.domain.response_mode import ResponseMode, response_mode_of
from ugyfelkapu.broker.oidc.errors import OAuthError, invalid_request
from ugyfelkapu.broker.oidc.own_id_token import own_id_token
from ugyfelkapu.broker.oidc.requests.authorize_checks import LONGEST_STATE, Parameters, first_fault
from ugyfelkapu.broker.oidc.requests.checked_request import checked_request
from ugyfelkapu.broker.oidc.requests.claims_parameter import claims_wish
from ugyfelkapu.broker.oidc.requests.request_sources import sent_parameters
from ugyfelkapu.broker.ports import BrokerWorld

PUSHED = "urn:ietf:params:oauth:request_uri:"
"""How the name of a pushed request begins (RFC 9126 section 2.2)."""

GONE = OAuthError(
    error="invalid_request_uri",
    description="the pushed request is unknown, expired, used, or of another client: push it anew for each sign-on",
)
_NOT_PUSHED = invalid_request("this client must push its requests first (RFC 9126), and send client_id and request_uri alone")


@dataclass(frozen=True, slots=True, kw_only=True)
class Declined:
    """A request that gets no further."""

    error: OAuthError
    reply_to: ReplyTo | None
    """Where the service is told; `None`: nowhere safe, so the person gets a page."""
    page: str = "malformed"
    """Which page that is."""


async def asked_request(world: BrokerWorld, parameters: Parameters, party: RelyingParty) -> AuthorizationRequest | Declined:
    """What the browser brings to the authorization endpoint, checked; nothing in it changes any more."""
    name = parameters.get("request_uri", "")
    if name.startswith(PUSHED):
        return await _pushed(world, name.removeprefix(PUSHED), party)
    if is_push_demanded(party):
        return declined(_NOT_PUSHED, parameters, party)
    sent = await sent_parameters(world, parameters, party)
    return declined(sent, parameters, party) if isinstance(sent, OAuthError) else judged(world, sent, party)


async def _pushed(world: BrokerWorld, name: str, party: RelyingParty) -> AuthorizationRequest | Declined:
    """Only what was pushed counts; whatever stands beside it in the address is not read (RFC 9126 section 4)."""
    request = await find_pushed(world, party, name, now=world.clock.now())
    if request is None or not is_registered(party, request.redirect_uri):
        return Declined(error=GONE, reply_to=None, page="request_gone")
    return request


def judged(world: BrokerWorld, parameters: Parameters, party: RelyingParty) -> AuthorizationRequest | Declined:
    """The request in these parameters, or the first rule it breaks; one order for browsers and for pushed requests."""
    if not is_registered(party, parameters.get("redirect_uri", "")):
        error = invalid_request("redirect_uri is missing or is not, character for character, one that the client registered")
        return Declined(error=error, reply_to=None, page="unknown_redirect")
    fault = first_fault(parameters, party)
    if fault is not None:
        return declined(fault, parameters, party)
    hinted = hinted_subject(world, parameters, party)
    if isinstance(hinted, OAuthError):
        return declined(hinted, parameters, party)
    return checked_request(parameters, party, hinted=hinted)


def hinted_subject(world: BrokerWorld, parameters: Parameters, party: RelyingParty) -> ConnectionCode | OAuthError | None:
    """Who must be signed in, by an earlier ID token or as the claim `sub` (OpenID Connect Core section 3.1.2.1, 3.1.2.2)."""
    wish = claims_wish(parameters)
    named = None if isinstance(wish, OAuthError) else wish.subject
    if "id_token_hint" not in parameters:
        return None if named is None else ConnectionCode(named)
    hint = own_id_token(world, parameters["id_token_hint"])
    if hint is None or hint.aud != party.client_id or not hint.sub:
        return invalid_request("id_token_hint is no ID token that this issuer signed for this client; send it decrypted")
    if named not in (None, hint.sub):
        return invalid_request("id_token_hint and the claim sub name two people")
    return ConnectionCode(hint.sub)


def declined(error: OAuthError, parameters: Parameters, party: RelyingParty) -> Declined:
    """A refusal, told to the service where its address is good and its state may be given back."""
    redirect_uri, state = parameters.get("redirect_uri", ""), parameters.get("state")
    if not is_registered(party, redirect_uri) or len(state or "") > LONGEST_STATE:
        return Declined(error=error, reply_to=None)
    reply_to = ReplyTo(client_id=party.client_id, redirect_uri=redirect_uri, state=state, mode=_mode(parameters))
    return Declined(error=error, reply_to=reply_to)


def _mode(parameters: Parameters) -> ResponseMode:
    """How to tell of a refusal: as asked, unless that is the very thing we refuse."""
    mode = response_mode_of(parameters.get("response_mode"))
    if mode is None or (mode.is_posted and not may_be_posted_to(parameters["redirect_uri"])):
        return ResponseMode.QUERY
    return mode

"""The authorization endpoint (RFC 6749 section 3.1, OpenID Connect Core section 3.1.2)."""

from datetime import datetime
from typing import assert_never

from starlette.requests import Request
from starlette.responses import Response

from ugyfelkapu.broker.actions.begin_sign_on import Issued, SilentRefusal, begin_sign_on, keep_waiting
from ugyfelkapu.broker.actions.waiting import Browser
from ugyfelkapu.broker.actions.weigh import Missing
from ugyfelkapu.broker.domain.authorization import AuthorizationRequest, answer_url, error_url
from ugyfelkapu.broker.domain.redirect import is_registered, with_parameters
from ugyfelkapu.broker.domain.relying_party import ClientId, RelyingParty
from ugyfelkapu.broker.oidc import paths
from ugyfelkapu.broker.oidc.answers import redirect, refused_page
from ugyfelkapu.broker.oidc.authorize_checks import LONGEST_STATE, Parameters, checked_request, first_fault
from ugyfelkapu.broker.oidc.errors import OAuthError
from ugyfelkapu.broker.oidc.reading import posted_query, query_fields
from ugyfelkapu.broker.oidc.room import OidcRoom
from ugyfelkapu.broker.store import relying_parties
from ugyfelkapu.foundation.page.shell import error_page
from ugyfelkapu.foundation.throttle import Wait

_SILENT = {
    SilentRefusal.LOGIN_REQUIRED: "the person must sign in, and prompt=none forbids to ask",
    SilentRefusal.INTERACTION_REQUIRED: "the person must say on whose behalf, and prompt=none forbids to ask",
    SilentRefusal.CONSENT_REQUIRED: "the person must consent, and prompt=none forbids to ask",
}


async def authorize(room: OidcRoom, request: Request) -> Response:
    """Answer at once, or send the browser to the page where the person signs in."""
    parameters = query_fields(request)
    client = await relying_parties.find(room.world.database.reader, ClientId(parameters.get("client_id", "")))
    if client is None:
        return refused_page(room, request, "unknown_client")  # RFC 6749 section 4.1.2.1: never a redirect
    party = client.party
    if not is_registered(party, parameters.get("redirect_uri", "")):
        return refused_page(room, request, "unknown_redirect", party=party)
    if len(parameters.get("state", "")) > LONGEST_STATE:
        return refused_page(room, request, "malformed", party=party)
    fault = first_fault(parameters, party)
    if fault is not None:
        return _refuse(room, parameters, fault)
    return await _sign_on(room, request, checked_request(parameters, party), party=party)


async def _sign_on(room: OidcRoom, request: Request, asked: AuthorizationRequest, *, party: RelyingParty) -> Response:
    now = room.world.clock.now()
    secret = room.session_secret(request)
    match await begin_sign_on(room.world, asked, party, session_secret=secret, now=now):
        case Issued(code=code):
            return redirect(answer_url(asked, code=code, issuer=room.world.issuer))
        case SilentRefusal() as refusal:
            error = (refusal.value, _SILENT[refusal])
            return redirect(error_url(asked.redirect_uri, error, state=asked.state, issuer=room.world.issuer))
        case Missing() as missing:
            return await _wait(room, request, asked, missing=missing, now=now)
        case never:
            assert_never(never)


async def _wait(room: OidcRoom, request: Request, asked: AuthorizationRequest, *, missing: Missing, now: datetime) -> Response:
    """On to the page that names the service, in the language the service would like."""
    visit = room.pages.visit(request)
    browser = Browser(digest=visit.browser_digest, network=visit.network, session_secret=room.session_secret(request))
    pending_id = await keep_waiting(room.world, asked, browser=browser, now=now)
    if isinstance(pending_id, Wait):
        return error_page(room.pages, request, 429, wait=pending_id.until - now)
    page = f"{paths.AUTHORIZE}/{pending_id}{paths.STEPS[missing]}"
    return room.pages.redirect(visit, with_parameters(page, [("lang", asked.language)] if asked.language else []))


def _refuse(room: OidcRoom, parameters: Parameters, fault: OAuthError) -> Response:
    error = (fault.error, fault.description)
    state = parameters.get("state")
    return redirect(error_url(parameters["redirect_uri"], error, state=state, issuer=room.world.issuer))


async def authorize_by_post(_: OidcRoom, request: Request) -> Response:
    """The same by form post (OpenID Connect Core section 3.1.2.1).

    Cookies do not come along with another site's post, so the browser is sent to the same request as an address.
    """
    return redirect(with_parameters(paths.AUTHORIZE, await posted_query(request)))

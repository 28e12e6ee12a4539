"""The authorization endpoint (RFC 6749 section 3.1, OpenID Connect Core section 3.1.2)."""

from datetime import datetime
from typing import assert_never

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from ugyfelkapu.broker.actions.begin_sign_on import Issued, SilentRefusal, asked_now, begin_sign_on, keep_waiting
from ugyfelkapu.broker.actions.issue_code import issue_code
from ugyfelkapu.broker.actions.waiting import Browser
from ugyfelkapu.broker.actions.weigh import Missing
from ugyfelkapu.broker.domain.answer import granted, refused
from ugyfelkapu.broker.domain.authorization import AuthorizationRequest, asked_anew
from ugyfelkapu.broker.domain.redirect import with_parameters
from ugyfelkapu.broker.domain.relying_party import ClientId, RelyingParty
from ugyfelkapu.broker.oidc import paths
from ugyfelkapu.broker.oidc.answers import deliver, redirect, refused_page
from ugyfelkapu.broker.oidc.noting import note_declined
from ugyfelkapu.broker.oidc.reading import posted_query, query_fields
from ugyfelkapu.broker.oidc.requests.asking import GONE, Declined, asked_request
from ugyfelkapu.broker.oidc.room import OidcRoom
from ugyfelkapu.broker.store import relying_parties
from ugyfelkapu.foundation.page.shell import error_page
from ugyfelkapu.foundation.throttle import Wait

_UNKNOWN = "client_id is missing, or names no registered client"
_MALFORMED = "the address names a parameter twice, is not UTF-8, or is too long"

_SILENT = {
    SilentRefusal.LOGIN_REQUIRED: "the person must sign in, and prompt=none forbids to ask",
    SilentRefusal.INTERACTION_REQUIRED: "the person must say on whose behalf, and prompt=none forbids to ask",
    SilentRefusal.CONSENT_REQUIRED: "the person must consent, and prompt=none forbids to ask",
}


async def authorize(room: OidcRoom, request: Request) -> Response:
    """Answer at once, or send the browser to the page where the person signs in."""
    parameters = _parameters(request)
    if parameters is None:
        return refused_page(room, request, "malformed", detail=_MALFORMED)
    client = await relying_parties.find(room.world.database.reader, ClientId(parameters.get("client_id", "")))
    if client is None:
        return refused_page(room, request, "unknown_client", detail=_UNKNOWN)  # RFC 6749 section 4.1.2.1: never a redirect
    asked = await asked_request(room.world, parameters, client.party)
    if isinstance(asked, Declined):
        if room.world.is_developer_log_kept:
            await note_declined(room, request, asked.error, sent=parameters, client_id=client.party.client_id)
        return _decline(room, request, asked, party=client.party)
    return await _sign_on(room, request, asked, party=client.party)


def _parameters(request: Request) -> dict[str, str] | None:
    """What the address says; `None` where nobody could tell which of it counts (RFC 6749 section 3.1)."""
    try:
        return query_fields(request)
    except HTTPException:
        return None


def _decline(room: OidcRoom, request: Request, declined: Declined, *, party: RelyingParty) -> Response:
    """Told to the service where that is safe, else to the person (RFC 6749 section 4.1.2.1)."""
    error = declined.error
    if declined.reply_to is None:
        return refused_page(room, request, declined.page, party=party, detail=error.description)
    told = refused(declined.reply_to, error=error.error, description=error.description)
    return deliver(room, request, told, party=party)


async def _sign_on(room: OidcRoom, request: Request, asked: AuthorizationRequest, *, party: RelyingParty) -> Response:
    now = room.world.clock.now()
    secret = room.session_secret(request)
    weighed = asked_now(asked, party, now=now)
    match await begin_sign_on(room.world, weighed, session_secret=secret, issue=issue_code, now=now):
        case Issued(answer=str() as code):
            return deliver(room, request, granted(asked.reply_to, code=code), party=party)
        case Issued():
            return refused_page(room, request, "request_gone", party=party, detail=GONE.description)
        case SilentRefusal() as refusal:
            told = refused(asked.reply_to, error=refusal.value, description=_SILENT[refusal])
            return deliver(room, request, told, party=party)
        case Missing() as missing:
            return await _wait(room, request, asked, missing=missing, now=now)
        case never:
            assert_never(never)


async def _wait(room: OidcRoom, request: Request, asked: AuthorizationRequest, *, missing: Missing, now: datetime) -> Response:
    """On to the page that names the service, in the language the service would like."""
    visit = room.pages.visit(request)
    browser = Browser(digest=visit.browser_digest, network=visit.network, session_secret=room.session_secret(request))
    waiting = asked_anew(asked) if missing is Missing.OTHER_PERSON else asked
    pending_id = await keep_waiting(room.world, waiting, browser=browser, now=now)
    if isinstance(pending_id, Wait):
        return error_page(room.pages, request, 429, wait=pending_id.until - now)
    page = f"{paths.AUTHORIZE}/{pending_id}{paths.STEPS[missing]}"
    return room.pages.redirect(visit, with_parameters(page, [("lang", asked.language)] if asked.language else []))


async def authorize_by_post(_: OidcRoom, request: Request) -> Response:
    """The same by form post (OpenID Connect Core section 3.1.2.1).

    Cookies do not come along with another site's post, so the browser is sent to the same request as an address. Parameters
    in two places at once are refused: nobody could tell which of them count (`security.md` 2).
    """
    if request.scope["query_string"]:
        raise HTTPException(400)
    return redirect(with_parameters(paths.AUTHORIZE, await posted_query(request)))

"""Signing out at a service's wish (OpenID Connect RP-Initiated Logout 1.0)."""

from collections.abc import Mapping
from typing import assert_never

from starlette.requests import Request
from starlette.responses import Response

from ugyfelkapu.broker.actions.end_sessions import Leaving
from ugyfelkapu.broker.actions.sign_out import find_session, sign_out
from ugyfelkapu.broker.domain.logout import (
    Hint,
    LogoutFault,
    LogoutRequest,
    LogoutStep,
    asking_client,
    logout_fault,
    logout_step,
)
from ugyfelkapu.broker.domain.logout_notice import NoticeOutcome, SignOutId
from ugyfelkapu.broker.domain.redirect import with_parameters
from ugyfelkapu.broker.domain.relying_party import ClientId, RelyingParty, nameplate
from ugyfelkapu.broker.domain.session import SESSION_COOKIE, BrokerSession
from ugyfelkapu.broker.oidc import paths
from ugyfelkapu.broker.oidc.answers import onward, redirect, refused_page
from ugyfelkapu.broker.oidc.errors import OAuthError
from ugyfelkapu.broker.oidc.noting import note_declined
from ugyfelkapu.broker.oidc.own_id_token import own_id_token
from ugyfelkapu.broker.oidc.reading import posted_query, query_fields
from ugyfelkapu.broker.oidc.room import OidcRoom
from ugyfelkapu.broker.store import logout_notices, relying_parties

_FAULTS = {
    LogoutFault.OTHER_CLIENT: "id_token_hint was issued to another client than client_id names",
    LogoutFault.UNKNOWN_CLIENT: "no client is named: send client_id or id_token_hint beside post_logout_redirect_uri",
    LogoutFault.UNREGISTERED_REDIRECT: "post_logout_redirect_uri is not, character for character, a registered one",
}
"""What the log of whoever builds the service says of each fault."""

KEPT = ("client_id", "post_logout_redirect_uri", "state")
"""What the confirmation carries on; checked again when it comes back."""


async def end_session(room: OidcRoom, request: Request) -> Response:
    """End the session at once for the service it was made for, else ask the person first (section 2 and 6)."""
    fields = query_fields(request)
    asked = _parsed(room, fields)
    party = await _party(room, asked)
    fault = logout_fault(asked, party)
    if fault is not None:
        return await _refused(room, request, fault, party=party)
    session = await find_session(room.world, room.session_secret(request))
    match logout_step(asked, session):
        case LogoutStep.CONFIRM:
            return _confirmation(room, request, asked, party=party)
        case LogoutStep.END | LogoutStep.NOTHING_TO_END:
            ended = await _end(room, request, asked, session=session, reason="asked by a service")
            page = await _page_first(room, ended, asked)
            return _without_cookie(room, redirect(page or _destination(asked)))
        case never:
            assert_never(never)


async def _refused(room: OidcRoom, request: Request, fault: LogoutFault, *, party: RelyingParty | None) -> Response:
    """A page, never a redirect (section 3); whoever builds the service may read why."""
    if room.world.is_developer_log_kept and party is not None:
        error = OAuthError(error="invalid_logout_request", description=_FAULTS[fault])
        await note_declined(room, request, error, sent=query_fields(request), client_id=party.client_id)
    return refused_page(room, request, fault)


async def end_session_by_post(_: OidcRoom, request: Request) -> Response:
    """The same by form post (section 2); sent on as an address, since cookies do not come with another site's post."""
    return redirect(with_parameters(paths.END_SESSION, await posted_query(request)))


async def confirm_end_session(room: OidcRoom, request: Request) -> Response:
    """The person pressed the button."""
    form = await room.pages.form(request)
    asked = _parsed(room, {name: form.text(name) for name in KEPT if form.text(name)})
    party = await _party(room, asked)
    fault = logout_fault(asked, party)
    if fault is not None:
        return refused_page(room, request, fault)
    session = await find_session(room.world, room.session_secret(request))
    ended = await _end(room, request, asked, session=session, reason="the person confirmed")
    page = await _page_first(room, ended, asked)
    if page is not None or party is None or asked.post_logout_redirect_uri is None:
        return _without_cookie(room, redirect(page or paths.SIGNED_OUT))
    return _without_cookie(room, onward(room, request, _destination(asked), party=party))


async def _end(
    room: OidcRoom, request: Request, asked: LogoutRequest, *, session: BrokerSession | None, reason: str
) -> SignOutId | None:
    if session is None:
        return None
    destination = _destination(asked) if asked.post_logout_redirect_uri else None
    digest = room.pages.visit(request).browser_digest
    leaving = Leaving(browser_digest=digest, asked_by=asking_client(asked), destination=destination)
    return await sign_out(room.world, session, reason=reason, leaving=leaving)


async def _page_first(room: OidcRoom, ended: SignOutId | None, asked: LogoutRequest) -> str | None:
    """The page that tells what services say: where the browser stays with us, or has to tell some of them itself."""
    if ended is None:
        return None
    notices = await logout_notices.of_end(room.world.database.reader, ended)
    by_browser = any(notice.outcome is NoticeOutcome.BY_BROWSER for notice in notices)
    stays = asked.post_logout_redirect_uri is None and notices
    return f"{paths.SIGNED_OUT}/{ended}" if by_browser or stays else None


def _parsed(room: OidcRoom, fields: Mapping[str, str]) -> LogoutRequest:
    client_id = fields.get("client_id")
    return LogoutRequest(
        client_id=ClientId(client_id) if client_id else None,
        hint=_hint(room, fields.get("id_token_hint", "")),
        post_logout_redirect_uri=fields.get("post_logout_redirect_uri"),
        state=fields.get("state"),
    )


def _hint(room: OidcRoom, token: str) -> Hint | None:
    """What an ID token of ours says, also after its time (section 2); nothing if it is not ours."""
    claims = own_id_token(room.world, token)
    return None if claims is None else Hint(client_id=ClientId(claims.aud), sid=claims.sid)


async def _party(room: OidcRoom, asked: LogoutRequest) -> RelyingParty | None:
    client_id = asking_client(asked)
    client = await relying_parties.find(room.world.database.reader, client_id) if client_id else None
    return client.party if client else None


def _destination(asked: LogoutRequest) -> str:
    """Back to the service with its state (section 3), or to a page of ours."""
    if asked.post_logout_redirect_uri is None:
        return paths.SIGNED_OUT
    return with_parameters(asked.post_logout_redirect_uri, [("state", asked.state)] if asked.state else [])


def _confirmation(room: OidcRoom, request: Request, asked: LogoutRequest, *, party: RelyingParty | None) -> Response:
    visit = room.pages.visit(request)
    kept = {"client_id": party.client_id if party else None, "state": asked.state}
    kept["post_logout_redirect_uri"] = asked.post_logout_redirect_uri
    values = {
        "party": nameplate(party, visit.language) if party else None,
        "kept": {name: value for name, value in kept.items() if value},
        "action": paths.END_SESSION_CONFIRM,
        "page_name": "sign-out",
    }
    return room.pages.answer(visit, "broker/sign_out.html", values)


def _without_cookie(room: OidcRoom, response: Response) -> Response:
    room.pages.cookies.drop(response, SESSION_COOKIE)
    return response

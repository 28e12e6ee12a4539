"""How the room answers a browser: by a redirect, by a form that goes on, by a page that refuses."""

from starlette.requests import Request
from starlette.responses import Response

from ugyfelkapu.broker.domain.answer import Answer, address_of, claims_of, parameters_of
from ugyfelkapu.broker.domain.redirect import origin_of
from ugyfelkapu.broker.domain.relying_party import RelyingParty, nameplate
from ugyfelkapu.broker.oidc.jose import sign
from ugyfelkapu.broker.oidc.room import OidcRoom

_REDIRECT_HEADERS = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}


def deliver(room: OidcRoom, request: Request, answer: Answer, *, party: RelyingParty) -> Response:
    """The answer to a service that sent the browser here and gets it straight back."""
    parameters = _in_its_mode(room, answer, party)
    if answer.reply_to.mode.is_posted:
        return _form(room, request, answer, party=party, parameters=parameters)
    return redirect(address_of(answer, parameters))


def deliver_after_pages(room: OidcRoom, request: Request, answer: Answer, *, party: RelyingParty) -> Response:
    """The same at the end of a flow with forms."""
    parameters = _in_its_mode(room, answer, party)
    if answer.reply_to.mode.is_posted:
        return _form(room, request, answer, party=party, parameters=parameters)
    return onward(room, request, address_of(answer, parameters), party=party)


def _in_its_mode(room: OidcRoom, answer: Answer, party: RelyingParty) -> list[tuple[str, str]]:
    """Plain, or as one token that we sign (JARM section 2.1)."""
    if not answer.reply_to.mode.is_signed:
        return parameters_of(answer, issuer=room.world.issuer)
    claims = claims_of(answer, issuer=room.world.issuer, now=room.world.clock.now())
    return [("response", sign(room.world.keys.signer(party.requests.answer_algorithm), claims))]


def _form(
    room: OidcRoom, request: Request, answer: Answer, *, party: RelyingParty, parameters: list[tuple[str, str]]
) -> Response:
    """A page whose one form goes to the service, by itself or by its button (Form Post Response Mode section 2)."""
    visit = room.pages.visit(request)
    url = answer.reply_to.redirect_uri
    values = {"party": nameplate(party, visit.language), "url": url, "parameters": parameters, "page_name": "form-post"}
    return room.pages.answer(visit.leading_to(origin_of(url)), "broker/form_post.html", values)


def redirect(url: str) -> Response:
    """303, so that nothing posted is posted again; the address is sent as it is, byte for byte (RFC 9700 section 4.12)."""
    return Response(status_code=303, headers={**_REDIRECT_HEADERS, "Location": url})


def onward(room: OidcRoom, request: Request, url: str, *, party: RelyingParty) -> Response:
    """Back to the service at the end of a flow with forms.

    A browser would refuse a redirect to another site after a form post (`form-action`), so it gets a page that goes on.
    """
    if "text/html" not in request.headers.get("accept", ""):
        return redirect(url)
    visit = room.pages.visit(request)
    values = {"party": nameplate(party, visit.language), "url": url, "page_name": "continue"}
    return room.pages.answer(visit, "broker/continue.html", values, headers={"Refresh": f"0; url={url}"})


def refused_page(
    room: OidcRoom, request: Request, reason: str, *, party: RelyingParty | None = None, detail: str | None = None
) -> Response:
    """A page where a redirect would send the person to somebody we do not know (RFC 6749 section 4.1.2.1).

    `detail`: what whoever builds the service has to mend, in the protocol's words.
    """
    visit = room.pages.visit(request)
    shown = nameplate(party, visit.language) if party else None
    values = {"reason": reason, "party": shown, "detail": detail, "page_name": "refused"}
    return room.pages.answer(visit, "broker/refused.html", values, status=400)

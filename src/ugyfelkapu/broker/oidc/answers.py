"""How the room answers a browser: a plain redirect, a page that goes on by itself, a page that refuses."""

from starlette.requests import Request
from starlette.responses import Response

from ugyfelkapu.broker.domain.relying_party import RelyingParty, nameplate
from ugyfelkapu.broker.oidc.room import OidcRoom

_REDIRECT_HEADERS = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}


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


def refused_page(room: OidcRoom, request: Request, reason: str, *, party: RelyingParty | None = None) -> Response:
    """A page where a redirect would send the person to somebody we do not know (RFC 6749 section 4.1.2.1)."""
    visit = room.pages.visit(request)
    values = {"reason": reason, "party": nameplate(party, visit.language) if party else None, "page_name": "refused"}
    return room.pages.answer(visit, "broker/refused.html", values, status=400)

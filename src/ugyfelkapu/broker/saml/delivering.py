"""How the room answers a browser: by a form that goes to the service, by a page that refuses."""

from base64 import b64encode
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from ugyfelkapu.broker.actions.note_refused_saml import note_refused_saml
from ugyfelkapu.broker.domain.redirect import origin_of
from ugyfelkapu.broker.domain.relying_party import RelyingParty, nameplate
from ugyfelkapu.broker.domain.saml_service import Binding
from ugyfelkapu.broker.domain.saml_status import Detail, requester
from ugyfelkapu.broker.saml.artifact import kept_for
from ugyfelkapu.broker.saml.asker import Asker
from ugyfelkapu.broker.saml.received import RESPONSE
from ugyfelkapu.broker.saml.reply import SamlReply
from ugyfelkapu.broker.saml.room import SamlRoom
from ugyfelkapu.broker.saml.xml.writing import XmlNode, written

_REDIRECT_HEADERS = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}


async def deliver(room: SamlRoom, asker: Asker, reply: SamlReply, *, message: XmlNode) -> Response:
    """As the service chose among the ways of its metadata."""
    if reply.binding is Binding.ARTIFACT:
        return _onward(room, asker, reply, artifact=await kept_for(room, asker, message))
    return _form(room, asker, reply, message=written(message))


def _onward(room: SamlRoom, asker: Asker, reply: SamlReply, *, artifact: str) -> Response:
    """To the service with the artifact (SAML 2.0 Bindings section 3.6.3.1).

    At the end of a flow with forms a browser would refuse a redirect (`form-action`), so it gets a page that goes on.
    """
    state = [("RelayState", reply.relay_state)] if reply.relay_state is not None else []
    joint = "&" if "?" in reply.url else "?"
    url = reply.url + joint + urlencode([("SAMLart", artifact), *state])
    if "pending_id" not in asker.request.path_params:
        return Response(status_code=303, headers={**_REDIRECT_HEADERS, "Location": url})
    visit = room.pages.visit(asker.request)
    values = {"party": nameplate(asker.party, visit.language), "url": url, "page_name": "continue"}
    return room.pages.answer(visit, "broker/continue.html", values, headers={"Refresh": f"0; url={url}"})


def _form(room: SamlRoom, asker: Asker, reply: SamlReply, *, message: bytes) -> Response:
    """A page whose one form takes the message along, by itself or by its button (SAML 2.0 Bindings section 3.5)."""
    visit = room.pages.visit(asker.request)
    state = [("RelayState", reply.relay_state)] if reply.relay_state is not None else []
    parameters = [(RESPONSE, b64encode(message).decode()), *state]
    values = {
        "party": nameplate(asker.party, visit.language),
        "url": reply.url,
        "parameters": parameters,
        "page_name": "form-post",
    }
    return room.pages.answer(visit.leading_to(origin_of(reply.url)), "broker/form_post.html", values)


def redirect(url: str) -> Response:
    """303, so that nothing posted is posted again; the address is sent as it is, byte for byte."""
    return Response(status_code=303, headers={"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "Location": url})


async def turn_down(
    room: SamlRoom, request: Request, why: str, *, party: RelyingParty | None = None, reason: str = "malformed"
) -> Response:
    """A page that says why, which is written down too; `reason`: which page, `party`: in whose name the message came."""
    await note_refused_saml(room.world, party, requester(why, Detail.REQUEST_DENIED), endpoint=request.url.path)
    return refused_page(room, request, reason, party=party, detail=why)


def refused_page(
    room: SamlRoom, request: Request, reason: str, *, party: RelyingParty | None = None, detail: str | None = None
) -> Response:
    """A page where an answer would go to somebody we do not know; `detail`: what the service's developer has to mend."""
    visit = room.pages.visit(request)
    shown = nameplate(party, visit.language) if party else None
    values = {"reason": reason, "party": shown, "detail": detail, "page_name": "refused"}
    return room.pages.answer(visit, "broker/refused.html", values, status=400)

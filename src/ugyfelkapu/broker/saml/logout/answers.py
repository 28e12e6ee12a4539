"""Our requests and answers about a sign-out on their way through the browser (SAML 2.0 Bindings sections 3.4 and 3.5)."""

from base64 import b64encode

from starlette.responses import Response

from ugyfelkapu.broker.domain.redirect import origin_of
from ugyfelkapu.broker.domain.relying_party import nameplate
from ugyfelkapu.broker.domain.saml_service import Binding, logout_point
from ugyfelkapu.broker.domain.saml_status import SamlRefusal
from ugyfelkapu.broker.saml.asker import Asker
from ugyfelkapu.broker.saml.deflate import deflated
from ugyfelkapu.broker.saml.delivering import redirect
from ugyfelkapu.broker.saml.logout.messages import logout_response
from ugyfelkapu.broker.saml.received import RESPONSE
from ugyfelkapu.broker.saml.room import SamlRoom
from ugyfelkapu.broker.saml.speaking import sealed, status_node
from ugyfelkapu.broker.saml.xml.signing import signed_query
from ugyfelkapu.broker.saml.xml.writing import XmlNode, written


def answer_logout(
    room: SamlRoom, asker: Asker, *, request_id: str, relay_state: str | None, refusal: SamlRefusal | None
) -> Response:
    """Back to the service with our answer; where its metadata name no address for that, to our own page."""
    point = logout_point(asker.terms, Binding.REDIRECT, Binding.POST)
    if point is None:
        return redirect("/signed-out")
    status, url = status_node(refusal), point.response_url
    node = logout_response(room.world, request_id=request_id, destination=url, status=status, now=asker.now)
    state = [("RelayState", relay_state)] if relay_state is not None else []
    return by_browser(room, asker, node, name=RESPONSE, state=state)


def by_browser(room: SamlRoom, asker: Asker, node: XmlNode, *, name: str, state: list[tuple[str, str]]) -> Response:
    """A message by an address with our signature, or by a form with a signed message; `name`: of its parameter."""
    url, binding = node.attributes["Destination"], _binding(asker)
    if binding is Binding.REDIRECT:
        signer = room.world.saml_keys.signer(asker.terms.signature)
        query = signed_query([(name, deflated(written(node))), *state], signer)
        return redirect(f"{url}{'&' if '?' in url else '?'}{query}")
    visit = room.pages.visit(asker.request)
    message = b64encode(written(sealed(room.world, asker.terms, node))).decode()
    values = {
        "party": nameplate(asker.party, visit.language),
        "url": url,
        "parameters": [(name, message), *state],
        "page_name": "form-post",
    }
    return room.pages.answer(visit.leading_to(origin_of(url)), "broker/form_post.html", values)


def _binding(asker: Asker) -> Binding:
    point = logout_point(asker.terms, Binding.REDIRECT, Binding.POST)
    return Binding.REDIRECT if point is None else point.binding

"""Services that are told through the browser, one after the other, and what they answer (SAML 2.0 Profiles section 4.4.3)."""

from starlette.requests import Request
from starlette.responses import Response

from ugyfelkapu.broker.actions.note_refused_saml import note_refused_saml
from ugyfelkapu.broker.domain.logout_notice import Notice, NoticeOutcome, SignOutId
from ugyfelkapu.broker.domain.saml_logout import fault_of_answer, fault_of_arrival, notice_id_in
from ugyfelkapu.broker.domain.saml_service import Binding, is_expired, logout_point
from ugyfelkapu.broker.domain.saml_status import Detail, requester
from ugyfelkapu.broker.saml import paths
from ugyfelkapu.broker.saml.asker import Asker
from ugyfelkapu.broker.saml.delivering import redirect, turn_down
from ugyfelkapu.broker.saml.logout.answers import by_browser
from ugyfelkapu.broker.saml.logout.messages import logout_request, logout_response_of
from ugyfelkapu.broker.saml.message import UnreadableError
from ugyfelkapu.broker.saml.received import REQUEST
from ugyfelkapu.broker.saml.room import SamlRoom
from ugyfelkapu.broker.saml.xml.element import XmlElement
from ugyfelkapu.broker.store import logout_notices, relying_parties


async def onward(room: SamlRoom, request: Request) -> Response:
    """On to the next service that nobody but the browser can tell; at the end back to the page that tells of all."""
    sign_out_id = SignOutId(request.path_params["sign_out_id"])
    digest = room.pages.visit(request).browser_digest
    reader = room.world.database.reader
    if await logout_notices.find(reader, sign_out_id, browser_digest=digest) is None:
        return redirect("/signed-out")
    for notice in await logout_notices.of_end(reader, sign_out_id):
        if notice.outcome is NoticeOutcome.BY_BROWSER and notice.signed_on.name is not None and notice.tries == 0:
            sent = await _sent(room, request, notice)
            if sent is not None:
                return sent
    return redirect(f"/signed-out/{sign_out_id}")


async def _sent(room: SamlRoom, request: Request, notice: Notice) -> Response | None:
    """The request to one service; `None`: it was sent already, or the service has no address that may be used any more."""
    async with room.world.database.transaction() as tx:
        is_first = await logout_notices.begin_by_browser(tx, notice.notice_id)
    client = await relying_parties.find(room.world.database.reader, notice.signed_on.client_id) if is_first else None
    terms = client.party.saml if client else None
    now = room.world.clock.now()
    point = logout_point(terms, Binding.REDIRECT, Binding.POST) if terms and not is_expired(terms, now=now) else None
    if client is None or terms is None or point is None:
        return None
    asker = Asker(request=request, party=client.party, terms=terms, now=now)
    node = logout_request(room.world, notice, terms, destination=point.url, now=asker.now)
    return by_browser(room, asker, node, name=REQUEST, state=[])


async def logout_returned(room: SamlRoom, asker: Asker, message: XmlElement) -> Response:
    """A service answers; it can only speak for itself, in the browser that was sent to it, and once."""
    try:
        answered = logout_response_of(message)
    except UnreadableError as error:
        return await answer_refused(room, asker, message, why=str(error))
    found = await _sent_out(room, asker, answered.in_response_to)
    if found is None:
        return await answer_refused(room, asker, message, why="InResponseTo names no request of ours in this browser")
    stray = fault_of_arrival(answered, destination=room.world.issuer + paths.SLO, now=asker.now)
    if stray is not None:
        return await answer_refused(room, asker, message, why=stray)
    notice, sign_out_id = found
    fault = fault_of_answer(answered, notice)
    outcome = NoticeOutcome.CONFIRMED if fault is None else NoticeOutcome.GIVEN_UP
    async with room.world.database.transaction() as tx:
        await logout_notices.settle_by_browser(tx, notice.notice_id, outcome, fault=fault)
    return redirect(paths.ONWARD.format(sign_out_id=sign_out_id))


async def answer_refused(room: SamlRoom, asker: Asker, message: XmlElement, *, why: str) -> Response:
    """Nothing of the answer counts, but the browser that was sent out goes on: other services wait to be told."""
    found = await _sent_out(room, asker, message.get("InResponseTo") or "")
    if found is None:
        return await turn_down(room, asker.request, why, party=asker.party, reason="logout_answer")
    await note_refused_saml(room.world, asker.party, requester(why, Detail.REQUEST_DENIED), endpoint=paths.SLO)
    return redirect(paths.ONWARD.format(sign_out_id=found[1]))


async def _sent_out(room: SamlRoom, asker: Asker, in_response_to: str) -> tuple[Notice, SignOutId] | None:
    """What this browser was to tell the service, and at the end of which session."""
    digest = room.pages.visit(asker.request).browser_digest
    notice_id = notice_id_in(in_response_to)
    found = await logout_notices.find_of_browser(room.world.database.reader, notice_id, browser_digest=digest)
    return found if found is not None and found[0].signed_on.client_id == asker.party.client_id else None

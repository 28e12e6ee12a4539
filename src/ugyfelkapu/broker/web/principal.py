"""On whose behalf: asked after identification, before anything goes out, whenever the service wants to know."""

from starlette.requests import Request
from starlette.responses import Response

from ugyfelkapu.broker.actions.principals import Principals, choose_principal, principals
from ugyfelkapu.broker.domain.acting import MYSELF, Acting, ActingKind, acting_of, written_as
from ugyfelkapu.broker.domain.relying_party import nameplate
from ugyfelkapu.broker.web.room import BrokerRoom, Turn, turn_of
from ugyfelkapu.foundation.page.form import read_query

PAGE = "broker/behalf.html"


async def ask_principal(room: BrokerRoom, request: Request) -> Response:
    """The page; whoever can act for themselves alone is not asked."""
    turn = await turn_of(room, request)
    if isinstance(turn, Response):
        return turn
    offered = await principals(room.world, turn.waiting, browser=turn.browser)
    if offered is None:
        return room.pages.redirect(turn.visit, turn.path)
    if offered.is_nobody:
        await choose_principal(room.world, turn.waiting, MYSELF, offered=offered, person_mark=offered.person_mark)
        return room.pages.redirect(turn.visit, turn.resume_path)
    return room.pages.answer(turn.visit, PAGE, _values(turn, offered, is_gone=read_query(request).has("gone")))


async def take_principal(room: BrokerRoom, request: Request) -> Response:
    """The person's choice; what is not offered any more asks again."""
    form = await room.pages.form(request)
    turn = await turn_of(room, request)
    if isinstance(turn, Response):
        return turn
    acting = acting_of(form.text("principal"))
    offered = await principals(room.world, turn.waiting, browser=turn.browser)
    if offered is None:
        return room.pages.redirect(turn.visit, turn.path)
    mark = form.text("person")
    is_kept = acting and await choose_principal(room.world, turn.waiting, acting, offered=offered, person_mark=mark)
    return room.pages.redirect(turn.visit, turn.resume_path if is_kept else f"{turn.path}/behalf?gone=1")


def _values(turn: Turn, offered: Principals, *, is_gone: bool) -> dict[str, object]:
    return {
        "party": nameplate(turn.waiting.party, turn.visit.language),
        "person": offered.session,
        "people": [
            (written_as(Acting(kind=ActingKind.PERSON, reference=mandate.mandate_id)), name, mandate)
            for mandate, name in offered.people
        ],
        "organisations": [
            (written_as(Acting(kind=ActingKind.ORGANISATION, reference=each.representation_id)), each)
            for each in offered.organisations
        ],
        "person_mark": offered.person_mark,
        "is_gone": is_gone,
        "path": turn.path,
        "page_name": "behalf",
    }

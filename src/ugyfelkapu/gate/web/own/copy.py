"""All that the gate holds on its owner, to take along: for machines as JSON, for people as a sealed PDF (`domain.md R15`)."""

from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ugyfelkapu.foundation.page.document import document_pdf
from ugyfelkapu.foundation.page.download import download
from ugyfelkapu.gate.actions.own.own_copy import own_copy
from ugyfelkapu.gate.actions.sessions.live_session import live_session
from ugyfelkapu.gate.web.own.copy_document import CopyWording, document_of
from ugyfelkapu.gate.web.own.copy_json import json_of
from ugyfelkapu.gate.web.own.paths import COPY, SERVICES_USED
from ugyfelkapu.gate.web.signin.room import OWN, SignInRoom, origin_of, to_sign_in
from ugyfelkapu.ports import Unsealed

PAGE = "own/copy.html"
FILE = "ugyfelkapu"
STATUS = {Unsealed.BUSY: 503, Unsealed.NOT_CONFIGURED: 404}


def routes(room: SignInRoom) -> list[BaseRoute]:
    """The page with both links, and what they lead to."""
    return [
        Route(COPY, partial(_show, room), methods=["GET"]),
        Route(f"{COPY}/copy.json", partial(_send_json, room), methods=["GET"]),
        Route(f"{COPY}/copy.pdf", partial(_send_pdf, room), methods=["GET"]),
    ]


async def _show(room: SignInRoom, request: Request) -> Response:
    visit = room.pages.visit(request)
    if await live_session(room.world, origin_of(room, request, visit).session) is None:
        return to_sign_in(room, request, visit)
    return room.pages.answer(visit, PAGE, _values(""))


async def _send_json(room: SignInRoom, request: Request) -> Response:
    visit = room.pages.visit(request)
    found = await own_copy(room.world, origin_of(room, request, visit).session)
    if found is None:
        return to_sign_in(room, request, visit)
    return download(room.pages, json_of(found), name=f"{FILE}.json", media_type="application/json")


async def _send_pdf(room: SignInRoom, request: Request) -> Response:
    visit = room.pages.visit(request)
    found = await own_copy(room.world, origin_of(room, request, visit).session)
    if found is None:
        return to_sign_in(room, request, visit)
    wording = CopyWording(texts=room.pages.catalogues[visit.language], language=visit.language)
    sealed = await room.world.seal.sealed(lambda: document_pdf(document_of(found, wording), visit.language))
    if isinstance(sealed, Unsealed):
        return room.pages.answer(visit, PAGE, _values(sealed), status=STATUS[sealed])
    return download(room.pages, sealed, name=f"{FILE}.pdf", media_type="application/pdf")


def _values(why: str) -> dict[str, object]:
    return {"path": COPY, "back": OWN, "why": why, "services_used": SERVICES_USED}

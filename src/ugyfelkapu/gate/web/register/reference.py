"""The reference of what was begun at home: as text and as a picture, to be shown at any counter (`domain.md R2`)."""

from functools import partial
from io import BytesIO

import segno
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ugyfelkapu.foundation.page import read_query
from ugyfelkapu.foundation.page.headers import page_headers
from ugyfelkapu.foundation.policy import policy_at
from ugyfelkapu.gate.domain.home_application import HomeKind, reference_digest
from ugyfelkapu.gate.domain.policy import STANDING
from ugyfelkapu.gate.web.register.room import PICTURE, REFERENCE, REGISTER, RegisterRoom


def routes(room: RegisterRoom) -> list[BaseRoute]:
    """The page and its picture."""
    return [
        Route(REFERENCE, partial(_show, room), methods=["GET"]),
        Route(PICTURE, partial(_picture, room), methods=["GET"]),
    ]


async def _show(room: RegisterRoom, request: Request) -> Response:
    visit, reference = room.pages.visit(request), _reference(room, request)
    if not reference:
        return room.pages.redirect(visit, REGISTER)
    kind = read_query(request).text("kind")
    policy = await policy_at(room.world.database.reader, STANDING, now=room.world.clock.now())
    is_provisional = kind == HomeKind.PROVISIONAL
    values = {
        "reference": reference,
        "picture": PICTURE,
        "is_provisional": is_provisional,
        "days": policy.provisional_gate_days if is_provisional else policy.prefilled_application_days,
        "code_days": policy.activation_code_days,
    }
    return room.pages.answer(visit, "register/reference.html", values)


async def _picture(room: RegisterRoom, request: Request) -> Response:
    """For a scanner at the counter; only for the browser that was given the reference."""
    reference = _reference(room, request)
    if not reference:
        raise HTTPException(404)
    picture = BytesIO()
    segno.make(reference, error="m", micro=False).save(picture, kind="svg", scale=6, border=4, light="#fff")
    headers = page_headers(secure=room.pages.cookies.secure)
    return Response(picture.getvalue(), media_type="image/svg+xml", headers=headers)


def _reference(room: RegisterRoom, request: Request) -> str:
    """What the cookie holds, if it could be a reference: it is shown, so nothing else may stand there."""
    held = room.reference(request)
    return held if reference_digest(held) else ""

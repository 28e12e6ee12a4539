"""The form by which an administrator asks somebody to act: who, as what, in which areas, until when."""

from datetime import date
from functools import partial

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ugyfelkapu.foundation.page.form import Form
from ugyfelkapu.foundation.policy import policy_at
from ugyfelkapu.gate.actions.office.authorise import Asked, NotAdministrator, WishRefused, authorise
from ugyfelkapu.gate.actions.office.own_offices import SeenOrganisation
from ugyfelkapu.gate.domain.organisation import Area, AuthorisationWish, Role, last_day_at_most
from ugyfelkapu.gate.domain.policy import STANDING
from ugyfelkapu.gate.web.office.organisation import administrator, path_of
from ugyfelkapu.gate.web.office.own_offices import OFFICE
from ugyfelkapu.gate.web.signin.room import SignInRoom

PAGE = "office/authorise.html"
AREA = "area_"
"""Before an area's word: each is a box of its own."""

EMPTY = Form({})


def routes(room: SignInRoom) -> list[BaseRoute]:
    """Ask and take."""
    return [
        Route(f"{OFFICE}/{{organisation_id}}/authorise", partial(_ask, room), methods=["GET"]),
        Route(f"{OFFICE}/{{organisation_id}}/authorise", partial(_take, room), methods=["POST"]),
    ]


async def _ask(room: SignInRoom, request: Request) -> Response:
    found = await administrator(room, request)
    return found if isinstance(found, Response) else await _page(room, request, found[1], form=EMPTY, faults={})


async def _take(room: SignInRoom, request: Request) -> Response:
    form = await room.pages.form(request)
    found = await administrator(room, request)
    if isinstance(found, Response):
        return found
    running, seen = found
    match await authorise(room.world, running, seen.organisation.organisation_id, wish=_wish(form)):
        case Asked():
            return room.pages.redirect(room.pages.visit(request), f"{path_of(seen)}?notice=asked")
        case WishRefused(faults=faults):
            return await _page(room, request, seen, form=form, faults=dict(faults))
        case NotAdministrator():
            raise HTTPException(404)
        case _:
            return await _page(room, request, seen, form=form, faults={"username": "wait"})


async def _page(room: SignInRoom, request: Request, seen: SeenOrganisation, *, form: Form, faults: dict[str, str]) -> Response:
    now = room.world.clock.now()
    policy = await policy_at(room.world.database.reader, STANDING, now=now)
    values = {
        "seen": seen,
        "typed": {name: form.text(name) for name in ("username", "name", "role")},
        "areas": [(AREA + area, area.value, form.has(AREA + area)) for area in Area],
        "day_typed": {part: form.text(f"valid_until_{part}") for part in ("year", "month", "day")},
        "latest": last_day_at_most(policy=policy, now=now),
        "faults": faults,
        "path": f"{path_of(seen)}/authorise",
        "back": path_of(seen),
    }
    return room.pages.answer(room.pages.visit(request), PAGE, values)


def _wish(form: Form) -> AuthorisationWish:
    role = Role.ADMINISTRATOR if form.text("role") == Role.ADMINISTRATOR else Role.REPRESENTATIVE
    return AuthorisationWish(
        username=form.text("username"),
        name=form.text("name"),
        role=role,
        scope=tuple(area for area in Area if form.has(AREA + area)) if role is Role.REPRESENTATIVE else (),
        last_day=day_of(form, "valid_until"),
    )


def day_of(form: Form, field: str) -> date | None:
    """The day typed in a date field's three parts; `None` when there is none."""
    parts = [form.text(f"{field}_{part}") for part in ("year", "month", "day")]
    if not all(part.isascii() and part.isdecimal() and len(part) <= len("2026") for part in parts):
        return None
    try:
        return date(*map(int, parts))
    except ValueError:
        return None

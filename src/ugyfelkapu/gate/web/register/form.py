"""The form filled in at home: who applies, by which document, and the gate they wish for (`domain.md R2`)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ugyfelkapu.foundation.page import Form, Visit, states
from ugyfelkapu.foundation.page.shell import error_page
from ugyfelkapu.foundation.page.wording import LOCAL_TIME
from ugyfelkapu.foundation.throttle import Wait
from ugyfelkapu.gate.actions.applying.begin_at_home import begin_at_home
from ugyfelkapu.gate.actions.registration import wish
from ugyfelkapu.gate.actions.registration.wish import WishFaults
from ugyfelkapu.gate.domain.counter_case import Typed
from ugyfelkapu.gate.domain.device import Origin, description_of
from ugyfelkapu.gate.domain.home_application import HomeData, HomeKind
from ugyfelkapu.gate.domain.identity import DocumentType
from ugyfelkapu.gate.domain.registration import document_refusal
from ugyfelkapu.gate.web.counter.look_up_form import empty_fields, parse, raw_fields
from ugyfelkapu.gate.web.register.room import (
    PREFILLED,
    PROVISIONAL,
    REFERENCE,
    REFERENCE_COOKIE,
    REFERENCE_SECONDS,
    REGISTER,
    RegisterRoom,
)

PAGE = "register/form.html"
PATHS = {HomeKind.PREFILLED: PREFILLED, HomeKind.PROVISIONAL: PROVISIONAL}
OWN_FIELDS = ("username", "email")
ORDER = (
    *("family_name", "given_name", "birth_family_name", "birth_given_name", "mothers_family_name", "mothers_given_name"),
    *("birth_place", "birth_date", "citizenship", "document_type", "document_number", *OWN_FIELDS),
)
"""The fields as they stand on the page, and what is to be put right in the same order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """The form as it is shown: what was typed, and the keys of what is to be put right."""

    raw: Mapping[str, str]
    faults: Mapping[str, str] = field(default_factory=dict)


def routes(room: RegisterRoom) -> list[BaseRoute]:
    """The same form for both kinds."""
    return [
        *(Route(path, partial(_show, room, kind), methods=["GET"]) for kind, path in PATHS.items()),
        *(Route(path, partial(_take, room, kind), methods=["POST"]) for kind, path in PATHS.items()),
    ]


async def _show(room: RegisterRoom, kind: HomeKind, request: Request) -> Response:
    return _page(room, room.pages.visit(request), kind, shown=Shown(raw=empty_fields() | dict.fromkeys(OWN_FIELDS, "")))


async def _take(room: RegisterRoom, kind: HomeKind, request: Request) -> Response:
    visit, form = room.pages.visit(request), await room.pages.form(request)
    raw = _raw(form)
    read = _read(room, visit, raw)
    if not isinstance(read, HomeData):
        return _page(room, visit, kind, shown=Shown(raw=raw, faults=read))
    now = room.world.clock.now()
    origin = Origin(
        address=visit.client_address,
        network=visit.network,
        description=description_of(visit.user_agent),
        device="",
        session="",
    )
    outcome = await begin_at_home(room.world, kind, read, origin=origin, now=now)
    if isinstance(outcome, WishFaults):
        return _page(room, visit, kind, shown=Shown(raw=raw, faults=_wish_faults(outcome)))
    if isinstance(outcome, Wait):
        return error_page(room.pages, request, 429, wait=outcome.until - now)
    response = room.pages.redirect(visit, f"{REFERENCE}?{urlencode({'kind': kind})}")
    room.pages.cookies.keep(response, REFERENCE_COOKIE, outcome.reference, max_age_seconds=REFERENCE_SECONDS)
    return response


def _raw(form: Form) -> dict[str, str]:
    return raw_fields(form) | {name: form.text(name) for name in OWN_FIELDS}


def _read(room: RegisterRoom, visit: Visit, raw: dict[str, str]) -> HomeData | dict[str, str]:
    """What was typed, or every fault by its field; no register is asked and no user name looked up."""
    today = room.world.clock.now().astimezone(LOCAL_TIME).date()
    typed = parse(raw, citizenships=states.codes(), today=today)
    wished = wish.read(wish.Typed(username=raw["username"], email=raw["email"], language=visit.language))
    faults = _wish_faults(wished) if isinstance(wished, WishFaults) else {}
    if not isinstance(typed, Typed):
        return {correction.field: correction.key for correction in typed} | faults
    if document_refusal(typed.document.document_type, typed.citizenship):
        return {"document_type": "register.document_not_accepted"} | faults
    if faults:
        return faults
    return HomeData(typed=typed, username=raw["username"], email=raw["email"], language=visit.language)


def _wish_faults(faults: WishFaults) -> dict[str, str]:
    username = {"username": f"counter.username.{faults.username}"} if faults.username else {}
    return username | ({"email": f"counter.email.{faults.email}"} if faults.email else {})


def _page(room: RegisterRoom, visit: Visit, kind: HomeKind, *, shown: Shown) -> Response:
    errors = {name: room.pages.text(visit, shown.faults[name]) for name in ORDER if name in shown.faults}
    values = {
        "kind": kind,
        "action": PATHS[kind],
        "back": REGISTER,
        "raw": shown.raw,
        "errors": list(errors.items()),
        "error_of": errors,
        "document_types": [(each.value, room.pages.text(visit, f"counter.document.{each}")) for each in DocumentType],
        "citizenships": states.choices(visit.language, room.pages.text(visit, "layout.stateless")),
    }
    return room.pages.answer(visit, PAGE, values)

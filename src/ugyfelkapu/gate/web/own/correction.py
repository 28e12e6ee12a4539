"""The owner says what is wrong in their registered data (`domain.md R10`); the register is the source, a counter asks it."""

from dataclasses import dataclass
from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ugyfelkapu.foundation.page import Visit
from ugyfelkapu.gate.actions.own.request_correction import NotAsked, Signed, correction_of, request_correction
from ugyfelkapu.gate.domain.correction import LONGEST_WORDS, CorrectedField
from ugyfelkapu.gate.domain.destination import Destination
from ugyfelkapu.gate.web.signin.room import OWN, SignInRoom, origin_of, to_sign_in

CORRECTION = f"{OWN}/correction"
PAGE = "own/correction.html"


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What was typed, and what must be put right."""

    field: str = ""
    words: str = ""
    errors: tuple[tuple[str, str], ...] = ()


def routes(room: SignInRoom) -> list[BaseRoute]:
    """Ask and take."""
    return [
        Route(CORRECTION, partial(_ask, room), methods=["GET"]),
        Route(CORRECTION, partial(_take, room), methods=["POST"]),
    ]


async def _ask(room: SignInRoom, request: Request) -> Response:
    visit = room.pages.visit(request)
    return await _shown(room, request, visit, typed=Typed())


async def _take(room: SignInRoom, request: Request) -> Response:
    visit = room.pages.visit(request)
    form = await room.pages.form(request)
    field, words = form.text("field"), form.text("words")
    if field not in set(CorrectedField):
        errors = (("field", room.pages.text(visit, "own.correction.field_missing")),)
        return await _shown(room, request, visit, typed=Typed(words=words, errors=errors))
    cookie = origin_of(room, request, visit).session
    outcome = await request_correction(room.world, cookie, CorrectedField(field), typed=words)
    if outcome is NotAsked.NOBODY:
        return to_sign_in(room, request, visit, destination=Destination.CORRECTION)
    if outcome is NotAsked.WORDS:
        errors = (("words", room.pages.text(visit, "own.correction.words_missing", most=LONGEST_WORDS)),)
        return await _shown(room, request, visit, typed=Typed(field=field, words=words, errors=errors))
    return room.pages.redirect(visit, CORRECTION)


async def _shown(room: SignInRoom, request: Request, visit: Visit, *, typed: Typed) -> Response:
    signed = await correction_of(room.world, origin_of(room, request, visit).session)
    if signed is None:
        return to_sign_in(room, request, visit, destination=Destination.CORRECTION)
    values = _values(room, visit, signed) | {"errors": list(typed.errors), "field": typed.field, "words": typed.words}
    return room.pages.answer(visit, PAGE, values)


def _values(room: SignInRoom, visit: Visit, signed: Signed) -> dict[str, object]:
    return {
        "request": signed.open_request,
        "action": CORRECTION,
        "back": OWN,
        "longest": LONGEST_WORDS,
        "fields": [(each.value, room.pages.text(visit, f"own.correction.{each}")) for each in CorrectedField],
    }

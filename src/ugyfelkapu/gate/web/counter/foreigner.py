"""A foreigner whom no register knows is entered in 3NYT: portrait, signature, the last day of the document (`domain.md R1`)."""

from datetime import date

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ugyfelkapu.foundation.page import states
from ugyfelkapu.foundation.page.wording import LOCAL_TIME
from ugyfelkapu.gate.actions.counter.enter_foreigner import PicturesRefused, Taken, enter_foreigner
from ugyfelkapu.gate.actions.counter.open_case import CaseRefused
from ugyfelkapu.gate.domain.png_image import MOST_BYTES
from ugyfelkapu.gate.domain.registration import RefusalReason
from ugyfelkapu.gate.web.counter.look_up import look_up_refusal, page, refusal_values
from ugyfelkapu.gate.web.counter.look_up_form import VALID_FIELDS, Correction, parse, raw_fields
from ugyfelkapu.gate.web.counter.room import REGISTER, CounterRoom, Desk, case_path, for_registrars

FOREIGNERS = "/counter/foreigners"
PICTURES = frozenset({"portrait", "signature"})
NOT_FOUND = CaseRefused(reason=RefusalReason.NOT_FOUND)


def routes(room: CounterRoom) -> list[BaseRoute]:
    """The entry; its form stands beside the look-up that found nobody."""
    return [
        Route(FOREIGNERS, for_registrars(room, _back), methods=["GET"]),
        Route(FOREIGNERS, for_registrars(room, _enter), methods=["POST"]),
    ]


async def _back(room: CounterRoom, desk: Desk, request: Request) -> Response:
    """Whoever changes the language after a refusal comes by this address."""
    del request
    return room.pages.redirect(desk.visit, REGISTER)


async def _enter(room: CounterRoom, desk: Desk, request: Request) -> Response:
    form, files = await room.pages.form_with_files(request, names=PICTURES, most_bytes=MOST_BYTES)
    raw = raw_fields(form) | {name: form.text(name) for name in VALID_FIELDS}
    typed = parse(raw, citizenships=states.codes(), today=desk.now.astimezone(LOCAL_TIME).date())
    if isinstance(typed, list):
        return page(room, desk, raw, corrections=typed)
    until = _day(raw)
    if until is None:
        return _again(room, desk, raw, names=("document_valid_until",))
    taken = Taken(document_valid_until=until, portrait=files["portrait"], signature=files["signature"])
    outcome = await enter_foreigner(room.world, desk.clerk, typed, taken=taken, now=desk.now)
    if isinstance(outcome, PicturesRefused):
        return _again(room, desk, raw, names=outcome.names)
    if isinstance(outcome, CaseRefused):
        return page(room, desk, raw, refusal=look_up_refusal(room, desk, outcome, typed=typed))
    return room.pages.redirect(desk.visit, case_path(outcome.case_id))


def _again(room: CounterRoom, desk: Desk, raw: dict[str, str], *, names: tuple[str, ...]) -> Response:
    """The form of the entry with what is to be put right; files have to be chosen again."""
    corrections = [Correction(field=name, key=f"counter.entry.bad.{name}") for name in names]
    refusal = refusal_values(room, desk, NOT_FOUND) | {"may_enter": True}
    return page(room, desk, raw, corrections=corrections, refusal=refusal)


def _day(raw: dict[str, str]) -> date | None:
    parts = [raw[name] for name in VALID_FIELDS]
    if not all(part.isascii() and part.isdecimal() and len(part) <= 4 for part in parts):  # noqa: PLR2004 - a year's digits
        return None
    year, month, day = (int(part) for part in parts)
    try:
        return date(year, month, day)
    except ValueError:
        return None

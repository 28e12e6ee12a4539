"""A new registration: what the document shows is typed in, and the registers are asked (`domain.md R4`)."""

from collections.abc import Mapping, Sequence

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ugyfelkapu.foundation.page import Language, states
from ugyfelkapu.foundation.page.wording import LOCAL_TIME, day
from ugyfelkapu.foundation.throttle import Wait
from ugyfelkapu.gate.actions.counter.home_application import FromHome, find_by_reference
from ugyfelkapu.gate.actions.counter.open_case import CaseRefused, open_case
from ugyfelkapu.gate.domain.counter_case import Typed
from ugyfelkapu.gate.domain.identity import DocumentType
from ugyfelkapu.gate.domain.registration import HUNGARY, RefusalReason
from ugyfelkapu.gate.web.counter.accepted import accepted_rows
from ugyfelkapu.gate.web.counter.differences import told_differences
from ugyfelkapu.gate.web.counter.look_up_form import VALID_FIELDS, Correction, empty_fields, fields_of, parse, raw_fields
from ugyfelkapu.gate.web.counter.room import FROM_HOME, REGISTER, CounterRoom, Desk, case_path, for_registrars


def routes(room: CounterRoom) -> list[BaseRoute]:
    """The form and its look-up."""
    return [
        Route(REGISTER, for_registrars(room, _show), methods=["GET"]),
        Route(REGISTER, for_registrars(room, _look_up), methods=["POST"]),
        Route(FROM_HOME, for_registrars(room, _back), methods=["GET"]),
        Route(FROM_HOME, for_registrars(room, _fill_in), methods=["POST"]),
    ]


async def _show(room: CounterRoom, desk: Desk, request: Request) -> Response:
    del request  # an empty form for everybody
    return page(room, desk, empty_fields())


async def _back(room: CounterRoom, desk: Desk, request: Request) -> Response:
    """Whoever reloads the filled-in form, or changes the language, types the reference again."""
    del request
    return room.pages.redirect(desk.visit, REGISTER)


async def _fill_in(room: CounterRoom, desk: Desk, request: Request) -> Response:
    """The form as the applicant filled it in at home, to be compared with the document before any register is asked."""
    reference = (await room.pages.form(request)).text("reference")
    outcome = await find_by_reference(room.world, desk.clerk, reference, now=desk.now)
    if isinstance(outcome, FromHome):
        return page(room, desk, fields_of(outcome.data.typed) | {"reference": reference})
    what = "wait" if isinstance(outcome, Wait) else "unknown"
    refusal = {part: room.pages.text(desk.visit, f"counter.reference.{what}.{part}") for part in ("title", "text")}
    return page(room, desk, empty_fields(), refusal=refusal | {"fields": [], "keeps_form": True})


async def _look_up(room: CounterRoom, desk: Desk, request: Request) -> Response:
    form = await room.pages.form(request)
    raw, reference = raw_fields(form), form.text("reference")
    today = desk.now.astimezone(LOCAL_TIME).date()
    typed = parse(raw, citizenships=states.codes(), today=today)
    if isinstance(typed, list):
        return page(room, desk, raw | {"reference": reference}, corrections=typed)
    begun = await find_by_reference(room.world, desk.clerk, reference, now=desk.now) if reference else None
    application_id = begun.application_id if isinstance(begun, FromHome) else None
    outcome = await open_case(room.world, desk.clerk, typed, application_id=application_id, now=desk.now)
    if isinstance(outcome, CaseRefused):
        refusal = look_up_refusal(room, desk, outcome, typed=typed)
        return page(room, desk, raw | {"reference": reference}, refusal=refusal)
    return room.pages.redirect(desk.visit, case_path(outcome.case_id))


def look_up_refusal(room: CounterRoom, desk: Desk, refused: CaseRefused, *, typed: Typed) -> dict[str, object]:
    """Why there is no case, and what to do: put data right, or enter in 3NYT a foreigner whom no register knows."""
    may_enter = refused.reason is RefusalReason.NOT_FOUND and typed.citizenship != HUNGARY  # domain.md R1
    return (
        refusal_values(room, desk, refused)
        | {"may_enter": may_enter, "documents": refused.reason is RefusalReason.DOCUMENT_NOT_ACCEPTED}
        | told_differences(room, desk, refused, typed=typed)
    )


def page(
    room: CounterRoom,
    desk: Desk,
    raw: Mapping[str, str],
    *,
    corrections: Sequence[Correction] = (),
    refusal: Mapping[str, object] | None = None,
) -> Response:
    """The form with what was typed, and what to put right or why it was refused."""
    texts = {correction.field: room.pages.text(desk.visit, correction.key) for correction in corrections}
    stateless = room.pages.text(desk.visit, "layout.stateless")
    values = {
        "clerk": desk.clerk,
        "entry": {"may_enter": False, "documents": False, "differences": (), "marked": ()} | dict(refusal or {}),
        "accepted": accepted_rows(room, desk),
        "raw": {"reference": ""} | dict.fromkeys(VALID_FIELDS, "") | dict(raw),
        "errors": list(texts.items()),
        "error_of": texts,
        "refusal": refusal,
        "document_types": [(kind.value, room.pages.text(desk.visit, f"counter.document.{kind}")) for kind in DocumentType],
        "citizenships": states.choices(desk.visit.language, stateless),
    }
    return room.pages.answer(desk.visit, "counter/register.html", values)


def refusal_values(room: CounterRoom, desk: Desk, refused: CaseRefused) -> dict[str, object]:
    """The refusal in the words of the page: what happened, what to do, which fields."""
    since = day(refused.has_gate_since, Language(desk.visit.language)) if refused.has_gate_since else ""
    key = f"counter.refusal.{refused.reason}"
    return {
        "title": room.pages.text(desk.visit, f"{key}.title"),
        "text": room.pages.text(desk.visit, f"{key}.text", since=since),
        "fields": [room.pages.text(desk.visit, f"counter.field.{field}") for field in refused.fields],
        "keeps_form": refused.reason is not RefusalReason.HAS_GATE,
    }

"""The form: who applies, by which document, and the gate they wish for; the application is made of it (`domain.md R2`)."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ugyfelkapu.foundation.page import Visit, states
from ugyfelkapu.foundation.page.shell import error_page
from ugyfelkapu.foundation.page.wording import LOCAL_TIME
from ugyfelkapu.foundation.throttle import Wait
from ugyfelkapu.gate.actions.applying.signature_applications import Draft, draft, keep
from ugyfelkapu.gate.actions.registration.wish import Typed as TypedWish
from ugyfelkapu.gate.actions.registration.wish import UsernameTaken, WishFaults, read
from ugyfelkapu.gate.domain.counter_case import Typed
from ugyfelkapu.gate.domain.identity import DocumentType
from ugyfelkapu.gate.domain.registration import RefusalReason
from ugyfelkapu.gate.domain.signature_application import SignatureApplication
from ugyfelkapu.gate.web.counter.look_up_form import Correction, empty_fields, parse, raw_fields
from ugyfelkapu.gate.web.signature.application_document import application_pdf
from ugyfelkapu.gate.web.signature.room import APPLICATION, FORM, NUMBER, NUMBER_COOKIE, SignatureRoom

PAGE = "signature/form.html"
DOCUMENTS = (DocumentType.ID_CARD, DocumentType.PASSPORT)
"""Those that a certificate can name (ETSI EN 319 412-1 section 5.1.3)."""

WISHED = ("username", "email", "certificate_number")

ORDER = (
    *("family_name", "given_name", "birth_family_name", "birth_given_name", "mothers_family_name", "mothers_given_name"),
    *(
        "birth_place",
        "birth_date",
        "citizenship",
        "document_type",
        "document_number",
        "username",
        "email",
        "certificate_number",
    ),
)
"""The fields as they stand on the page, and what is to be put right in the same order."""


def routes(room: SignatureRoom) -> list[BaseRoute]:
    """The empty form, and what is made of it."""
    return [
        Route(FORM, partial(_show, room), methods=["GET"]),
        Route(FORM, partial(_make, room), methods=["POST"]),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """The form as it is shown: what was typed, and what to put right."""

    raw: Mapping[str, str]
    errors: Mapping[str, str] = field(default_factory=dict)
    suggestions: tuple[str, ...] = ()


async def _show(room: SignatureRoom, request: Request) -> Response:
    return page(room, room.pages.visit(request), Shown(raw=empty_fields() | dict.fromkeys(WISHED, "")))


async def _make(room: SignatureRoom, request: Request) -> Response:
    visit, form = room.pages.visit(request), await room.pages.form(request)
    raw = raw_fields(form) | {name: form.text(name) for name in WISHED}
    wish = TypedWish(
        username=raw["username"], email=raw["email"], language=visit.language, certificate=raw["certificate_number"]
    )
    today = room.world.clock.now().astimezone(LOCAL_TIME).date()
    typed = parse(raw, citizenships=states.codes(), today=today)
    if not isinstance(typed, Typed):
        return page(room, visit, faulty(room, visit, raw, corrections=typed, faults=_faults(wish)))
    drafted = await draft(room.world, typed, wish, network=visit.network)
    if isinstance(drafted, Wait):
        return error_page(room.pages, request, 429, wait=drafted.until - room.world.clock.now())
    if isinstance(drafted, RefusalReason):
        text = room.pages.text(visit, f"signature.refusal.{drafted}")
        return page(room, visit, Shown(raw=raw, errors={"document_type": text}))
    if isinstance(drafted, WishFaults):
        return page(room, visit, faulty(room, visit, raw, faults=drafted))
    return await _kept(room, visit, drafted)


async def _kept(room: SignatureRoom, visit: Visit, drafted: Draft) -> Response:
    texts = room.pages.catalogues[visit.language]
    pdf = await asyncio.to_thread(application_pdf, drafted, texts=texts, language=visit.language)
    await keep(room.world, drafted, pdf)
    response = room.pages.redirect(visit, APPLICATION)
    seconds = int((drafted.expires_at - drafted.made_at).total_seconds())
    room.pages.cookies.keep(response, NUMBER_COOKIE, drafted.number, max_age_seconds=seconds)
    return response


def page(room: SignatureRoom, visit: Visit, shown: Shown) -> Response:
    """The form with what was typed, and what to put right."""
    values = {
        "raw": shown.raw,
        "errors": list(shown.errors.items()),
        "error_of": shown.errors,
        "suggestions": shown.suggestions,
        "document_types": [(kind.value, room.pages.text(visit, f"counter.document.{kind}")) for kind in DOCUMENTS],
        "citizenships": states.choices(visit.language, room.pages.text(visit, "layout.stateless")),
        "action": FORM,
        "number_path": NUMBER,
    }
    return room.pages.answer(visit, PAGE, values)


def faulty(
    room: SignatureRoom,
    visit: Visit,
    raw: Mapping[str, str],
    *,
    corrections: list[Correction] | None = None,
    faults: WishFaults,
) -> Shown:
    """The form again, with everything that is to be put right at once."""
    keys = {correction.field: correction.key for correction in corrections or []}
    taken = faults.username if isinstance(faults.username, UsernameTaken) else None
    if faults.username:
        keys["username"] = "signature.username_taken" if taken else f"counter.username.{faults.username}"
    if faults.email:
        keys["email"] = f"counter.email.{faults.email}"
    if faults.certificate:
        keys["certificate_number"] = f"certificate.fault.{faults.certificate}"
    errors = {name: room.pages.text(visit, keys[name]) for name in ORDER if name in keys}
    return Shown(raw=raw, errors=errors, suggestions=taken.suggestions if taken else ())


def typed_again(application: SignatureApplication) -> dict[str, str]:
    """The form as it was filled in, for somebody whose user name was taken meanwhile."""
    identity, document = application.typed.identity, application.typed.document
    return {
        "document_type": document.document_type.value,
        "document_number": document.document_number,
        "citizenship": application.typed.citizenship,
        "family_name": identity.current_name.family_name,
        "given_name": identity.current_name.given_name,
        "birth_family_name": identity.birth_name.family_name,
        "birth_given_name": identity.birth_name.given_name,
        "mothers_family_name": identity.mothers_birth_name.family_name,
        "mothers_given_name": identity.mothers_birth_name.given_name,
        "birth_place": identity.birth_place,
        "birth_date_year": str(identity.birth_date.year),
        "birth_date_month": str(identity.birth_date.month),
        "birth_date_day": str(identity.birth_date.day),
        "username": application.username,
        "email": application.email,
        "certificate_number": application.certificate,
    }


def _faults(wish: TypedWish) -> WishFaults:
    """What is wrong with user name and e-mail, told together with the rest."""
    wished = read(wish)
    return wished if isinstance(wished, WishFaults) else WishFaults()

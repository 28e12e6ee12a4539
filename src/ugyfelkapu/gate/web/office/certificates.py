"""An organisation's certificates that free from the fee: listed, drawn up, downloaded, taken back (`domain.md R11`)."""

import asyncio
from collections.abc import Mapping
from functools import partial

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ugyfelkapu.foundation.page import read_query
from ugyfelkapu.foundation.page.download import download
from ugyfelkapu.foundation.page.form import Form
from ugyfelkapu.foundation.throttle import Wait
from ugyfelkapu.gate.actions.office.authorise import NotAdministrator
from ugyfelkapu.gate.actions.office.draw_certificate import (
    Draft,
    TypedHolder,
    certificates_of,
    draft,
    keep,
    withdraw,
)
from ugyfelkapu.gate.actions.office.own_offices import SeenOrganisation
from ugyfelkapu.gate.actions.sessions.live_session import RunningSession
from ugyfelkapu.gate.domain.fee_certificate import FeeCertificate, certificate_number_of, may_certify
from ugyfelkapu.gate.web.office.authorise import EMPTY, day_of
from ugyfelkapu.gate.web.office.certificate_document import certificate_pdf
from ugyfelkapu.gate.web.office.hand_in import HAND_IN
from ugyfelkapu.gate.web.office.organisation import administrator, path_of
from ugyfelkapu.gate.web.office.own_offices import OFFICE
from ugyfelkapu.gate.web.signin.room import SignInRoom

PAGE = "office/certificates.html"
FORM_PAGE = "office/certificate_form.html"
CERTIFICATES = f"{OFFICE}/{{organisation_id}}/certificates"
NOTICES = frozenset({"drawn", "withdrawn", "gone"})
FIELDS = ("family_name", "given_name", "birth_date", "email")


def routes(room: SignInRoom) -> list[BaseRoute]:
    """See, draw up, download, take back."""
    return [
        Route(CERTIFICATES, partial(_show, room), methods=["GET"]),
        Route(f"{CERTIFICATES}/new", partial(_ask, room), methods=["GET"]),
        Route(f"{CERTIFICATES}/new", partial(_draw, room), methods=["POST"]),
        Route(f"{CERTIFICATES}/withdraw", partial(_withdraw, room), methods=["POST"]),
        Route(f"{CERTIFICATES}/{{number}}.pdf", partial(_send, room), methods=["GET"]),
    ]


async def _certifier(room: SignInRoom, request: Request) -> tuple[RunningSession, SeenOrganisation] | Response:
    """The administrator of an organisation that may certify; 404 for anybody else."""
    found = await administrator(room, request)
    if not isinstance(found, Response) and not may_certify(found[1].organisation):
        raise HTTPException(404)
    return found


async def _listed(room: SignInRoom, running: RunningSession, seen: SeenOrganisation) -> list[FeeCertificate]:
    found = await certificates_of(room.world, running, seen.organisation.organisation_id)
    if found is None:
        raise HTTPException(404)
    return found


async def _show(room: SignInRoom, request: Request) -> Response:
    found = await _certifier(room, request)
    if isinstance(found, Response):
        return found
    notice = read_query(request).text("notice")
    values = {
        "seen": found[1],
        "certificates": await _listed(room, *found),
        "path": f"{path_of(found[1])}/certificates",
        "hand_in": HAND_IN,
        "back": path_of(found[1]),
        "notice": notice if notice in NOTICES else "",
    }
    return room.pages.answer(room.pages.visit(request), PAGE, values)


async def _ask(room: SignInRoom, request: Request) -> Response:
    found = await _certifier(room, request)
    return found if isinstance(found, Response) else _form(room, request, found[1], form=EMPTY, faults={})


async def _draw(room: SignInRoom, request: Request) -> Response:
    form = await room.pages.form(request)
    found = await _certifier(room, request)
    if isinstance(found, Response):
        return found
    running, seen = found
    drafted = await draft(room.world, running, seen.organisation.organisation_id, typed=_typed(form))
    if isinstance(drafted, NotAdministrator):
        raise HTTPException(404)
    if isinstance(drafted, Wait):
        return _form(room, request, seen, form=form, faults={"family_name": "wait"})
    if isinstance(drafted, Draft):
        return await _kept(room, request, running, drafted=drafted)
    return _form(room, request, seen, form=form, faults=drafted)


async def _kept(room: SignInRoom, request: Request, running: RunningSession, *, drafted: Draft) -> Response:
    visit = room.pages.visit(request)
    texts = room.pages.catalogues[visit.language]
    pdf = await asyncio.to_thread(certificate_pdf, drafted, texts=texts, language=visit.language)
    if not await keep(room.world, running, drafted, pdf=pdf, language=visit.language):
        raise HTTPException(404)
    return room.pages.redirect(visit, f"{OFFICE}/{drafted.organisation.organisation_id}/certificates?notice=drawn")


async def _withdraw(room: SignInRoom, request: Request) -> Response:
    form = await room.pages.form(request)
    found = await _certifier(room, request)
    if isinstance(found, Response):
        return found
    running, seen = found
    number = certificate_number_of(form.text("certificate_number"))
    organisation_id = seen.organisation.organisation_id
    is_done = number is not None and await withdraw(room.world, running, organisation_id, number=number)
    notice = "withdrawn" if is_done else "gone"
    return room.pages.redirect(room.pages.visit(request), f"{path_of(seen)}/certificates?notice={notice}")


async def _send(room: SignInRoom, request: Request) -> Response:
    """The document as long as it waits for its seal."""
    found = await _certifier(room, request)
    if isinstance(found, Response):
        return found
    for each in await _listed(room, *found):
        if each.number == request.path_params["number"] and each.content and each.content.pdf:
            return download(room.pages, each.content.pdf, name=f"{each.number}.pdf", media_type="application/pdf")
    raise HTTPException(404)


def _form(room: SignInRoom, request: Request, seen: SeenOrganisation, *, form: Form, faults: Mapping[str, str]) -> Response:
    visit = room.pages.visit(request)
    errors = {
        name: room.pages.text(visit, f"certificate.draw.{faults[name]}", domains=", ".join(seen.domains))
        for name in FIELDS
        if name in faults
    }
    values = {
        "seen": seen,
        "typed": {name: form.text(name) for name in ("family_name", "given_name", "email")},
        "day_typed": {part: form.text(f"birth_date_{part}") for part in ("year", "month", "day")},
        "errors": list(errors.items()),
        "error_of": errors,
        "path": f"{path_of(seen)}/certificates/new",
        "back": f"{path_of(seen)}/certificates",
    }
    return room.pages.answer(visit, FORM_PAGE, values)


def _typed(form: Form) -> TypedHolder:
    return TypedHolder(
        family_name=form.text("family_name"),
        given_name=form.text("given_name"),
        birth_date=day_of(form, "birth_date"),
        email=form.text("email"),
    )

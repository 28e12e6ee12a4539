"""The form for a new organisation: who it is, its seal as its certificate calls it, and its first administrator."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ugyfelkapu.gate.actions.consoles.organisations import Named, propose_with_administrator
from ugyfelkapu.gate.actions.consoles.propose import Flaw
from ugyfelkapu.gate.domain.duty import Duty
from ugyfelkapu.gate.domain.gate import GateId
from ugyfelkapu.gate.domain.organisation import OrganisationKind
from ugyfelkapu.gate.domain.proposal import RegisterOrganisation
from ugyfelkapu.gate.web.consoles.organisations import NEW
from ugyfelkapu.gate.web.consoles.room import PROPOSALS, console_page, for_duty
from ugyfelkapu.gate.web.counter.room import CounterRoom, Desk

FIELDS = ("kind", "short_name", "krid", "organisation_name", "seal", "username", "name")
MOST_FILE_BYTES = 16 * 1024
PLACES = {
    Flaw.ORGANISATION_SHORT_NAME: "short_name",
    Flaw.ORGANISATION_TAKEN: "short_name",
    Flaw.ORGANISATION_KRID: "krid",
    Flaw.ORGANISATION_NAME: "organisation_name",
    Flaw.ORGANISATION_SEAL: "seal",
    Flaw.ORGANISATION_NO_SUCH_PERSON: "username",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wrong:
    """A field to put right."""

    field: str
    key: str


def routes(room: CounterRoom) -> list[BaseRoute]:
    """The form; its address stands before the organisations', which would match it too."""
    return [
        Route(NEW, for_duty(room, Duty.RULE, _show), methods=["GET"]),
        Route(NEW, for_duty(room, Duty.RULE, _take), methods=["POST"]),
    ]


async def _show(room: CounterRoom, desk: Desk, request: Request) -> Response:
    del request  # an empty form for everybody
    return _page(room, desk, dict.fromkeys(FIELDS, "") | {"kind": OrganisationKind.OFFICE_GATE.value})


async def _take(room: CounterRoom, desk: Desk, request: Request) -> Response:
    """The certificate lives until this answer, in memory alone; what it calls the organisation is kept."""
    form, file = await room.pages.form_with_file(request, most_bytes=MOST_FILE_BYTES)
    raw = {name: form.text(name) for name in FIELDS}
    seal = _seal(room, raw["seal"], file)
    if isinstance(seal, _Wrong):
        return _page(room, desk, raw, wrong=seal)
    if raw["kind"] not in set(OrganisationKind):
        return _page(room, desk, raw, wrong=_Wrong(field="kind", key="console.organisation.kind_missing"))
    content = RegisterOrganisation(
        kind=OrganisationKind(raw["kind"]),
        short_name=raw["short_name"],
        krid=raw["krid"],
        name=raw["organisation_name"],
        seal_identifier=seal,
        administrator=GateId(""),
    )
    named = Named(username=raw["username"], name=raw["name"])
    outcome = await propose_with_administrator(room.world, desk.clerk, content, named=named, now=desk.now)
    if isinstance(outcome, Flaw):
        wrong = _Wrong(field=PLACES.get(outcome, "short_name"), key=f"console.flaw.{outcome}")
        return _page(room, desk, raw | {"seal": seal}, wrong=wrong)
    return room.pages.redirect(desk.visit, f"{PROPOSALS}/{outcome.proposal_id}")


def _seal(room: CounterRoom, typed: str, file: bytes) -> str | _Wrong:
    """As typed, or as the certificate has it; both only where they are the same."""
    if not file:
        return typed
    read = room.world.seal_named_in(file)
    if not read:
        return _Wrong(field="seal_certificate", key="console.organisation.no_seal_certificate")
    if typed and typed != read:
        return _Wrong(field="seal_certificate", key="console.organisation.another_seal")
    return read


def _page(room: CounterRoom, desk: Desk, raw: dict[str, str], *, wrong: _Wrong | None = None) -> Response:
    text = room.pages.text
    errors = [(wrong.field, text(desk.visit, wrong.key))] if wrong else []
    values = {
        "raw": raw,
        "kinds": [(kind.value, text(desk.visit, f"office.kind.{kind}")) for kind in OrganisationKind],
        "path": NEW,
        "errors": errors,
        "error_of": dict(errors),
    }
    return console_page(room, desk, "organisation_new.html", values=values)

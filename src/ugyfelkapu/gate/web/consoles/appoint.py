"""Somebody new is proposed: who it is as a person is asked once, and only the name and a key of it are kept."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ugyfelkapu.gate.actions.consoles.propose import Flaw, propose
from ugyfelkapu.gate.domain.duty import Duty, roles_given_by, scope_of
from ugyfelkapu.gate.domain.identity import identity_key
from ugyfelkapu.gate.domain.office import BodyId, ClerkRole
from ugyfelkapu.gate.domain.proposal import AppointClerk, may_handle
from ugyfelkapu.gate.store import staff
from ugyfelkapu.gate.web.consoles.room import PROPOSALS, console_page, for_duty
from ugyfelkapu.gate.web.counter.look_up_form import IDENTITY_FIELDS, Correction, identity_of
from ugyfelkapu.gate.web.counter.room import CounterRoom, Desk

APPOINT = f"{PROPOSALS}/appoint"
FIELDS = ("username", "role", "body_id", *IDENTITY_FIELDS)
MOST_BODIES = 2000


def routes(room: CounterRoom) -> list[BaseRoute]:
    """The form; its address stands before the proposals', which would match it too."""
    return [
        Route(APPOINT, for_duty(room, Duty.APPOINT, _show), methods=["GET"]),
        Route(APPOINT, for_duty(room, Duty.APPOINT, _take), methods=["POST"]),
    ]


async def _show(room: CounterRoom, desk: Desk, request: Request) -> Response:
    del request  # an empty form for everybody
    return await _page(room, desk, dict.fromkeys(FIELDS, "") | {"role": ClerkRole.CLERK.value})


async def _take(room: CounterRoom, desk: Desk, request: Request) -> Response:
    form = await room.pages.form(request)
    raw = {name: form.text(name) for name in FIELDS}
    today = desk.now.date()
    identity = identity_of(raw, today=today)
    corrections = identity if isinstance(identity, list) else []
    if raw["role"] not in set(ClerkRole):
        corrections = [*corrections, Correction(field="role", key="console.flaw.role_unfit")]
    if isinstance(identity, list) or corrections:
        return await _page(room, desk, raw, corrections=corrections)
    content = AppointClerk(
        body_id=BodyId(scope_of(desk.clerk) or raw["body_id"]),
        role=ClerkRole(raw["role"]),
        username=raw["username"],
        family_name=identity.current_name.family_name,
        given_name=identity.current_name.given_name,
        identity_key=identity_key(identity).hex(),
    )
    if not may_handle(desk.clerk, content):
        return room.pages.redirect(desk.visit, PROPOSALS)
    outcome = await propose(room.world, desk.clerk, content, now=desk.now)
    if isinstance(outcome, Flaw):
        field = {Flaw.ROLE_UNFIT: "role", Flaw.NOT_THERE: "body_id"}.get(outcome, "username")
        return await _page(room, desk, raw, corrections=[Correction(field=field, key=f"console.flaw.{outcome}")])
    return room.pages.redirect(desk.visit, f"{PROPOSALS}/{outcome.proposal_id}")


async def _page(room: CounterRoom, desk: Desk, raw: dict[str, str], *, corrections: list[Correction] | None = None) -> Response:
    text = room.pages.text
    errors = {correction.field: text(desk.visit, correction.key) for correction in corrections or []}
    bodies = [] if scope_of(desk.clerk) else await staff.bodies(room.world.database.reader, many=MOST_BODIES)
    values = {
        "raw": raw,
        "errors": list(errors.items()),
        "error_of": errors,
        "roles": [(role.value, text(desk.visit, f"counter.role.{role}")) for role in roles_given_by(desk.clerk)],
        "bodies": [(body.body_id, body.name) for body in bodies],
    }
    return console_page(room, desk, "appoint.html", values=values)

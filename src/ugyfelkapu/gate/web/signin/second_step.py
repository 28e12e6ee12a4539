"""What the pages of the second step have in common, whichever way a person takes through it (`domain.md R16`)."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from ugyfelkapu.foundation.page import Visit
from ugyfelkapu.foundation.throttle import Wait
from ugyfelkapu.gate.actions.passwords.reset_password import PasswordReset
from ugyfelkapu.gate.actions.sessions.answer_identification import open_question
from ugyfelkapu.gate.actions.sessions.begin_session import SignedIn
from ugyfelkapu.gate.actions.sessions.half_done import HalfDone, NextStep, half_done, ways_through
from ugyfelkapu.gate.actions.signing_in.proofs import Proof
from ugyfelkapu.gate.actions.signing_in.second_factor import Outcome, give_second_factor
from ugyfelkapu.gate.domain.destination import Destination
from ugyfelkapu.gate.domain.sign_in import Purpose, Refused, Step
from ugyfelkapu.gate.domain.way import Way
from ugyfelkapu.gate.web.signin.refusals import Told, Wrong, missing_fields, told
from ugyfelkapu.gate.web.signin.room import (
    EMAIL_CODE,
    OTHER_WAYS,
    RECOVERY_CODE,
    SECOND_FACTOR,
    SECOND_PASSKEY,
    SignInRoom,
    form_targets,
    keep_device,
    next_step,
    origin_of,
    pending_of,
    sign_in_path,
    signed_in,
    start_again,
    step_up_path,
)

PAGES = {
    Way.TOTP: f"{SECOND_FACTOR}?way={Way.TOTP}",
    Way.PASSKEY: SECOND_PASSKEY,
    Way.RECOVERY_CODE: RECOVERY_CODE,
    Way.EMAIL_CODE: EMAIL_CODE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class WayPage:
    """The page of one way: where it is, what it shows, in which field the proof comes, what is said of a wrong one."""

    way: Way
    template: str
    action: str
    field: str
    wrong: Wrong


async def waiting(room: SignInRoom, request: Request, visit: Visit) -> HalfDone | None:
    """The half-done sign-in of this browser that waits for its second step."""
    origin = origin_of(room, request, visit)
    return await half_done(room.world, pending_of(room, request), origin, step=Step.SECOND_FACTOR)


async def ask(room: SignInRoom, request: Request, page: WayPage) -> Response:
    """Show the page of a way, if this half-done sign-in may take it."""
    visit = room.pages.visit(request)
    found = await waiting(room, request, visit)
    if found is None:
        return start_again(room, visit, "again")
    if page.way not in await ways_through(room.world, found):
        return room.pages.redirect(visit, OTHER_WAYS)
    return await show(room, visit, page, found=found, refusal=Told(errors=[]))


async def take(room: SignInRoom, request: Request, page: WayPage) -> Response:
    """Take what was typed, or what the page's script sent."""
    visit = room.pages.visit(request)
    form = await room.pages.form(request)
    found = await waiting(room, request, visit)
    if found is None:
        return start_again(room, visit, "again")
    given = form.text(page.field)
    if missing := missing_fields(room, visit, **{page.field: given}):
        return await show(room, visit, page, found=found, refusal=missing)
    origin = origin_of(room, request, visit)
    proof = Proof(way=page.way, given=given)
    outcome = await give_second_factor(room.world, pending_of(room, request), proof, origin=origin)
    return await _answered(room, visit, page, found=found, outcome=outcome)


async def show(room: SignInRoom, visit: Visit, page: WayPage, *, found: HalfDone, refusal: Told) -> Response:
    """The page with what was wrong on it, and the way to the other ways."""
    pending = found.pending
    question = None
    if pending.identification_id:
        question = await open_question(room.world, pending.identification_id, now=room.world.clock.now())
    values = {
        "errors": refusal.errors,
        "action": page.action,
        "back": _back(found),
        "other_ways": OTHER_WAYS,
        "stepping_up": pending.purpose is Purpose.STEP_UP,
        "options": f"{SECOND_PASSKEY}/options",
        "send": f"{EMAIL_CODE}/send",
    }
    visit = visit.leading_to(*form_targets(room, question)).asking_back()
    return room.pages.answer(visit, page.template, values, status=refusal.status, headers=refusal.headers)


def _back(found: HalfDone) -> str:
    pending = found.pending
    if pending.purpose is Purpose.STEP_UP and pending.identification_id:
        return f"{step_up_path(pending.identification_id)}&turn=back"
    return sign_in_path(pending.identification_id, destination=pending.destination)


def _next_duty(page: WayPage) -> Destination | None:
    """Who needed a recovery code has a device to remove or to set up."""
    return Destination.FACTORS if page.way is Way.RECOVERY_CODE else None


async def _answered(room: SignInRoom, visit: Visit, page: WayPage, *, found: HalfDone, outcome: Outcome) -> Response:
    pending = found.pending
    match outcome:
        case SignedIn():
            destination = pending.destination or _next_duty(page)
            return signed_in(room, visit, outcome, identification_id=pending.identification_id, destination=destination)
        case NextStep():
            return next_step(room, visit, outcome)
        case PasswordReset():
            response = start_again(room, visit, "password-reset")
            keep_device(room, response, outcome.device)
            return response
        case Refused.GONE:
            return start_again(room, visit, "again")
        case Refused() | Wait():
            refusal = await told(room, visit, outcome, wrong=page.wrong)
            return await show(room, visit, page, found=found, refusal=refusal)

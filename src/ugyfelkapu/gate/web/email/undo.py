"""The link in the mail to the former address shows what it does, and one button brings that address back (`domain.md R9`)."""

from functools import partial
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ugyfelkapu.foundation.page import read_query
from ugyfelkapu.gate.actions.email.request_email_change import UNDO
from ugyfelkapu.gate.actions.email.undo_email_change import Undone, undo_email_change, undoable
from ugyfelkapu.gate.actions.mail.tell import NOT_ME
from ugyfelkapu.gate.web.signin.room import SESSION_COOKIE, SignInRoom, origin_of

PAGE = "email/undo.html"
UNKNOWN_PAGE = "email/undo_unknown.html"


def routes(room: SignInRoom) -> list[BaseRoute]:
    """Show and do."""
    return [
        Route(UNDO, partial(_show, room), methods=["GET"]),
        Route(UNDO, partial(_undo, room), methods=["POST"]),
    ]


async def _show(room: SignInRoom, request: Request) -> Response:
    """Programs that look into mails open links: so this changes nothing."""
    visit = room.pages.visit(request)
    code = read_query(request).text("code")
    change = await undoable(room.world, code)
    if change is None:
        return room.pages.answer(visit, UNKNOWN_PAGE, status=410)
    values = {"action": UNDO, "code": code, "asked_at": change.asked_at, "changed": change.changed_at is not None}
    return room.pages.answer(visit, PAGE, values)


async def _undo(room: SignInRoom, request: Request) -> Response:
    visit = room.pages.visit(request)
    form = await room.pages.form(request)
    outcome = await undo_email_change(room.world, form.text("code"), origin_of(room, request, visit))
    if not isinstance(outcome, Undone):
        return room.pages.redirect(visit, UNDO)
    query = urlencode({"code": outcome.freezing_code, "notice": "email-restored"})
    response = room.pages.redirect(visit, f"{NOT_ME}?{query}")
    room.pages.cookies.drop(response, SESSION_COOKIE)
    return response

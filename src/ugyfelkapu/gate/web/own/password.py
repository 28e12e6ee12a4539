"""Changing the password while signed in, and choosing how long it lives (`domain.md R7`)."""

from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ugyfelkapu.foundation.page import Form, Visit
from ugyfelkapu.gate.actions.passwords.change_password import Changed, PasswordForm, change_password
from ugyfelkapu.gate.actions.passwords.password_rules import PasswordRules, password_rules
from ugyfelkapu.gate.actions.sessions.live_session import live_session
from ugyfelkapu.gate.domain.sign_in import Refused
from ugyfelkapu.gate.web.own.paths import PASSWORD
from ugyfelkapu.gate.web.signin.refusals import Told, Wrong, told
from ugyfelkapu.gate.web.signin.room import OWN, SignInRoom, origin_of, to_sign_in

PAGE = "own/password.html"
WRONG = Wrong(key="own.wrong_password", field="password")


def routes(room: SignInRoom) -> list[BaseRoute]:
    """Ask and take."""
    return [
        Route(PASSWORD, partial(_ask, room), methods=["GET"]),
        Route(PASSWORD, partial(_take, room), methods=["POST"]),
    ]


async def _ask(room: SignInRoom, request: Request) -> Response:
    visit = room.pages.visit(request)
    if await live_session(room.world, origin_of(room, request, visit).session) is None:
        return to_sign_in(room, request, visit)
    rules = await password_rules(room.world)
    return _page(room, visit, Told(errors=[]), rules=rules, wished_days=rules.validity_days[0])


async def _take(room: SignInRoom, request: Request) -> Response:
    visit = room.pages.visit(request)
    form = await room.pages.form(request)
    rules = await password_rules(room.world)
    typed = PasswordForm(
        password=form.secret("password"),
        new_password=form.secret("new_password"),
        new_password_again=form.secret("new_password_again"),
        wished_days=_wished(form, rules),
        origin=origin_of(room, request, visit),
    )
    outcome = await change_password(room.world, typed)
    if isinstance(outcome, Changed):
        return room.pages.redirect(visit, f"{OWN}?notice=password-changed")
    if outcome is Refused.GONE:
        return to_sign_in(room, request, visit)
    refusal = await told(room, visit, outcome, wrong=WRONG)
    return _page(room, visit, refusal, rules=rules, wished_days=typed.wished_days)


def _wished(form: Form, rules: PasswordRules) -> int:
    """One of the offered numbers of days; anything else counts as the longest."""
    offered = {str(days): days for days in rules.validity_days}
    return offered.get(form.text("validity_days"), rules.validity_days[0])


def _page(room: SignInRoom, visit: Visit, refusal: Told, *, rules: PasswordRules, wished_days: int | None) -> Response:
    values = {
        "errors": refusal.errors,
        "action": PASSWORD,
        "back": OWN,
        "rules": rules,
        "wished_days": wished_days,
    }
    return room.pages.answer(visit, PAGE, values, status=refusal.status, headers=refusal.headers)

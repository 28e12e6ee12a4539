"""What the pages with a mailed code have in common: the fields, read once into a typed form."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from ugyfelkapu.foundation.page import Form, Visit
from ugyfelkapu.gate.actions.passwords.password_rules import password_rules
from ugyfelkapu.gate.actions.passwords.redeem_code import CodeForm
from ugyfelkapu.gate.web.signin.refusals import Told, Wrong, missing_fields
from ugyfelkapu.gate.web.signin.room import SignInRoom, origin_of

WRONG_CODE = Wrong(key="signin.wrong_code")


@dataclass(frozen=True, slots=True, kw_only=True)
class CodePage:
    """A page that takes a mailed code and a new password, and where it sends them."""

    template: str
    action: str


async def answer(room: SignInRoom, visit: Visit, page: CodePage, *, refusal: Told, typed: CodeForm | None = None) -> Response:
    """The page with what was typed, but never a password, and what was wrong with it."""
    values = {
        "errors": refusal.errors,
        "action": page.action,
        "username": typed.username if typed else "",
        "code": typed.code if typed else "",
        "rules": await password_rules(room.world),
    }
    return room.pages.answer(visit, page.template, values, status=refusal.status, headers=refusal.headers)


def missing_parts(room: SignInRoom, visit: Visit, typed: CodeForm) -> Told | None:
    """What was left empty; whether the new password is there a second time is a matter of the password's rules."""
    return missing_fields(room, visit, username=typed.username, code=typed.code, new_password=typed.new_password)


def code_form(room: SignInRoom, request: Request, visit: Visit, *, form: Form) -> CodeForm:
    """User name, code and the new password twice, from this browser."""
    return CodeForm(
        username=form.text("username"),
        code=form.text("code"),
        new_password=form.secret("new_password"),
        new_password_again=form.secret("new_password_again"),
        wished_days=None,
        origin=origin_of(room, request, visit),
    )

"""What the pages with a mailed code have in common: the fields, read once into a typed form."""

from starlette.requests import Request

from ugyfelkapu.foundation.page import Form, Visit
from ugyfelkapu.gate.actions.redeem_code import CodeForm
from ugyfelkapu.gate.web.signin.refusals import Told, Wrong, missing_fields
from ugyfelkapu.gate.web.signin.room import SignInRoom, origin_of

WRONG_CODE = Wrong(key="signin.wrong_code")


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

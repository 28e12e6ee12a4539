"""What the script of a passkey's page fetches: the browser's task, as JSON."""

from collections.abc import Mapping

from starlette.responses import JSONResponse, Response

from ugyfelkapu.foundation.page.headers import page_headers
from ugyfelkapu.gate.web.signin.room import SignInRoom


def options_answer(room: SignInRoom, options: Mapping[str, object]) -> Response:
    """The task, for this browser and this once."""
    return JSONResponse(dict(options), headers=page_headers(secure=room.pages.cookies.secure))


def no_options(room: SignInRoom) -> Response:
    """Nothing waits here: the page says that it did not work, and a new visit begins again."""
    return JSONResponse({"error": "nothing_waits"}, status_code=409, headers=page_headers(secure=room.pages.cookies.secure))

"""The room of registration: its addresses, and the cookie in which a browser carries the reference it was given."""

from dataclasses import dataclass

from starlette.requests import Request

from ugyfelkapu.foundation.page import Pages
from ugyfelkapu.gate.ports import GateWorld
from ugyfelkapu.gate.web.signin.room import PROVISIONAL_READY

REGISTER = "/register"
PREFILLED = "/register/prefilled"
PROVISIONAL = "/register/provisional"
READY = PROVISIONAL_READY
REFERENCE = "/register/reference"
PICTURE = "/register/reference.svg"
REFERENCE_COOKIE = "home_reference"
REFERENCE_SECONDS = 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterRoom:
    """What the pages stand on."""

    world: GateWorld
    pages: Pages

    def reference(self, request: Request) -> str:
        """The reference that this browser was given within the hour; empty when there is none."""
        return self.pages.cookies.read(request, REFERENCE_COOKIE) or ""

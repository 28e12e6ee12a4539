"""The room for those who apply with a signature: its addresses, and the cookie that finds their application again."""

from dataclasses import dataclass

from starlette.requests import Request

from ugyfelkapu.foundation.page import Pages
from ugyfelkapu.gate.ports import GateWorld

FORM = "/register/signature"
APPLICATION = "/register/signature/application"
DOCUMENT = "/register/signature/application.pdf"
NUMBER = "/register/signature/number"
THROW_AWAY = "/register/signature/throw-away"
DONE = "/register/signature/done"
NUMBER_COOKIE = "application"
FILE_NAME = "kerelem.pdf"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureRoom:
    """What the pages stand on."""

    world: GateWorld
    pages: Pages

    def number(self, request: Request) -> str:
        """The one-time number of the application that this browser made or named; empty when there is none."""
        return self.pages.cookies.read(request, NUMBER_COOKIE) or ""

"""The room of registration with an eID card: its addresses, its cookie, and what every page of it needs (`domain.md R2`)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import ceil

from starlette.requests import Request

from ugyfelkapu.foundation.page import Pages, Visit
from ugyfelkapu.foundation.page.proxy_certificate import CertificateEntrance
from ugyfelkapu.foundation.throttle import Wait
from ugyfelkapu.gate.ports import EidWorld

EID = "/register/eid"
CODE = f"{EID}/code"
WITH_CARD = f"{EID}/with-card"
CARD = f"{EID}/card"
"""Where the proxy brings certificates, and nothing else does anything."""

ARRIVED = f"{EID}/arrived"
CARD_REFUSED = f"{EID}/card-refused"
DETAILS = f"{EID}/details"
DONE = f"{EID}/done"

COOKIE = "eid_application"
MINUTE_SECONDS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class EidRoom:
    """What the pages stand on."""

    world: EidWorld
    pages: Pages
    entrance: CertificateEntrance | None
    """`None`: only codes are taken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A refusal as the page shows it; `errors` as the error summary takes them."""

    errors: list[tuple[str | None, str]]
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


NOTHING_WRONG = Told(errors=[])


def application_of(room: EidRoom, request: Request) -> str:
    """The secret of this browser's application, or empty."""
    return room.pages.cookies.read(request, COOKIE) or ""


def waiting(room: EidRoom, visit: Visit, wait: Wait) -> Told:
    """Too many tries: when to come back."""
    seconds = max(1, ceil((wait.until - room.world.gate.clock.now()).total_seconds()))
    text = room.pages.text(visit, "eid.wait", n=ceil(seconds / MINUTE_SECONDS))
    return Told(errors=[(None, text)], status=429, headers={"Retry-After": str(seconds)})

"""The owner's room before and after sign-in: its addresses, its cookies, and who stands at the door."""

from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from starlette.requests import Request
from starlette.responses import Response

from ugyfelkapu.foundation.page import Pages, Visit
from ugyfelkapu.gate.actions.sessions.begin_session import SignedIn
from ugyfelkapu.gate.actions.sessions.half_done import NextStep
from ugyfelkapu.gate.domain.destination import Destination
from ugyfelkapu.gate.domain.device import Origin, description_of
from ugyfelkapu.gate.domain.sign_in import Step
from ugyfelkapu.gate.ports import GateWorld
from ugyfelkapu.gate.store.identifications import OpenQuestion

SESSION_COOKIE = "gate_session"
DEVICE_COOKIE = "device"
PENDING_COOKIE = "pending_sign_in"
DEVICE_SECONDS = 365 * 24 * 3600

SIGN_IN = "/sign-in"
SECOND_FACTOR = "/sign-in/second-factor"
WITH_PASSKEY = "/sign-in/passkey"
SECOND_PASSKEY = "/sign-in/second-factor/passkey"
RECOVERY_CODE = "/sign-in/second-factor/recovery-code"
EMAIL_CODE = "/sign-in/second-factor/email-code"
OTHER_WAYS = "/sign-in/other-ways"
STEP_UP = "/sign-in/step-up"
CANCEL = "/sign-in/cancel"
PASSWORD_EXPIRED = "/password-expired"  # noqa: S105 - the address of a page, no secret
PASSWORD_ENDING = "/password-ending"  # noqa: S105 - the address of a page, no secret
ACTIVATE = "/activate"
FORGOTTEN_PASSWORD = "/forgotten-password"  # noqa: S105 - the address of a page, no secret
RESET_PASSWORD = "/reset-password"  # noqa: S105 - the address of a page, no secret
PROVISIONAL_READY = "/register/provisional/ready"
SIGN_OUT = "/sign-out"
LIFT_SUSPENSION = "/lift-suspension"
LIFT_PASSWORD = "/lift-suspension/password"  # noqa: S105 - the address of a page, no secret
OWN = "/own"

DESTINATIONS = {
    Destination.OWN: OWN,
    Destination.PASSWORD: f"{OWN}/password",
    Destination.FACTORS: f"{OWN}/factors",
    Destination.EMAIL: f"{OWN}/email",
    Destination.EMAIL_CODE: f"{OWN}/email/code",
    Destination.DEVICES: f"{OWN}/devices",
    Destination.SUSPEND: f"{OWN}/suspend",
    Destination.END: f"{OWN}/end",
    Destination.END_CODE: f"{OWN}/end/code",
    Destination.CORRECTION: f"{OWN}/correction",
    Destination.OFFICE: "/office",
}
NEXT_PAGE = {
    Step.SECOND_FACTOR: SECOND_FACTOR,
    Step.NEW_PASSWORD: PASSWORD_EXPIRED,
    Step.SUSPENDED: LIFT_SUSPENSION,
    Step.LIFT: LIFT_PASSWORD,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInRoom:
    """What the pages of sign-in and the owner's own pages stand on."""

    world: GateWorld
    pages: Pages


def origin_of(room: SignInRoom, request: Request, visit: Visit) -> Origin:
    """Where the request comes from, as tries are counted and owners are told."""
    return Origin(
        address=visit.client_address,
        network=visit.network,
        description=description_of(visit.user_agent),
        device=room.pages.cookies.read(request, DEVICE_COOKIE) or "",
        session=room.pages.cookies.read(request, SESSION_COOKIE) or "",
    )


def pending_of(room: SignInRoom, request: Request) -> str:
    """The secret of a half-done sign-in, or empty."""
    return room.pages.cookies.read(request, PENDING_COOKIE) or ""


def sign_in_path(identification_id: str | None, *, destination: Destination | None = None, notice: str = "") -> str:
    """The sign-in page, for the question that led here or the page that is wanted, if there is one."""
    query = {"identification": identification_id, "then": destination, "notice": notice}
    given = {name: value for name, value in query.items() if value}
    return f"{SIGN_IN}?{urlencode(given)}" if given else SIGN_IN


def step_up_path(identification_id: str) -> str:
    """The page of a question that asks for more than the session shows."""
    return f"{STEP_UP}?{urlencode({'identification': identification_id})}"


def form_targets(room: SignInRoom, question: OpenQuestion | None) -> list[str]:
    """Where a form of this flow may lead beside this site: the broker's own address and no other."""
    if question is None:
        return []
    address = urlsplit(question.request.return_url)
    origin = f"{address.scheme}://{address.netloc}"
    return [] if origin == room.pages.origin else [origin]


def signed_in(
    room: SignInRoom, visit: Visit, outcome: SignedIn, *, identification_id: str | None, destination: Destination | None
) -> Response:
    """Keep the session and go on: to a warning if one is due, back to whoever asked, or to a page of one's own."""
    url = outcome.return_url or DESTINATIONS[destination or Destination.OWN]
    if outcome.needs_more and identification_id:
        url = step_up_path(identification_id)
    if outcome.return_url and identification_id and outcome.password_days_left is not None:
        url = f"{PASSWORD_ENDING}?{urlencode({'identification': identification_id})}"
    response = room.pages.redirect(visit, url)
    room.pages.cookies.keep(response, SESSION_COOKIE, outcome.session)
    room.pages.cookies.drop(response, PENDING_COOKIE)
    keep_device(room, response, outcome.device)
    return response


def next_step(room: SignInRoom, visit: Visit, outcome: NextStep) -> Response:
    """On to the page of the next step, under a secret of its own."""
    response = room.pages.redirect(visit, NEXT_PAGE[outcome.step])
    room.pages.cookies.keep(response, PENDING_COOKIE, outcome.pending)
    return response


def keep_device(room: SignInRoom, response: Response, device: str) -> None:
    """Know this browser again, for a year from its last use."""
    room.pages.cookies.keep(response, DEVICE_COOKIE, device, max_age_seconds=DEVICE_SECONDS)


def to_sign_in(room: SignInRoom, request: Request, visit: Visit, *, destination: Destination | None = None) -> Response:
    """To the sign-in page from one that needs a session; whoever had one is told that it has ended."""
    notice = "ended" if room.pages.cookies.read(request, SESSION_COOKIE) else ""
    response = room.pages.redirect(visit, sign_in_path(None, destination=destination, notice=notice))
    room.pages.cookies.drop(response, SESSION_COOKIE)
    return response


def start_again(room: SignInRoom, visit: Visit, notice: str) -> Response:
    """To the sign-in page, with a word on why."""
    response = room.pages.redirect(visit, f"{SIGN_IN}?{urlencode({'notice': notice})}")
    room.pages.cookies.drop(response, PENDING_COOKIE)
    return response

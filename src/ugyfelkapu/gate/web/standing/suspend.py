"""The owner suspends their own gate at once: a lost phone, or somebody else was here (`domain.md R12`)."""

from dataclasses import dataclass
from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ugyfelkapu.foundation.page import Form, Visit
from ugyfelkapu.gate.actions.standing.suspend_own import OWNERS_CAUSES, Wish, losable_factors, suspend_own
from ugyfelkapu.gate.domain.destination import Destination
from ugyfelkapu.gate.domain.suspension import DoubtfulSince, SuspensionCause
from ugyfelkapu.gate.store.strong_factors import StrongFactor
from ugyfelkapu.gate.web.signin.room import OWN, SESSION_COOKIE, SignInRoom, origin_of, to_sign_in

SUSPEND = f"{OWN}/suspend"
SUSPENDED = "/suspended"
PAGE = "standing/suspend.html"
DONE_PAGE = "standing/suspended.html"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shown:
    """What the page shows."""

    factors: list[StrongFactor]
    errors: list[tuple[str | None, str]]
    cause: SuspensionCause | None = None
    since: DoubtfulSince = DoubtfulSince.THIS_WEEK
    lost: frozenset[str] = frozenset()


def routes(room: SignInRoom) -> list[BaseRoute]:
    """Ask, take, and say what comes next."""
    return [
        Route(SUSPEND, partial(_ask, room), methods=["GET"]),
        Route(SUSPEND, partial(_take, room), methods=["POST"]),
        Route(SUSPENDED, partial(_done, room), methods=["GET"]),
    ]


async def _ask(room: SignInRoom, request: Request) -> Response:
    visit = room.pages.visit(request)
    factors = await losable_factors(room.world, origin_of(room, request, visit).session)
    if factors is None:
        return to_sign_in(room, request, visit, destination=Destination.SUSPEND)
    return _page(room, visit, _Shown(factors=factors, errors=[]))


async def _take(room: SignInRoom, request: Request) -> Response:
    visit = room.pages.visit(request)
    form = await room.pages.form(request)
    cookie = origin_of(room, request, visit).session
    factors = await losable_factors(room.world, cookie)
    if factors is None:
        return to_sign_in(room, request, visit, destination=Destination.SUSPEND)
    cause, since = _cause(form), _since(form)
    lost = frozenset(factor.factor_id for factor in factors if form.has(_field(factor)))
    if cause is None:
        errors: list[tuple[str | None, str]] = [("cause", room.pages.text(visit, "standing.suspend.missing_cause"))]
        return _page(room, visit, _Shown(factors=factors, errors=errors, since=since, lost=lost))
    await suspend_own(room.world, cookie, Wish(cause=cause, since=since, lost=lost))
    response = room.pages.redirect(visit, SUSPENDED)
    room.pages.cookies.drop(response, SESSION_COOKIE)
    return response


async def _done(room: SignInRoom, request: Request) -> Response:
    return room.pages.answer(room.pages.visit(request), DONE_PAGE)


def _cause(form: Form) -> SuspensionCause | None:
    return next((cause for cause in OWNERS_CAUSES if cause.value == form.text("cause")), None)


def _since(form: Form) -> DoubtfulSince:
    """What was chosen; anything else counts as not knowing, which trusts nothing."""
    return next((since for since in DoubtfulSince if since.value == form.text("since")), DoubtfulSince.UNKNOWN)


def _field(factor: StrongFactor) -> str:
    return f"lost_{factor.factor_id}"


def _page(room: SignInRoom, visit: Visit, shown: _Shown) -> Response:
    values = {
        "errors": shown.errors,
        "action": SUSPEND,
        "back": OWN,
        "causes": OWNERS_CAUSES,
        "cause": shown.cause,
        "answers": list(DoubtfulSince),
        "since": shown.since,
        "factors": [(_field(factor), factor, factor.factor_id in shown.lost) for factor in shown.factors],
    }
    return room.pages.answer(visit, PAGE, values)

"""The clerk's way in and out: password, then code, each a page of its own."""

from datetime import datetime, timedelta
from typing import assert_never

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ugyfelkapu.foundation.page import Visit
from ugyfelkapu.foundation.page.wording import moment
from ugyfelkapu.foundation.throttle import Wait
from ugyfelkapu.gate.actions.counter.clerk_session import clerk_of_session, sign_out_clerk
from ugyfelkapu.gate.actions.counter.sign_in_clerk import Begun, Denied, PasswordTry, give_code, give_password
from ugyfelkapu.gate.web.counter.room import CLERK_COOKIE, HOME, SECOND_FACTOR, SIGN_IN, SIGN_OUT, CounterRoom

BUSY_SECONDS = 2
A_MINUTE = timedelta(minutes=1)
"""Pages tell the time to the minute, so a wait is told to the next whole one."""

_PASSWORD_PAGE = "counter/sign_in.html"  # noqa: S105 - the name of a template, no secret
_CODE_PAGE = "counter/second_factor.html"


def routes(room: CounterRoom) -> list[BaseRoute]:
    """Sign-in, second factor, sign-out."""
    page = _SignIn(room)
    return [
        Route(SIGN_IN, page.ask_password, methods=["GET"]),
        Route(SIGN_IN, page.take_password, methods=["POST"]),
        Route(SECOND_FACTOR, page.ask_code, methods=["GET"]),
        Route(SECOND_FACTOR, page.take_code, methods=["POST"]),
        Route(SIGN_OUT, page.sign_out, methods=["POST"]),
    ]


class _SignIn:
    """The pages before anybody is signed in."""

    def __init__(self, room: CounterRoom) -> None:
        self._room = room
        self._pages = room.pages

    async def ask_password(self, request: Request) -> Response:
        visit, now = self._pages.visit(request), self._room.world.clock.now()
        if await clerk_of_session(self._room.world, self._cookie(request), now=now):
            return self._pages.redirect(visit, HOME)
        return self._pages.answer(visit, _PASSWORD_PAGE, {"errors": [], "username": ""})

    async def take_password(self, request: Request) -> Response:
        visit, now = self._pages.visit(request), self._room.world.clock.now()
        form = await self._pages.form(request)
        attempt = PasswordTry(username=form.text("username"), password=form.secret("password"), network=visit.network)
        outcome = await give_password(self._room.world, attempt, now=now)
        if isinstance(outcome, Begun):
            return self._onward(visit, SECOND_FACTOR, outcome)
        return self._refused(visit, _PASSWORD_PAGE, outcome, values={"username": attempt.username}, now=now)

    async def ask_code(self, request: Request) -> Response:
        visit = self._pages.visit(request)
        if not self._cookie(request):
            return self._pages.redirect(visit, SIGN_IN)
        return self._pages.answer(visit, _CODE_PAGE, {"errors": []})

    async def take_code(self, request: Request) -> Response:
        visit, now = self._pages.visit(request), self._room.world.clock.now()
        form = await self._pages.form(request)
        outcome = await give_code(self._room.world, self._cookie(request), form.text("code"), now=now)
        if isinstance(outcome, Begun):
            return self._onward(visit, HOME, outcome)
        if outcome is Denied.NOT_BEGUN:
            return self._pages.redirect(visit, SIGN_IN)
        return self._refused(visit, _CODE_PAGE, outcome, values={}, now=now)

    async def sign_out(self, request: Request) -> Response:
        visit = self._pages.visit(request)
        await self._pages.form(request)
        await sign_out_clerk(self._room.world, self._cookie(request))
        response = self._pages.redirect(visit, SIGN_IN)
        self._pages.cookies.drop(response, CLERK_COOKIE)
        return response

    def _cookie(self, request: Request) -> str:
        return self._pages.cookies.read(request, CLERK_COOKIE) or ""

    def _onward(self, visit: Visit, url: str, begun: Begun) -> Response:
        response = self._pages.redirect(visit, url)
        self._pages.cookies.keep(response, CLERK_COOKIE, begun.secret)
        return response

    def _refused(
        self, visit: Visit, template: str, outcome: Denied | Wait, *, values: dict[str, str], now: datetime
    ) -> Response:
        status, text, seconds = self._told(visit, template, outcome, now=now)
        headers = {"Retry-After": str(seconds)} if seconds else {}
        page = {"errors": [(None, text)], **values}
        return self._pages.answer(visit, template, page, status=status, headers=headers)

    def _told(self, visit: Visit, template: str, outcome: Denied | Wait, *, now: datetime) -> tuple[int, str, int]:
        """Status, sentence and seconds to wait."""
        match outcome:
            case Wait(until=until):
                seconds = max(1, int((until - now).total_seconds()) + 1)
                return 429, self._wait_sentence(visit, until, now=now), seconds
            case Denied.BUSY:
                return 503, self._pages.text(visit, "counter.sign_in.busy"), BUSY_SECONDS
            case Denied.WRONG | Denied.NOT_BEGUN:
                key = "counter.sign_in.wrong" if template == _PASSWORD_PAGE else "counter.second_factor.wrong"
                return 200, self._pages.text(visit, key), 0
            case _:
                assert_never(outcome)

    def _wait_sentence(self, visit: Visit, until: datetime, *, now: datetime) -> str:
        if until - now < A_MINUTE:
            return self._pages.text(visit, "counter.sign_in.wait_moment")
        return self._pages.text(visit, "counter.sign_in.wait_until", at=moment(until + A_MINUTE, visit.language))

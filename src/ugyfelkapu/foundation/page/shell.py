"""The outermost shell: whatever happens inside, the answer is a plain page, with an incident number when it was our fault."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta
from http import HTTPStatus
from time import perf_counter

import structlog
from starlette.exceptions import HTTPException
from starlette.middleware.exceptions import ExceptionMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Router
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ugyfelkapu.foundation.database import DatabaseUnavailableError
from ugyfelkapu.foundation.metrics import ANSWER_SECONDS, ANSWERED
from ugyfelkapu.foundation.page.headers import PAGE_HEADERS
from ugyfelkapu.foundation.page.pages import Pages
from ugyfelkapu.ports import Clock

MOST_REQUESTS_AT_ONCE = 512
"""More would only make everybody wait: they are asked to come back instead."""

RETRY_AFTER_SECONDS = 5
_WITH_A_PAGE = frozenset({400, 403, 404, 405, 413, 429, 500, 503})

_log = structlog.get_logger("shell")


class Shell:
    """ASGI middleware: sheds load, turns outages into 503 and bugs into 500, and tells nobody more than that."""

    def __init__(self, app: ASGIApp, *, pages: Pages, clock: Clock) -> None:
        self._app = app
        self._pages = pages
        self._clock = clock
        self._running = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        scope["app"] = self  # makes Starlette's router raise what it cannot route, instead of answering in its own words
        self._running += 1
        began_at = perf_counter()
        started = False

        async def watched(message: Message) -> None:
            nonlocal started
            if not started:
                started = True
                ANSWERED[message["status"] // 100].inc()
                ANSWER_SECONDS.observe(perf_counter() - began_at)
            await send(message)

        try:
            if self._running > MOST_REQUESTS_AT_ONCE:
                await self._unavailable(Request(scope, receive))(scope, receive, watched)
                return
            await self._app(scope, receive, watched)
        except Exception as error:
            if started:
                raise
            response = self._failure(Request(scope, receive), error)
            await response(scope, receive, watched)
        finally:
            self._running -= 1

    def _failure(self, request: Request, error: Exception) -> Response:
        if isinstance(error, DatabaseUnavailableError):
            with suppress(OSError):  # the disk may be full for the log too: the answer is 503 all the same
                _log.warning("database_unavailable", path=request.scope["path"], reason=str(error))
            return self._unavailable(request)
        incident = self._incident()
        with suppress(OSError):
            _log.error("incident", incident=incident, path=request.scope["path"], exc_info=error)
        return error_page(self._pages, request, 500, incident=incident)

    def _unavailable(self, request: Request) -> Response:
        return error_page(self._pages, request, 503, wait=timedelta(seconds=RETRY_AFTER_SECONDS))

    def _incident(self) -> str:
        """A number to read out on the phone: the day, and eight characters of chance."""
        return f"{self._clock.now():%y%m%d}-{self._pages.entropy.bytes(4).hex().upper()}"


def error_page(pages: Pages, request: Request, status: int, *, incident: str = "", wait: timedelta = timedelta(0)) -> Response:
    """The page for a status, or the same as JSON for a program that asked for JSON and no page."""
    headers = {"Retry-After": str(max(1, round(wait.total_seconds())))} if wait else {}
    accept = request.headers.get("accept", "")
    if "application/json" in accept and "text/html" not in accept:
        body = {"error": HTTPStatus(status).phrase.lower().replace(" ", "_")} | ({"incident": incident} if incident else {})
        return JSONResponse(body, status_code=status, headers=PAGE_HEADERS | headers)
    values = {
        "status": status if status in _WITH_A_PAGE else 400,
        "incident": incident,
        "wait_minutes": -(-int(wait.total_seconds()) // 60) if status == HTTPStatus.TOO_MANY_REQUESTS else 0,
    }
    return pages.answer(pages.visit(request), "error.html", values, status=status, headers=headers)


def site(router: Router, *, pages: Pages, clock: Clock) -> ASGIApp:
    """The routes inside the shell; Starlette's own outer layer is left out, since it answers bugs in its own words."""
    router.redirect_slashes = False  # it would lead to whatever host the request claims (`docs/security.md` 2)
    return Shell(ExceptionMiddleware(router, {HTTPException: _refusal_handler(pages)}), pages=pages, clock=clock)


def _refusal_handler(pages: Pages) -> Callable[[Request, Exception], Awaitable[Response]]:
    """What Starlette calls for `HTTPException`: an unknown page, a wrong method, a malformed or oversized submission."""

    async def handle(request: Request, error: Exception) -> Response:
        if not isinstance(error, HTTPException):
            raise error
        response = error_page(pages, request, error.status_code)
        if error.headers:
            response.headers.update(error.headers)
        return response

    return handle

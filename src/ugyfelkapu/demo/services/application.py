"""A service as an ASGI application: its addresses, its session cookie, its plain files."""

from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.sessions import SessionMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from ugyfelkapu.demo.services import own_keys
from ugyfelkapu.demo.services.configuration import Configuration
from ugyfelkapu.demo.services.kind import ServiceKind, manner_of
from ugyfelkapu.demo.services.pages import ServicePages, static_file
from ugyfelkapu.demo.services.provider import Provider
from ugyfelkapu.demo.services.rooms import Service
from ugyfelkapu.demo.services.visits import VISIT_LIFETIME_SECONDS, Visits
from ugyfelkapu.ports import Clock


def application(kind: ServiceKind, configuration: Configuration, *, clock: Clock) -> Starlette:
    """The service of a configuration."""
    service = Service(
        kind=kind,
        pages=ServicePages.of(kind, configuration),
        provider=Provider.of(configuration, manner_of(kind)),
        visits=Visits(),
        clock=clock,
    )
    return Starlette(
        routes=_routes(service),
        middleware=[_session(kind, configuration)],
        exception_handlers={HTTPException: service.trouble, Exception: service.trouble},
    )


def _routes(service: Service) -> list[Route]:
    return [
        Route("/", service.home),
        Route("/login", service.login),
        Route("/callback", service.callback),
        Route("/account", service.account),
        Route("/logout", service.ask_logout, methods=["GET"]),
        Route("/logout", service.logout, methods=["POST"]),
        Route("/signed-out", service.signed_out),
        Route("/refused", service.refused),
        Route("/static/{name}", _static),
        Route("/health/live", _live),
    ]


def _session(kind: ServiceKind, configuration: Configuration) -> Middleware:
    """The cookie has a name of its own: services on one host share its jar, whatever their ports (RFC 6265 section 8.5)."""
    prefix = "__Host-" if configuration.is_secure else ""
    return Middleware(
        SessionMiddleware,
        secret_key=own_keys.cookie_key(Path(configuration.data)),
        session_cookie=f"{prefix}{kind}_session",
        max_age=VISIT_LIFETIME_SECONDS,
        same_site="lax",
        https_only=configuration.is_secure,
    )


async def _static(request: Request) -> Response:
    found = static_file(request.path_params["name"])
    if found is None:
        raise HTTPException(404)
    return found


async def _live(_request: Request) -> Response:
    return PlainTextResponse("live")

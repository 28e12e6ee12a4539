"""A service as an ASGI application: its addresses, its session cookie, its plain files."""

from pathlib import Path
from typing import assert_never

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.sessions import SessionMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from ugyfelkapu.demo.services import own_keys
from ugyfelkapu.demo.services.configuration import BACK_CHANNEL_LOGOUT, Configuration
from ugyfelkapu.demo.services.kind import PROTOCOLS, ServiceKind, ServiceProtocol
from ugyfelkapu.demo.services.openid_rooms import OpenIdRooms
from ugyfelkapu.demo.services.pages import ServicePages, static_file
from ugyfelkapu.demo.services.provider import Provider
from ugyfelkapu.demo.services.rooms import Service
from ugyfelkapu.demo.services.saml_provider import SamlProvider
from ugyfelkapu.demo.services.saml_rooms import SamlRooms
from ugyfelkapu.demo.services.visits import VISIT_LIFETIME_SECONDS, Visits
from ugyfelkapu.ports import Clock


def application(kind: ServiceKind, configuration: Configuration, *, clock: Clock) -> Starlette:
    """The service of a configuration."""
    service = Service(
        kind=kind,
        pages=ServicePages.of(kind, configuration),
        provider=_provider(kind, configuration, clock),
        visits=Visits(),
        clock=clock,
    )
    return Starlette(
        routes=_routes(service),
        middleware=[_session(kind, configuration)],
        exception_handlers={HTTPException: service.trouble, Exception: service.trouble},
    )


def _provider(kind: ServiceKind, configuration: Configuration, clock: Clock) -> Provider | SamlProvider:
    match PROTOCOLS[kind]:
        case ServiceProtocol.OPENID_CONNECT:
            return Provider.of(configuration)
        case ServiceProtocol.SAML:
            return SamlProvider(configuration=configuration, clock=clock)
        case never:
            assert_never(never)


def _answers(service: Service) -> list[Route]:
    """Where the provider's answers come."""
    provider = service.provider
    if isinstance(provider, Provider):
        told = OpenIdRooms(service=service, provider=provider)
        return [
            Route("/callback", service.callback),
            Route(BACK_CHANNEL_LOGOUT, told.back_channel_logout, methods=["POST"]),
        ]
    rooms = SamlRooms(service=service, provider=provider)
    return [
        Route("/saml/acs", service.callback, methods=["POST"]),
        Route("/saml/logout", rooms.logout),
        Route("/saml/metadata", rooms.metadata),
    ]


def _routes(service: Service) -> list[Route]:
    return [
        *_answers(service),
        Route("/", service.home),
        Route("/login", service.login),
        Route("/account", service.account),
        Route("/logout", service.ask_logout, methods=["GET"]),
        Route("/logout", service.logout, methods=["POST"]),
        Route("/signed-out", service.signed_out),
        Route("/refused", service.refused),
        Route("/static/{name}", _static),
        Route("/health/live", _live),
    ]


def _session(kind: ServiceKind, configuration: Configuration) -> Middleware:
    """The cookie has a name of its own: services on one host share its jar, whatever their ports (RFC 6265 section 8.5).

    A SAML answer is a form from another site, which brings a cookie along only where it may come from anywhere.
    """
    is_posted_to = PROTOCOLS[kind] is ServiceProtocol.SAML and configuration.is_secure
    prefix = "__Host-" if configuration.is_secure else ""
    return Middleware(
        SessionMiddleware,
        secret_key=own_keys.cookie_key(Path(configuration.data)),
        session_cookie=f"{prefix}{kind}_session",
        max_age=VISIT_LIFETIME_SECONDS,
        same_site="none" if is_posted_to else "lax",
        https_only=configuration.is_secure,
    )


async def _static(request: Request) -> Response:
    found = static_file(request.path_params["name"])
    if found is None:
        raise HTTPException(404)
    return found


async def _live(_request: Request) -> Response:
    return PlainTextResponse("live")

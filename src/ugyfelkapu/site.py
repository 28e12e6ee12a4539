"""The site: every room of both wings behind one address, as uvicorn serves it."""

import gc
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, cast

import msgspec
from starlette.routing import BaseRoute, Router
from starlette.types import ASGIApp
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from ugyfelkapu.adapters.clock import SystemClock
from ugyfelkapu.adapters.entropy import SystemEntropy
from ugyfelkapu.adapters.service_certificates import issued_to_services
from ugyfelkapu.app import House, opened, secret_in
from ugyfelkapu.broker.oidc import routes as oidc
from ugyfelkapu.broker.oidc.proof.shown_certificate import service_entrance
from ugyfelkapu.broker.oidc.room import MutualTls
from ugyfelkapu.broker.saml import routes as saml
from ugyfelkapu.broker.web import routes as broker_web
from ugyfelkapu.broker.web.room import BrokerRoom
from ugyfelkapu.foundation import logs
from ugyfelkapu.foundation.page import Pages, shell
from ugyfelkapu.foundation.page.exact_paths import ExactPaths
from ugyfelkapu.foundation.page.peer import PeerNoted
from ugyfelkapu.foundation.page.static_files import StaticFiles
from ugyfelkapu.gate.web.consoles import routes as consoles
from ugyfelkapu.gate.web.counter import routes as counter
from ugyfelkapu.gate.web.counter.room import CounterRoom
from ugyfelkapu.gate.web.eid import routes as eid
from ugyfelkapu.gate.web.eid.entrance import card_entrance
from ugyfelkapu.gate.web.eid.room import EidRoom
from ugyfelkapu.gate.web.email import routes as email
from ugyfelkapu.gate.web.ending import routes as ending
from ugyfelkapu.gate.web.factors import routes as factors
from ugyfelkapu.gate.web.office import routes as office
from ugyfelkapu.gate.web.own import routes as own
from ugyfelkapu.gate.web.payment import routes as payment
from ugyfelkapu.gate.web.payment.room import PaymentRoom
from ugyfelkapu.gate.web.public import routes as public
from ugyfelkapu.gate.web.public.guide import Guide
from ugyfelkapu.gate.web.public.routes import PublicRoom
from ugyfelkapu.gate.web.register import routes as register
from ugyfelkapu.gate.web.register.room import RegisterRoom
from ugyfelkapu.gate.web.signature import routes as signature
from ugyfelkapu.gate.web.signature.room import SignatureRoom
from ugyfelkapu.gate.web.signin import routes as signin
from ugyfelkapu.gate.web.signin.room import SignInRoom
from ugyfelkapu.gate.web.standing import routes as standing
from ugyfelkapu.monitoring import health, is_ready, metrics_server
from ugyfelkapu.settings import Settings, read_settings

if TYPE_CHECKING:
    from uvicorn._types import ASGI3Application

SETTINGS_VARIABLE = "UGYFELKAPU_SETTINGS_FILE"
"""Tells the serving processes which file to read; set by `ugyfelkapu serve`."""

ROOMS = (
    "ugyfelkapu.broker.web",
    "ugyfelkapu.gate.web.consoles",
    "ugyfelkapu.gate.web.counter",
    "ugyfelkapu.gate.web.factors",
    "ugyfelkapu.gate.web.eid",
    "ugyfelkapu.gate.web.email",
    "ugyfelkapu.gate.web.ending",
    "ugyfelkapu.gate.web.office",
    "ugyfelkapu.gate.web.own",
    "ugyfelkapu.gate.web.payment",
    "ugyfelkapu.gate.web.public",
    "ugyfelkapu.gate.web.register",
    "ugyfelkapu.gate.web.signature",
    "ugyfelkapu.gate.web.signin",
    "ugyfelkapu.gate.web.standing",
)


def serving() -> ASGIApp:
    """The site of the settings file that `ugyfelkapu serve` was given, in a process of its own."""
    logs.configure()
    settings = read_settings(Path(os.environ[SETTINGS_VARIABLE]))
    return behind_proxies(site(settings), settings)


def behind_proxies(app: ASGIApp, settings: Settings) -> ASGIApp:
    """The site as it looks through the trusted proxies; who really connects is noted first."""
    if not settings.trusted_proxies:
        return PeerNoted(app)
    believing = ProxyHeadersMiddleware(cast("ASGI3Application", app), trusted_hosts=settings.trusted_proxies)
    return PeerNoted(cast("ASGIApp", believing))


def site(settings: Settings) -> ASGIApp:
    """The site; its databases are opened when the server starts and closed when it ends."""
    pages = Pages.of(ROOMS, public_url=settings.public_url, entropy=SystemEntropy())

    @asynccontextmanager
    async def lifespan(_app: object) -> AsyncIterator[None]:
        async with opened(settings) as house, metrics_server(house):
            routes = rooms(house, pages)
            router.routes.extend([ExactPaths(routes), *routes])
            _settle_memory()
            yield

    router = Router(lifespan=lifespan)
    return shell.site(router, pages=pages, clock=SystemClock())


def _settle_memory() -> None:
    """What lives as long as the process is looked at no more, and the rest less often (measured: 6 % of a sign-on)."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 100)


def rooms(house: House, pages: Pages) -> list[BaseRoute]:
    """All addresses; those asked most often first."""
    owner = SignInRoom(world=house.gate, pages=pages)
    return [
        *oidc.routes(oidc.oidc_room(house.broker, pages, _mutual_tls(house.settings))),
        *saml.routes(saml.saml_room(house.broker, pages, contact=house.settings.contact_email or house.settings.mail_sender)),
        *signin.routes(owner),
        *StaticFiles.bundled().routes(),
        *own.routes(owner),
        *factors.routes(owner),
        *email.routes(owner),
        *ending.routes(owner),
        *standing.routes(owner),
        *office.routes(owner),
        *broker_web.routes(BrokerRoom(world=house.broker, pages=pages)),
        *eid.routes(_eid_room(house, pages)),
        *public.routes(_public_room(house, pages)),
        *register.routes(RegisterRoom(world=house.gate, pages=pages)),
        *signature.routes(SignatureRoom(world=house.gate, pages=pages)),
        *payment.routes(PaymentRoom(world=house.gate, pages=pages)),
        *counter.routes(CounterRoom(world=house.gate, pages=pages)),
        *consoles.routes(CounterRoom(world=house.gate, pages=pages)),
        *health(house),
    ]


def _mutual_tls(settings: Settings) -> MutualTls | None:
    if not settings.mtls_url:
        return None
    secret = secret_in(settings.mtls_proxy_secret_file)
    return MutualTls(
        entrance=service_entrance(settings.mtls_url, proxies=settings.mtls_proxies, secret=secret),
        certificates=issued_to_services(settings.mtls_anchors_file, settings.mtls_issuers_file),
    )


def _eid_room(house: House, pages: Pages) -> EidRoom:
    settings = house.settings
    entrance = None
    if settings.card_url:
        secret = secret_in(settings.card_proxy_secret_file)
        entrance = card_entrance(settings.card_url, proxies=settings.card_proxies, secret=secret)
    return EidRoom(world=house.eid, pages=pages, entrance=entrance)


def _public_room(house: House, pages: Pages) -> PublicRoom:
    guide = house.settings.demo_guide
    return PublicRoom(
        pages=pages,
        clock=house.clock,
        probe=lambda: is_ready(house),
        services_url=f"{house.broker.issuer}/services",
        guide=msgspec.json.decode(Path(guide).read_bytes(), type=Guide) if guide else None,
    )

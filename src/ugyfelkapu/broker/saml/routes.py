"""SAML 2.0, endpoint by endpoint; start reading here (`protocols.md`)."""

from functools import partial

from starlette.routing import BaseRoute, Route

from ugyfelkapu.broker.ports import BrokerWorld
from ugyfelkapu.broker.saml import paths
from ugyfelkapu.broker.saml.artifact import resolve
from ugyfelkapu.broker.saml.issued import issued
from ugyfelkapu.broker.saml.logout.by_soap import slo_by_soap
from ugyfelkapu.broker.saml.logout.question import decide, done, show
from ugyfelkapu.broker.saml.logout.returns import onward
from ugyfelkapu.broker.saml.logout.slo import slo, slo_by_post
from ugyfelkapu.broker.saml.metadata.ours import OurMetadata
from ugyfelkapu.broker.saml.metadata.shown import Shown
from ugyfelkapu.broker.saml.our_metadata import our_metadata
from ugyfelkapu.broker.saml.resume import resume
from ugyfelkapu.broker.saml.room import SamlRoom
from ugyfelkapu.broker.saml.sso import sso, sso_by_post
from ugyfelkapu.foundation.page.pages import Pages


def saml_room(world: BrokerWorld, pages: Pages, *, contact: str | None = None) -> SamlRoom:
    """The room; `contact`: the e-mail address that our metadata tell."""
    shown = Shown(issuer=world.issuer, catalogues=pages.catalogues, contact=contact)
    return SamlRoom(world=world, pages=pages, metadata=OurMetadata(world, shown))


def routes(room: SamlRoom) -> list[BaseRoute]:
    """The endpoints in the order of a sign-on."""
    return [
        Route(paths.SSO, partial(sso, room), methods=["GET"]),
        Route(paths.SSO, partial(sso_by_post, room), methods=["POST"]),
        Route(paths.RESUME, partial(resume, room), methods=["GET"]),
        Route(paths.ARTIFACT, partial(resolve, room), methods=["POST"]),
        Route(paths.SLO, partial(slo, room), methods=["GET"]),
        Route(paths.SLO, partial(slo_by_post, room), methods=["POST"]),
        Route(paths.SLO_SOAP, partial(slo_by_soap, room), methods=["POST"]),
        Route(paths.ONWARD, partial(onward, room), methods=["GET"]),
        Route(paths.SLO_QUESTION, partial(show, room), methods=["GET"]),
        Route(paths.SLO_QUESTION, partial(decide, room), methods=["POST"]),
        Route(paths.SLO_DONE, partial(done, room), methods=["GET"]),
        Route(paths.ISSUED, partial(issued, room), methods=["POST"]),
        Route(paths.METADATA, partial(our_metadata, room), methods=["GET"]),
    ]

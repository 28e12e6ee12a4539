"""OpenID Connect, endpoint by endpoint; start reading here (`protocols.md`)."""

from functools import partial

from starlette.routing import BaseRoute, Route

from ugyfelkapu.broker.oidc import developer_by_key, paths
from ugyfelkapu.broker.oidc.authorize import authorize, authorize_by_post
from ugyfelkapu.broker.oidc.device_authorization import authorize_device
from ugyfelkapu.broker.oidc.discovery import discovery, key_set
from ugyfelkapu.broker.oidc.documents import KeySetDocument, discovery_document
from ugyfelkapu.broker.oidc.end_session import confirm_end_session, end_session, end_session_by_post
from ugyfelkapu.broker.oidc.introspection import introspect
from ugyfelkapu.broker.oidc.issued import issued
from ugyfelkapu.broker.oidc.noting import answering
from ugyfelkapu.broker.oidc.par import push
from ugyfelkapu.broker.oidc.refusals import refusals
from ugyfelkapu.broker.oidc.registration import delete_registration, read_registration, register, replace_registration
from ugyfelkapu.broker.oidc.resume import resume
from ugyfelkapu.broker.oidc.reverse_identification import reverse_identification
from ugyfelkapu.broker.oidc.revocation import revoke
from ugyfelkapu.broker.oidc.room import MutualTls, OidcRoom
from ugyfelkapu.broker.oidc.token import token
from ugyfelkapu.broker.oidc.userinfo import userinfo
from ugyfelkapu.broker.ports import BrokerWorld
from ugyfelkapu.foundation.page.pages import Pages


def oidc_room(world: BrokerWorld, pages: Pages, mutual_tls: MutualTls | None = None) -> OidcRoom:
    """The room, with the documents that need no database made beforehand."""
    return OidcRoom(
        world=world,
        pages=pages,
        discovery=discovery_document(world.issuer, mtls_url=mutual_tls.entrance.url if mutual_tls else None),
        key_set=KeySetDocument(world.keys),
        mutual_tls=mutual_tls,
    )


def routes(room: OidcRoom) -> list[BaseRoute]:
    """The endpoints in the order of a sign-on, which is also the order of how often they are asked."""
    return [
        Route(paths.AUTHORIZE, partial(authorize, room), methods=["GET"]),
        Route(paths.TOKEN, answering(room, token), methods=["POST"]),
        Route(paths.USERINFO, answering(room, userinfo), methods=["GET", "POST"]),
        Route(paths.AUTHORIZE, partial(authorize_by_post, room), methods=["POST"]),
        Route(paths.PAR, answering(room, push), methods=["POST"]),
        Route(paths.INTROSPECT, answering(room, introspect), methods=["POST"]),
        Route(paths.REVOKE, answering(room, revoke), methods=["POST"]),
        Route(paths.DEVICE_AUTHORIZATION, answering(room, authorize_device), methods=["POST"]),
        Route(paths.RESUME, partial(resume, room), methods=["GET"]),
        Route(paths.JWKS, partial(key_set, room), methods=["GET"]),
        Route(paths.OPENID_CONFIGURATION, partial(discovery, room), methods=["GET"]),
        Route(paths.OAUTH_CONFIGURATION, partial(discovery, room), methods=["GET"]),
        Route(paths.END_SESSION, partial(end_session, room), methods=["GET"]),
        Route(paths.END_SESSION, partial(end_session_by_post, room), methods=["POST"]),
        Route(paths.END_SESSION_CONFIRM, partial(confirm_end_session, room), methods=["POST"]),
        Route(paths.REVERSE_IDENTIFICATION, answering(room, reverse_identification), methods=["POST"]),
        Route(paths.ISSUED, answering(room, issued), methods=["POST"]),
        Route(paths.REGISTER, partial(register, room), methods=["POST"]),
        Route(paths.REGISTRATION, answering(room, read_registration), methods=["GET"]),
        Route(paths.REGISTRATION, answering(room, replace_registration), methods=["PUT"]),
        Route(paths.REGISTRATION, answering(room, delete_registration), methods=["DELETE"]),
        *developer_by_key.routes(room),
        *_kept_log(room),
    ]


def _kept_log(room: OidcRoom) -> list[BaseRoute]:
    """Nothing where no log is kept."""
    return [Route(paths.REFUSALS, answering(room, refusals), methods=["POST"])] if room.world.is_developer_log_kept else []

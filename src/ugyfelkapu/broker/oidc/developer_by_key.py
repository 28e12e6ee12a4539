"""The developer's log for a service that has a key alone: proven by one assertion, as at the endpoints (RFC 7523 section 3)."""

from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ugyfelkapu.broker.actions.visit_developer_log import admit_developer, open_log_of_proven
from ugyfelkapu.broker.domain.refused_request import VISIT_COOKIE, VISIT_LIFETIME
from ugyfelkapu.broker.oidc import paths
from ugyfelkapu.broker.oidc.errors import OAuthError
from ugyfelkapu.broker.oidc.proof.client_authentication import ASSERTION_TYPE, authenticated
from ugyfelkapu.broker.oidc.room import OidcRoom
from ugyfelkapu.foundation.page import Visit


def routes(room: OidcRoom) -> list[BaseRoute]:
    """The proof, and the way back of whoever changes the language on its refusal; nothing where no log is kept."""
    if not room.world.is_developer_log_kept:
        return []
    return [
        Route(paths.DEVELOPER_LOG_BY_KEY, partial(_open_by_key, room), methods=["POST"]),
        Route(paths.DEVELOPER_LOG_BY_KEY, partial(_to_the_form, room), methods=["GET"]),
    ]


async def _to_the_form(room: OidcRoom, request: Request) -> Response:
    return room.pages.redirect(room.pages.visit(request), paths.DEVELOPER_LOG)


async def _open_by_key(room: OidcRoom, request: Request) -> Response:
    """A visit for an assertion of the service; it counts once, here and at the endpoints together."""
    form = await room.pages.form(request)
    visit = room.pages.visit(request)
    if await admit_developer(room.world, network=visit.network) is not None:
        return _refused(room, visit, refusal="wait")
    fields = {"client_assertion": form.text("client_assertion").strip(), "client_assertion_type": ASSERTION_TYPE}
    proven = await authenticated(room, request, fields)
    if isinstance(proven, OAuthError):
        return _refused(room, visit, refusal="no_proof", told=proven.description)
    opened = await open_log_of_proven(room.world, proven.party.client_id, network=visit.network)
    response = room.pages.redirect(visit, paths.DEVELOPER_LOG_LISTED)
    room.pages.cookies.keep(response, VISIT_COOKIE, opened, max_age_seconds=int(VISIT_LIFETIME.total_seconds()))
    return response


def _refused(room: OidcRoom, visit: Visit, *, refusal: str, told: str = "") -> Response:
    """The page once more; what the endpoint would have told stands there, since it says what to mend."""
    values = {
        "client_id": "",
        "refusal": "",
        "refusal_by_key": refusal,
        "told": told,
        "path": paths.DEVELOPER_LOG,
        "issuer": room.world.issuer,
        "page_name": "developer-log-proof",
    }
    return room.pages.answer(visit, "broker/developer_log_proof.html", values, status=429 if refusal == "wait" else 200)

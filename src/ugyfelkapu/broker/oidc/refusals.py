"""The developer's log for a program: what was refused to a service, by any proof of the token endpoint (decision 0033)."""

from starlette.requests import Request
from starlette.responses import Response

from ugyfelkapu.broker.actions.visit_developer_log import refusals_of
from ugyfelkapu.broker.domain.refused_request import RefusedRequest
from ugyfelkapu.broker.oidc.asking_service import proven_service
from ugyfelkapu.broker.oidc.errors import OAuthError, error_answer, json_answer
from ugyfelkapu.broker.oidc.reading import form_fields
from ugyfelkapu.broker.oidc.room import OidcRoom


async def refusals(room: OidcRoom, request: Request) -> Response:
    """`{"client_id": ..., "refusals": [...]}`, the newest first; the way in for a service that has a certificate alone."""
    form = await form_fields(request)
    if isinstance(form, OAuthError):
        return error_answer(form)
    service = await proven_service(room, request, form, realm="refusals")
    if isinstance(service, Response):
        return service
    listed = await refusals_of(room.world, service.party)
    return json_answer({"client_id": service.party.client_id, "refusals": [_told(refusal) for refusal in listed]}, status=200)


def _told(refusal: RefusedRequest) -> dict[str, object]:
    """One refusal; `sent` is a list of pairs, since a name may come twice, and its value is empty where it is not kept."""
    return {
        "at": refusal.at.isoformat(timespec="seconds"),
        "endpoint": refusal.endpoint,
        "error": refusal.error,
        "error_description": refusal.description,
        "sent": refusal.sent,
    }

"""The introspection endpoint (RFC 7662)."""

from starlette.requests import Request
from starlette.responses import Response

from ugyfelkapu.broker.domain.machine import MachineScope
from ugyfelkapu.broker.oidc.asking_service import asking_service
from ugyfelkapu.broker.oidc.errors import OAuthError, error_answer, invalid_request, json_answer
from ugyfelkapu.broker.oidc.reading import form_fields
from ugyfelkapu.broker.oidc.room import OidcRoom
from ugyfelkapu.broker.oidc.told_tokens import told_of


async def introspect(room: OidcRoom, request: Request) -> Response:
    """What a token is worth now, said to the service it was issued to."""
    form = await form_fields(request)
    if isinstance(form, OAuthError):
        return error_answer(form)
    service = await asking_service(room, request, form, scope=MachineScope.INTROSPECTION)
    if isinstance(service, Response):
        return service
    if "token" not in form:
        return error_answer(invalid_request("token is missing"))
    return json_answer(await told_of(room.world, form["token"], service.party), status=200)

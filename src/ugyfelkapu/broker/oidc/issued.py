"""Was this ID token issued? Our own endpoint, authenticated as introspection is (decision 0039)."""

from starlette.requests import Request
from starlette.responses import Response

from ugyfelkapu.broker.actions.check_issued import Held, check_issued
from ugyfelkapu.broker.domain.issued import entry_of_token
from ugyfelkapu.broker.domain.machine import MachineScope
from ugyfelkapu.broker.oidc.asking_service import asking_service
from ugyfelkapu.broker.oidc.errors import OAuthError, error_answer, invalid_request, json_answer
from ugyfelkapu.broker.oidc.reading import form_fields
from ugyfelkapu.broker.oidc.room import OidcRoom
from ugyfelkapu.foundation.throttle import Wait


async def issued(room: OidcRoom, request: Request) -> Response:
    """`{"issued": true}` or `{"issued": false}` for the `jti` and `sub` of an ID token."""
    form = await form_fields(request)
    if isinstance(form, OAuthError):
        return error_answer(form)
    service = await asking_service(room, request, form, scope=MachineScope.INTROSPECTION)
    if isinstance(service, Response):
        return service
    if "jti" not in form or "sub" not in form:
        return error_answer(invalid_request("jti or sub is missing"))
    found = await check_issued(room.world, service.party, Held(entry_id=entry_of_token(form["jti"]), name=form["sub"]))
    if isinstance(found, Wait):
        return json_answer({"error": "too_many_requests", "error_description": "too many unknown ones: ask later"}, status=429)
    return json_answer({"issued": found}, status=200)
